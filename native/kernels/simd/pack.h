// SPDX-License-Identifier: Apache-2.0
// Four vectors of floats as bytes at once: half the shuffles of four single stores. Include after simd/simd.h.
#pragma once

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

#if defined(SFUMATO_SIMD_AVX512) || defined(SFUMATO_SIMD_AVX2)
// Rounded, for the saturating packs to clamp: NaN and what lies below 32 bits are INT32_MIN, which they take to 0.
inline I rounded_for_packs(F a) { return round_int(min(set(255.0f), a)); }
#endif

// Rounds, clamps to 0..255 (NaN to 0), and writes 4 * lanes bytes: those of `a` first.
inline void store_u8(uint8_t* p, F a, F b, F c, F d) {
#if defined(SFUMATO_SIMD_AVX512)
  const __m512i ab = _mm512_packs_epi32(rounded_for_packs(a).v, rounded_for_packs(b).v);
  const __m512i cd = _mm512_packs_epi32(rounded_for_packs(c).v, rounded_for_packs(d).v);
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  _mm512_storeu_si512(p, _mm512_permutexvar_epi32(order, _mm512_packus_epi16(ab, cd)));
#elif defined(SFUMATO_SIMD_AVX2)
  const __m256i ab = _mm256_packs_epi32(rounded_for_packs(a).v, rounded_for_packs(b).v);
  const __m256i cd = _mm256_packs_epi32(rounded_for_packs(c).v, rounded_for_packs(d).v);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p),
                      _mm256_permutevar8x32_epi32(_mm256_packus_epi16(ab, cd), order));
#else
  store_u8(p, a);
  store_u8(p + lanes, b);
  store_u8(p + 2 * lanes, c);
  store_u8(p + 3 * lanes, d);
#endif
}

}  // namespace sfumato::SFUMATO_TARGET
