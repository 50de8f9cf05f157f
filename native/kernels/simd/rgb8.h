// SPDX-License-Identifier: Apache-2.0
// Interleaved 8-bit pixels as vectors. Include after simd/simd.h, from *.simd.cc files.
#pragma once

namespace sfumato::SFUMATO_TARGET {

// Weights of red, green and blue in luma, in 1/128ths (Rec. 601 to within 0.004).
constexpr int luma_red = 38, luma_green = 75, luma_blue = 15;

#if defined(SFUMATO_SIMD_AVX512)

// `lanes` RGB8 pixels as words r | g << 8 | b << 16. Reads no more than their bytes.
inline I load_rgb8(const uint8_t* p) {
  const __m512i spread = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
  const __m512i bytes = _mm512_permutexvar_epi32(spread, _mm512_maskz_loadu_epi32(0x0fff, p));
  const __m128i order = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  return {_mm512_shuffle_epi8(bytes, _mm512_broadcast_i32x4(order))};
}
// 128 x luma (0..32640) of such words; the top byte is not looked at.
inline F luma_of_words(I words) {
  const __m512i weights = _mm512_set1_epi32(luma_red | luma_green << 8 | luma_blue << 16);
  return {_mm512_cvtepi32_ps(_mm512_madd_epi16(_mm512_maddubs_epi16(words.v, weights), _mm512_set1_epi16(1)))};
}

#elif defined(SFUMATO_SIMD_AVX2)

inline I load_rgb8(const uint8_t* p) {
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i high = _mm_srli_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 8)), 4);
  const __m128i order = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  return {_mm256_shuffle_epi8(_mm256_set_m128i(high, low), _mm256_broadcastsi128_si256(order))};
}
inline F luma_of_words(I words) {
  const __m256i weights = _mm256_set1_epi32(luma_red | luma_green << 8 | luma_blue << 16);
  return {_mm256_cvtepi32_ps(_mm256_madd_epi16(_mm256_maddubs_epi16(words.v, weights), _mm256_set1_epi16(1)))};
}

#else

inline I load_rgb8(const uint8_t* p) {
  I r;
  for (int i = 0; i < lanes; ++i) r.v[i] = p[3 * i] | p[3 * i + 1] << 8 | p[3 * i + 2] << 16;
  return r;
}
inline F luma_of_words(I words) {
  F r;
  for (int i = 0; i < lanes; ++i) {
    const int w = words.v[i];
    r.v[i] = static_cast<float>((w & 255) * luma_red + ((w >> 8) & 255) * luma_green + ((w >> 16) & 255) * luma_blue);
  }
  return r;
}

#endif

inline I load_rgba8(const uint8_t* p) {
  return load_bytes(p);
}
inline F red_of_words(I words) { return to_float(words & set_i(255)); }
inline F green_of_words(I words) { return to_float(shift_right<8>(words) & set_i(255)); }
inline F blue_of_words(I words) { return to_float(shift_right<16>(words) & set_i(255)); }

}  // namespace sfumato::SFUMATO_TARGET
