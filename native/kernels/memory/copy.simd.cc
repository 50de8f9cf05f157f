// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

void copy_block(const uint8_t* from, uint8_t* to, int64_t bytes) {
  constexpr int64_t vector = lanes * 4;
  int64_t head = static_cast<int64_t>((vector - reinterpret_cast<uintptr_t>(to) % vector) % vector);
  if (head > bytes) head = bytes;
  std::memcpy(to, from, static_cast<size_t>(head));
  int64_t i = head;
  for (; i + 4 * vector <= bytes; i += 4 * vector) {
    I v[4];
    std::memcpy(v, from + i, sizeof v);
    for (int k = 0; k < 4; ++k) stream(to + i + k * vector, v[k]);
  }
  std::memcpy(to + i, from + i, static_cast<size_t>(bytes - i));
  fence();
}

}  // namespace sfumato::SFUMATO_TARGET
