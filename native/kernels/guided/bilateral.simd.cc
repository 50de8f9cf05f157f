// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// One row of joint bilateral upsampling. `coarse` holds, for each of `rows` coarse rows, planes of red, green, blue
// and matte, `pitch` apart, and `row_pitch` from row to row; columns have `radius` repeats of the border before them.
// `first` is each pixel's leftmost column and `offset` that column's distance; `row_weight` the rows' weights.
void bilateral_row(const float* coarse, int64_t pitch, int64_t row_pitch, int64_t taps, const float* row_weight,
                   const int32_t* first, const float* offset, float space, float colour, const float* const* pixel,
                   int64_t n, float* out) {
  const F one = set(1.0f), reach = set(space), range = set(colour);
  for (int64_t x = 0; x < n; x += lanes) {  // all arrays are padded to vectors
    const F r = load(pixel[0] + x), g = load(pixel[1] + x), b = load(pixel[2] + x);
    const I column = load_i(first + x);
    const F left = load(offset + x);
    F total = zero(), sum = zero(), lowest = set(1.0f), highest = zero();
    for (int64_t i = 0; i < taps; ++i) {
      const F dx = left + set(static_cast<float>(i));
      const F near = max(fnma(dx * dx, reach, one), zero());
      const F across = near * near * near * near;
      const I at = column + set_i(static_cast<int32_t>(i));
      for (int64_t k = 0; k < taps; ++k) {
        const float* row = coarse + k * row_pitch;
        const F dr = gather(row, at) - r, dg = gather(row + pitch, at) - g, db = gather(row + 2 * pitch, at) - b;
        const F distance = fma(dr, dr, fma(dg, dg, db * db));
        const F like = max(fnma(distance, range, one), zero()), twice = like * like;
        // The floor keeps a pixel that resembles nothing near it at the plain spatial mean.
        const F weight = fma(twice, twice, set(1e-4f)) * across * set(row_weight[k]);
        const F value = gather(row + 3 * pitch, at);
        total = total + weight;
        sum = fma(weight, value, sum);
        lowest = min(lowest, value);
        highest = max(highest, value);
      }
    }
    store(out + x, min(max(sum / max(total, set(1e-30f)), lowest), highest));
  }
}

}  // namespace sfumato::SFUMATO_TARGET
