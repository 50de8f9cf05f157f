// SPDX-License-Identifier: Apache-2.0
#include "simd/planes.h"

#include <cstddef>

namespace sfumato::SFUMATO_TARGET {

// Interleaved floats of 3 or 4 channels to planes `stride` floats apart.
void pixels_to_planes(const float* in, int64_t n, int32_t channels, float* out, ptrdiff_t stride) {
  int64_t i = 0;
  if (channels == 3) {
    for (; i + lanes <= n; i += lanes) {
      F a = load(in + 3 * i), b = load(in + 3 * i + lanes), c = load(in + 3 * i + 2 * lanes);
      deinterleave3(a, b, c);
      store(out + i, a);
      store(out + i + stride, b);
      store(out + i + 2 * stride, c);
    }
  } else if (channels == 4) {
    for (; i + lanes <= n; i += lanes) {
      const float* p = in + 4 * i;
      F a = load(p), b = load(p + lanes), c = load(p + 2 * lanes), d = load(p + 3 * lanes);
      deinterleave4(a, b, c, d);
      store(out + i, a);
      store(out + i + stride, b);
      store(out + i + 2 * stride, c);
      store(out + i + 3 * stride, d);
    }
  }
  for (; i < n; ++i)
    for (int32_t c = 0; c < channels; ++c) out[i + c * stride] = in[i * channels + c];
}

// The reverse.
void pixels_from_planes(const float* in, ptrdiff_t stride, int64_t n, int32_t channels, float* out) {
  int64_t i = 0;
  if (channels == 3) {
    for (; i + lanes <= n; i += lanes) {
      F a = load(in + i), b = load(in + i + stride), c = load(in + i + 2 * stride);
      interleave3(a, b, c);
      store(out + 3 * i, a);
      store(out + 3 * i + lanes, b);
      store(out + 3 * i + 2 * lanes, c);
    }
  } else if (channels == 4) {
    for (; i + lanes <= n; i += lanes) {
      F a = load(in + i), b = load(in + i + stride), c = load(in + i + 2 * stride), d = load(in + i + 3 * stride);
      interleave4(a, b, c, d);
      float* p = out + 4 * i;
      store(p, a);
      store(p + lanes, b);
      store(p + 2 * lanes, c);
      store(p + 3 * lanes, d);
    }
  }
  for (; i < n; ++i)
    for (int32_t c = 0; c < channels; ++c) out[i * channels + c] = in[i + c * stride];
}

}  // namespace sfumato::SFUMATO_TARGET
