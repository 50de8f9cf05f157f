// SPDX-License-Identifier: Apache-2.0
// Squared differences of bytes, 32 at a time. Include only from *.simd.cc files.
#pragma once

#include <cstdint>

#if defined(SFUMATO_SIMD_AVX2) || defined(SFUMATO_SIMD_AVX512)
#include <immintrin.h>
#endif

namespace sfumato::SFUMATO_TARGET {

#if defined(SFUMATO_SIMD_AVX2) || defined(SFUMATO_SIMD_AVX512)

struct ByteDistance {
  __m256i total = _mm256_setzero_si256();

  void add32(const uint8_t* a, const uint8_t* b) {
    const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a));
    const __m256i y = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b));
    const __m256i d = _mm256_or_si256(_mm256_subs_epu8(x, y), _mm256_subs_epu8(y, x));
    const __m256i low = _mm256_unpacklo_epi8(d, _mm256_setzero_si256());
    const __m256i high = _mm256_unpackhi_epi8(d, _mm256_setzero_si256());
    total = _mm256_add_epi32(total, _mm256_add_epi32(_mm256_madd_epi16(low, low), _mm256_madd_epi16(high, high)));
  }
  uint32_t sum() const {
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
    return static_cast<uint32_t>(_mm_cvtsi128_si32(s));
  }
};

#else

struct ByteDistance {
  int32_t total[4] = {};

  void add32(const uint8_t* a, const uint8_t* b) {
    for (int i = 0; i < 32; i += 4)
      for (int j = 0; j < 4; ++j) {
        const int32_t d = a[i + j] - b[i + j];
        total[j] += d * d;
      }
  }
  uint32_t sum() const { return static_cast<uint32_t>(total[0] + total[1] + total[2] + total[3]); }
};

#endif

}  // namespace sfumato::SFUMATO_TARGET
