// SPDX-License-Identifier: Apache-2.0
// Sums of neighbouring RGBA pixels. Include after simd/simd.h.
#pragma once

#include "simd/planes.h"

namespace sfumato::SFUMATO_TARGET {

// `first` and `second` hold consecutive interleaved pixels of four floats; the result holds as many sums of the
// pixels 0 + 1, 2 + 3 and so on as fit one vector: all of them.
#if defined(SFUMATO_SIMD_AVX512)
inline F add_pixel_pairs(F first, F second) {
  return {_mm512_add_ps(_mm512_shuffle_f32x4(first.v, second.v, 0x88), _mm512_shuffle_f32x4(first.v, second.v, 0xdd))};
}
#elif defined(SFUMATO_SIMD_AVX2)
inline F add_pixel_pairs(F first, F second) {
  return {_mm256_add_ps(_mm256_permute2f128_ps(first.v, second.v, 0x20),
                        _mm256_permute2f128_ps(first.v, second.v, 0x31))};
}
#else
inline F add_pixel_pairs(F first, F second) { return first + second; }
#endif

}  // namespace sfumato::SFUMATO_TARGET
