// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// Lines are streamed whole: a line that plain stores and streaming ones share goes to memory twice.
constexpr int64_t line_bytes = 64;

void stream_row(const float* in, int64_t n, float* out) {
  constexpr int64_t line = line_bytes / 4;
  int64_t i = 0;
  for (; i < n && reinterpret_cast<uintptr_t>(out + i) % line_bytes != 0; ++i) out[i] = in[i];
  for (; i + line <= n; i += line)
    for (int64_t k = 0; k < line; k += lanes) stream(out + i + k, load(in + i + k));
  for (; i < n; ++i) out[i] = in[i];
}

void stream_bytes(const uint8_t* in, int64_t n, uint8_t* out) {
  constexpr int64_t vector_bytes = sizeof(I);
  const auto misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(out) % line_bytes);
  const int64_t head = misaligned == 0 ? 0 : line_bytes - misaligned;
  int64_t i = head < n ? head : n;
  std::memcpy(out, in, static_cast<size_t>(i));
  for (; i + line_bytes <= n; i += line_bytes)
    for (int64_t k = 0; k < line_bytes; k += vector_bytes) stream(out + i + k, load_bytes(in + i + k));
  std::memcpy(out + i, in + i, static_cast<size_t>(n - i));
}

void stream_fence() { fence(); }

}  // namespace sfumato::SFUMATO_TARGET
