// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// One Jacobi step on a row. Plane order: 3 of I, alpha, 3 of F, 3 of B, `plane` floats apart; rows are `pitch` apart and
// have readable neighbours on all sides. Writes F and B to the same places of `out`, up to whole vectors.
void foreground_step(const float* in, int64_t plane, int64_t pitch, int64_t n, float regularisation,
                     float gradient_weight, float highest, float* out) {
  const F base = set(regularisation), slope = set(gradient_weight), one = set(1.0f), top = set(highest);
  const int64_t beside[4] = {-1, 1, -pitch, pitch};
  for (int64_t x = 0; x < n; x += lanes) {
    const float* alpha = in + 3 * plane + x;
    const F a = load(alpha), b = one - a;
    F w[4], s = zero();
    for (int k = 0; k < 4; ++k) {
      w[k] = fma(slope, abs(load(alpha + beside[k]) - a), base);
      s = s + w[k];
    }
    const F scale = one / fma(s, fma(a, a, b * b), s * s);
    for (int c = 0; c < 3; ++c) {
      const float *f = in + (4 + c) * plane + x, *g = in + (7 + c) * plane + x;
      F wf = zero(), wg = zero();
      for (int k = 0; k < 4; ++k) {
        wf = fma(w[k], load(f + beside[k]), wf);
        wg = fma(w[k], load(g + beside[k]), wg);
      }
      const F i = load(in + c * plane + x);
      // The 2 x 2 system with the terms that cancel left out.
      const F cross = fnma(a, wg, b * wf);
      const F front = fma(b, cross, s * fma(a, i, wf)) * scale;
      const F back = fnma(a, cross, s * fma(b, i, wg)) * scale;
      store(out + (4 + c) * plane + x, min(max(front, zero()), top));
      store(out + (7 + c) * plane + x, min(max(back, zero()), top));
    }
  }
}

}  // namespace sfumato::SFUMATO_TARGET
