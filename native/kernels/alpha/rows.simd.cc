// SPDX-License-Identifier: Apache-2.0
#include "simd/rgba8.h"

#include <cstddef>

namespace sfumato::SFUMATO_TARGET {
namespace {

constexpr int64_t vector_bytes = 4 * lanes;
constexpr ptrdiff_t fetched_ahead = 2048;

// out[i] = f(i-th vector of pixels) for n pixels; `f` reads `vector_bytes` at the offset it gets, from the inputs
// themselves or from padded copies of their last pixels. Streams when asked to and `out` can be aligned.
template <int inputs, typename Function>
inline void each_vector(const uint8_t* const (&in)[inputs], int64_t n, uint8_t* out, bool streamed, Function f) {
  const int64_t bytes = 4 * n;
  const auto partial = [&](int64_t at, int64_t count) {
    uint8_t copy[inputs][vector_bytes] = {}, result[vector_bytes];
    const uint8_t* from[inputs];
    for (int k = 0; k < inputs; ++k) {
      std::memcpy(copy[k], in[k] + at, static_cast<size_t>(count));
      from[k] = copy[k];
    }
    store_rgba(result, f(from));
    std::memcpy(out + at, result, static_cast<size_t>(count));
  };
  const auto at_offset = [&](int64_t i) {
    const uint8_t* from[inputs];
    for (int k = 0; k < inputs; ++k) {
      from[k] = in[k] + i;
      if (streamed) prefetch(from[k] + fetched_ahead);
    }
    return f(from);
  };
  const auto misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(out) % vector_bytes);
  int64_t i = 0;
  if (streamed && misaligned % 4 == 0) {
    const int64_t head = misaligned == 0 ? 0 : vector_bytes - misaligned;
    if (head > 0) partial(0, i = head < bytes ? head : bytes);
    for (; i + vector_bytes <= bytes; i += vector_bytes) stream_rgba(out + i, at_offset(i));
  } else {
    for (; i + vector_bytes <= bytes; i += vector_bytes) store_rgba(out + i, at_offset(i));
  }
  if (i < bytes) partial(i, bytes - i);
}

}  // namespace

void premultiply_rgba8(const uint8_t* in, int64_t n, uint8_t* out, bool streamed) {
  const uint8_t* const inputs[1] = {in};
  each_vector(inputs, n, out, streamed, [](const uint8_t* const(&from)[1]) {
    const Rgba pixels = load_rgba(from[0]);
    return times(pixels, opaque(spread_alpha(pixels)));
  });
}

void over_rgba8(const uint8_t* front, const uint8_t* back, int64_t n, uint8_t* out, bool streamed) {
  const uint8_t* const inputs[2] = {front, back};
  each_vector(inputs, n, out, streamed, [](const uint8_t* const(&from)[2]) {
    const Rgba f = load_rgba(from[0]);
    return add_saturated(f, times(load_rgba(from[1]), invert(spread_alpha(f))));
  });
}

// out[i] = front[i] * opacity + back[i] * (1 - alpha[i] * opacity). `out` may be `front`, `back` or `alpha`.
void over_row(const float* front, const float* back, const float* alpha, float opacity, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const F keep = fnma(load(alpha + i), set(opacity), set(1.0f));
    store(out + i, fma(load(front + i), set(opacity), load(back + i) * keep));
  }
  for (; i < n; ++i) out[i] = front[i] * opacity + back[i] * (1.0f - alpha[i] * opacity);
}

}  // namespace sfumato::SFUMATO_TARGET
