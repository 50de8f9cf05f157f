// SPDX-License-Identifier: Apache-2.0
#include "simd/pair.h"

namespace sfumato::SFUMATO_TARGET {

void affine_row(const float* in, float a, float b, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, fma(load(in + i), set(a), set(b)));
  for (; i < n; ++i) out[i] = in[i] * a + b;
}

void halve_rgba_to_planes(const float* top, const float* bottom, int64_t n, const float* a, const float* b, float* red,
                          float* green, float* blue) {
  const F ar = set(a[0] * 0.25f), ag = set(a[1] * 0.25f), ab = set(a[2] * 0.25f);
  const F br = set(b[0]), bg = set(b[1]), bb = set(b[2]);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    F v[4];
    for (int k = 0; k < 4; ++k) {
      const float *p = top + 8 * i + 2 * k * lanes, *q = bottom + 8 * i + 2 * k * lanes;
      v[k] = add_pixel_pairs(load(p) + load(q), load(p + lanes) + load(q + lanes));
    }
    deinterleave4(v[0], v[1], v[2], v[3]);
    store(red + i, fma(v[0], ar, br));
    store(green + i, fma(v[1], ag, bg));
    store(blue + i, fma(v[2], ab, bb));
  }
  float* const planes[3] = {red, green, blue};
  for (; i < n; ++i)
    for (int c = 0; c < 3; ++c) {
      const float sum = (top[8 * i + c] + bottom[8 * i + c]) + (top[8 * i + 4 + c] + bottom[8 * i + 4 + c]);
      planes[c][i] = sum * (a[c] * 0.25f) + b[c];
    }
}

}  // namespace sfumato::SFUMATO_TARGET
