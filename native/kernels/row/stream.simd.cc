// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

void stream_row(const float* in, int64_t n, float* out) {
  int64_t i = 0;
  for (; i < n && reinterpret_cast<uintptr_t>(out + i) % sizeof(F) != 0; ++i) out[i] = in[i];
  for (; i + lanes <= n; i += lanes) stream(out + i, load(in + i));
  for (; i < n; ++i) out[i] = in[i];
}

void stream_bytes(const uint8_t* in, int64_t n, uint8_t* out) {
  constexpr int64_t vector_bytes = sizeof(I);
  const auto misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(out) % vector_bytes);
  const int64_t head = misaligned == 0 ? 0 : vector_bytes - misaligned;
  int64_t i = head < n ? head : n;
  std::memcpy(out, in, static_cast<size_t>(i));
  for (; i + vector_bytes <= n; i += vector_bytes) {
    I v;
    std::memcpy(&v, in + i, sizeof v);
    stream(out + i, v);
  }
  std::memcpy(out + i, in + i, static_cast<size_t>(n - i));
}

void stream_fence() { fence(); }

}  // namespace sfumato::SFUMATO_TARGET
