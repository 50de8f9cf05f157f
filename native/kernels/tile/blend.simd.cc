// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// canvas[i] += row_weight * weight[i] * (tile[i] - canvas[i]); equal values are left as they are.
void blend_ramp(const float* tile, const float* weight, float row_weight, int64_t n, float* canvas) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const F a = load(canvas + i), b = load(tile + i);
    const F mixed = fma(load(weight + i) * set(row_weight), b - a, a);
    store(canvas + i, select((a <= b) & (a >= b), a, mixed));
  }
  for (; i < n; ++i)
    if (!(canvas[i] == tile[i])) canvas[i] = canvas[i] + weight[i] * row_weight * (tile[i] - canvas[i]);
}

}  // namespace sfumato::SFUMATO_TARGET
