// SPDX-License-Identifier: Apache-2.0
// A client of Sfumato's engine for hosts written in C++. Nothing of OpenFX is in it. See docs/protocol.md.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "sfumato/engine/request.h"
#include "sfumato/engine/result.h"

namespace sfumato::engine {

struct Settings {
  std::string client_name = "Sfumato for OpenFX";  // in the engine's messages and log
  std::string client_version = "0";
  std::string home;                  // the user folder; empty: as core/src/model/store/folder.ts finds it
  std::vector<std::string> command;  // starts the engine and returns; empty: as start.json in the engine's folder says
  bool start = true;                 // start an engine when none runs
  std::chrono::milliseconds start_timeout{20'000};
};

// A connection to the engine of this user, for the whole process. Any thread may call anything, many at once. Nothing is
// opened, started or allocated before the first call that needs the engine; a connection that was lost is made again by
// the next one. No function throws.
class Engine {
 public:
  static Engine& shared();  // with the default settings, or those that configure() gave

  explicit Engine(Settings settings = {});
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();  // close()

  // Settings of connections that are made from now on.
  void configure(Settings settings) noexcept;

  // Runs a tool and waits. Returns within 20 ms of the waiter's abort, and soon after the time-out, whatever the engine
  // does. After a run that was not done the inputs' blocks are empty: reserve() again. Null waiter: nobody aborts. When
  // the engine goes before it has said anything about the run, the next engine gets it, once.
  Result run(const Request& request, Waiter* waiter = nullptr) noexcept;

  // A round trip of `bytes` ≤ 65536 bytes of text: whether the engine is there. Starts none.
  Status ping(size_t bytes = 64, std::chrono::milliseconds timeout = std::chrono::milliseconds{2000}) noexcept;

  // Ends the connection, the thread that reads it and all waiting runs (with engine_lost). The next run connects anew.
  // To be called before the library that holds this code is unloaded.
  void close() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sfumato::engine
