// SPDX-License-Identifier: Apache-2.0
// `lanes` RGBA8 pixels in one vector, and exact products of bytes. Include after simd/simd.h.
#pragma once

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

#if defined(SFUMATO_SIMD_AVX512)
struct Rgba { __m512i v; };
inline Rgba load_rgba(const uint8_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_rgba(uint8_t* p, Rgba a) { _mm512_storeu_si512(p, a.v); }
inline void stream_rgba(uint8_t* p, Rgba a) { _mm512_stream_si512(reinterpret_cast<__m512i*>(p), a.v); }
// round(a * b / 255) of every byte.
inline Rgba times(Rgba a, Rgba b) {
  const __m512i none = _mm512_setzero_si512(), half = _mm512_set1_epi16(128), m = _mm512_set1_epi16(257);
  const __m512i low = _mm512_mullo_epi16(_mm512_unpacklo_epi8(a.v, none), _mm512_unpacklo_epi8(b.v, none));
  const __m512i high = _mm512_mullo_epi16(_mm512_unpackhi_epi8(a.v, none), _mm512_unpackhi_epi8(b.v, none));
  return {_mm512_packus_epi16(_mm512_mulhi_epu16(_mm512_add_epi16(low, half), m),
                              _mm512_mulhi_epu16(_mm512_add_epi16(high, half), m))};
}
inline Rgba spread_alpha(Rgba a) {
  return {_mm512_shuffle_epi8(a.v, _mm512_set4_epi32(0x0f0f0f0f, 0x0b0b0b0b, 0x07070707, 0x03030303))};
}
inline Rgba opaque(Rgba a) { return {_mm512_or_si512(a.v, _mm512_set1_epi32(static_cast<int32_t>(0xff000000u)))}; }
inline Rgba invert(Rgba a) { return {_mm512_xor_si512(a.v, _mm512_set1_epi32(-1))}; }
inline Rgba add_saturated(Rgba a, Rgba b) { return {_mm512_adds_epu8(a.v, b.v)}; }
#elif defined(SFUMATO_SIMD_AVX2)
struct Rgba { __m256i v; };
inline Rgba load_rgba(const uint8_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
inline void store_rgba(uint8_t* p, Rgba a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline void stream_rgba(uint8_t* p, Rgba a) { _mm256_stream_si256(reinterpret_cast<__m256i*>(p), a.v); }
// round(a * b / 255) of every byte.
inline Rgba times(Rgba a, Rgba b) {
  const __m256i none = _mm256_setzero_si256(), half = _mm256_set1_epi16(128), m = _mm256_set1_epi16(257);
  const __m256i low = _mm256_mullo_epi16(_mm256_unpacklo_epi8(a.v, none), _mm256_unpacklo_epi8(b.v, none));
  const __m256i high = _mm256_mullo_epi16(_mm256_unpackhi_epi8(a.v, none), _mm256_unpackhi_epi8(b.v, none));
  return {_mm256_packus_epi16(_mm256_mulhi_epu16(_mm256_add_epi16(low, half), m),
                              _mm256_mulhi_epu16(_mm256_add_epi16(high, half), m))};
}
inline Rgba spread_alpha(Rgba a) {
  const __m128i index = _mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
  return {_mm256_shuffle_epi8(a.v, _mm256_broadcastsi128_si256(index))};
}
inline Rgba opaque(Rgba a) { return {_mm256_or_si256(a.v, _mm256_set1_epi32(static_cast<int32_t>(0xff000000u)))}; }
inline Rgba invert(Rgba a) { return {_mm256_xor_si256(a.v, _mm256_set1_epi32(-1))}; }
inline Rgba add_saturated(Rgba a, Rgba b) { return {_mm256_adds_epu8(a.v, b.v)}; }
#else
struct Rgba { uint8_t v[16]; };
template <typename Function>
inline Rgba each_byte(Function f) {
  Rgba r;
  for (int i = 0; i < 16; ++i) r.v[i] = static_cast<uint8_t>(f(i));
  return r;
}
inline Rgba load_rgba(const uint8_t* p) { return each_byte([&](int i) { return p[i]; }); }
inline void store_rgba(uint8_t* p, Rgba a) { std::memcpy(p, a.v, sizeof a.v); }
inline void stream_rgba(uint8_t* p, Rgba a) { store_rgba(p, a); }
// round(a * b / 255) of every byte.
inline Rgba times(Rgba a, Rgba b) {
  return each_byte([&](int i) { return ((a.v[i] * b.v[i] + 128) * 257) >> 16; });
}
inline Rgba spread_alpha(Rgba a) { return each_byte([&](int i) { return a.v[i | 3]; }); }
inline Rgba opaque(Rgba a) { return each_byte([&](int i) { return (i & 3) == 3 ? 255 : a.v[i]; }); }
inline Rgba invert(Rgba a) { return each_byte([&](int i) { return 255 - a.v[i]; }); }
inline Rgba add_saturated(Rgba a, Rgba b) {
  return each_byte([&](int i) { return a.v[i] + b.v[i] > 255 ? 255 : a.v[i] + b.v[i]; });
}
#endif

}  // namespace sfumato::SFUMATO_TARGET
