// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

void stream_bytes(const uint8_t* from, uint8_t* to, int64_t bytes) {
  constexpr int64_t vector = lanes * 4;
  const int64_t head = (vector - static_cast<int64_t>(reinterpret_cast<uintptr_t>(to) % vector)) % vector;
  int64_t i = head < bytes ? head : bytes;
  std::memcpy(to, from, static_cast<size_t>(i));
  for (; i + vector <= bytes; i += vector) {
    I part;
    std::memcpy(&part, from + i, sizeof part);
    stream(to + i, part);
  }
  std::memcpy(to + i, from + i, static_cast<size_t>(bytes - i));
  fence();
}

}  // namespace sfumato::SFUMATO_TARGET
