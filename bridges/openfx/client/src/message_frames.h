// SPDX-License-Identifier: Apache-2.0
// Messages on the local socket: each after a u32 length of its payload (little-endian) and a u8 kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sfumato::engine {

// Longer messages break the connection, on both sides.
constexpr size_t longest_message = (size_t{4} << 20) + 32;

// A text message as it goes over the socket.
std::string framed(std::string_view text);

// Cuts what comes over the socket into messages.
class FrameReader {
 public:
  void add(const char* bytes, size_t count) { held_.append(bytes, count); }

  enum class Next : uint8_t { message, incomplete, broken };
  // The next whole text message; chunks, which this client asks for nowhere, are passed over. Broken: what came is not
  // the protocol, and nothing after it can be read.
  Next next(std::string& text);

 private:
  std::string held_;
  size_t read_ = 0;  // of held_, by now
};

}  // namespace sfumato::engine
