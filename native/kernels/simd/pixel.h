// SPDX-License-Identifier: Apache-2.0
// A pixel of four floats as one small vector, and table look-up in registers. Include after simd/simd.h.
#pragma once

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

#if defined(SFUMATO_SIMD_AVX512) || defined(SFUMATO_SIMD_AVX2)
struct Pixel { __m128 v; };
inline Pixel load_pixel(const float* p) { return {_mm_loadu_ps(p)}; }
inline void store_pixel(float* p, Pixel a) { _mm_storeu_ps(p, a.v); }
inline Pixel zero_pixel() { return {_mm_setzero_ps()}; }
inline Pixel fma(Pixel a, float b, Pixel c) { return {_mm_fmadd_ps(a.v, _mm_set1_ps(b), c.v)}; }  // a*b + c
#else
struct Pixel { float v[4]; };
inline Pixel load_pixel(const float* p) { return {{p[0], p[1], p[2], p[3]}}; }
inline void store_pixel(float* p, Pixel a) { std::memcpy(p, a.v, sizeof a.v); }
inline Pixel zero_pixel() { return {{0, 0, 0, 0}}; }
inline Pixel fma(Pixel a, float b, Pixel c) {
  Pixel r;
  for (int i = 0; i < 4; ++i) r.v[i] = a.v[i] * b + c.v[i];
  return r;
}
#endif

// Lane i of the result is element index[i] of the 2 * lanes numbers in `low` and `high`.
#if defined(SFUMATO_SIMD_AVX512)
inline F lookup(F low, F high, I index) { return {_mm512_permutex2var_ps(low.v, index.v, high.v)}; }
#elif defined(SFUMATO_SIMD_AVX2)
inline F lookup(F low, F high, I index) {
  const __m256 a = _mm256_permutevar8x32_ps(low.v, index.v), b = _mm256_permutevar8x32_ps(high.v, index.v);
  return {_mm256_blendv_ps(a, b, _mm256_castsi256_ps(_mm256_slli_epi32(index.v, 28)))};
}
#else
inline F lookup(F low, F high, I index) {
  const float table[8] = {low.v[0],  low.v[1],  low.v[2],  low.v[3],
                          high.v[0], high.v[1], high.v[2], high.v[3]};
  return {{table[index.v[0]], table[index.v[1]], table[index.v[2]], table[index.v[3]]}};
}
#endif

}  // namespace sfumato::SFUMATO_TARGET
