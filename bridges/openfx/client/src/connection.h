// SPDX-License-Identifier: Apache-2.0
// One connection to the engine: requests go out from any thread, one thread of its own reads what comes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "block.h"
#include "json.h"
#include "mappings.h"
#include "message_frames.h"
#include "patience.h"
#include "sfumato/engine/result.h"
#include "stream.h"

namespace sfumato::engine {

// A request that somebody waits for. Its fields belong to the connection until it was waited for.
struct Call {
  uint32_t id = 0;
  enum class State : uint8_t { waiting, answered, lost } state = State::waiting;
  Json answer;
  std::string phase;
  double fraction = 0;
  bool progressed = false;
  std::condition_variable changed;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Begins to read.
  static std::shared_ptr<Connection> begin(std::unique_ptr<Stream> stream);
  explicit Connection(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
  ~Connection();

  bool alive();
  // Ends the connection and its thread; whoever waits is told that it is lost.
  void close();
  // What the engine said when it ended the connection; code is empty when it said nothing.
  Message farewell();

  // Sends {"type": type, "id": …, fields}: fields are members of a JSON object, or empty. `blocks` are kept from being
  // used again until the engine has let go of them. False when the connection is lost.
  bool send(const char* type, const std::string& fields, const std::shared_ptr<Call>& call = {},
            std::vector<std::shared_ptr<Block>> blocks = {});

  enum class Waited : uint8_t { answered, aborted, timed_out, lost };
  // After anything but `answered` nobody waits for the call any more.
  Waited wait(Call& call, Patience& patience);

  // Memory of the engine's, mapped; kept mapped for a while. Throws std::runtime_error when it is not there.
  std::shared_ptr<SharedMemory> map(const std::string& name, size_t bytes) { return mappings_.map(name, bytes); }
  void drop_frames(const std::vector<std::string>& frames);
  void forget_block(const std::string& name);

 private:
  void run();
  bool receive();
  void take(Json message);
  void take_last_word(uint32_t id, Json message, bool done);
  void lose();
  bool flush();

  std::unique_ptr<Stream> stream_;
  Mappings mappings_;
  FrameReader reader_;  // of the thread
  std::thread thread_;

  std::mutex mutex_;  // of all that follows
  std::string outgoing_;
  uint32_t last_id_ = 0;
  std::map<uint32_t, std::shared_ptr<Call>> calls_;
  std::map<uint32_t, std::vector<std::shared_ptr<Block>>> read_from_;  // by job
  Message farewell_;
  bool lost_ = false, closing_ = false;
};

// The error of an answer, or of a farewell.
Message message_of(const Json& error);

}  // namespace sfumato::engine
