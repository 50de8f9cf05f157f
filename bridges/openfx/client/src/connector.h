// SPDX-License-Identifier: Apache-2.0
// The process's way to the engine: finds it, starts it where it is absent, says hello, and does so again when it was lost.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "connection.h"
#include "discovery.h"
#include "failures.h"
#include "patience.h"
#include "sfumato/engine/engine.h"

namespace sfumato::engine {

class Connector {
 public:
  void configure(Settings settings);

  // The connection, made anew if there is none. Null when that failed; `failure` then says why. One thread makes it, the
  // others wait for that, each as long as it likes.
  std::shared_ptr<Connection> connect(Patience& patience, bool may_start, Failure& failure);
  void close();

 private:
  std::shared_ptr<Connection> current();
  std::shared_ptr<Connection> make(const Settings& settings, Patience& patience, bool may_start, Failure& failure);
  std::shared_ptr<Connection> reach(const Settings& settings, Patience& patience, Failure& failure);
  std::shared_ptr<Connection> greet(const Settings& settings, const Discovery& found, Patience& patience,
                                    Failure& failure);
  bool start(const Settings& settings, Patience& patience, Failure& failure);

  std::mutex making_;
  std::mutex mutex_;  // of all that follows
  Settings settings_;
  std::shared_ptr<Connection> connection_;
  // An engine that did not start is not started for every frame anew.
  std::optional<Failure> failed_start_;
  Clock::time_point not_before_{};
};

}  // namespace sfumato::engine
