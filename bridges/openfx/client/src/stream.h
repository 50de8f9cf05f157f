// SPDX-License-Identifier: Apache-2.0
// A connection over the system's local socket (Windows: a named pipe). One thread waits and reads, any may write.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace sfumato::engine {

class Stream {
 public:
  struct Ready {
    bool readable = false;
    bool writable = false;
    bool broken = false;
  };

  // Null when nobody listens there; `why` then says it in the system's words. Takes no longer than a second.
  static std::unique_ptr<Stream> connect(const std::string& address, std::string& why);
  virtual ~Stream() = default;

  // Gives the system as much as it takes now; -1 when the connection is broken.
  virtual ptrdiff_t write(const char* bytes, size_t count) = 0;
  // What has come, at most `count`; 0 when there is nothing; -1 when the other side has gone.
  virtual ptrdiff_t read(char* bytes, size_t count) = 0;
  // Waits for something to read, for room to write if that is wanted, for wake(), or for the time to pass.
  virtual Ready wait(bool to_write, int milliseconds) = 0;
  // Ends a wait() of another thread.
  virtual void wake() = 0;
};

}  // namespace sfumato::engine
