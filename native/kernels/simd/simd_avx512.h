// SPDX-License-Identifier: Apache-2.0
// simd.h on AVX-512 F, BW, CD, DQ, VL.
#pragma once

#include <immintrin.h>

namespace sfumato::SFUMATO_TARGET {

constexpr int lanes = 16;

struct M { __mmask16 v; };
struct F { __m512 v; };
struct I { __m512i v; };

inline F set(float x) { return {_mm512_set1_ps(x)}; }
inline F zero() { return {_mm512_setzero_ps()}; }
inline F load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void store(float* p, F a) { _mm512_storeu_ps(p, a.v); }
// `p` must be aligned to the vector; bypasses the cache. Call fence() before another thread reads.
inline void stream(float* p, F a) { _mm512_stream_ps(p, a.v); }
inline void stream(uint8_t* p, I a) { _mm512_stream_si512(reinterpret_cast<__m512i*>(p), a.v); }
inline void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T0); }  // any address
inline void fence() { _mm_sfence(); }

inline F operator+(F a, F b) { return {_mm512_add_ps(a.v, b.v)}; }
inline F operator-(F a, F b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline F operator*(F a, F b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline F operator/(F a, F b) { return {_mm512_div_ps(a.v, b.v)}; }
inline F fma(F a, F b, F c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }    // a*b + c
inline F fnma(F a, F b, F c) { return {_mm512_fnmadd_ps(a.v, b.v, c.v)}; }  // c - a*b
// With a NaN in `a`, min and max return `b`.
inline F min(F a, F b) { return {_mm512_min_ps(a.v, b.v)}; }
inline F max(F a, F b) { return {_mm512_max_ps(a.v, b.v)}; }
inline F sqrt(F a) { return {_mm512_sqrt_ps(a.v)}; }
inline F rsqrt_fast(F a) { return {_mm512_rsqrt14_ps(a.v)}; }  // relative error < 7e-5
inline F rcp_fast(F a) { return {_mm512_rcp14_ps(a.v)}; }      // relative error < 7e-5
inline F floor(F a) { return {_mm512_roundscale_ps(a.v, 1)}; }
inline F abs(F a) { return {_mm512_abs_ps(a.v)}; }

inline M operator<(F a, F b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline M operator<=(F a, F b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ)}; }
inline M operator>(F a, F b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
inline M operator>=(F a, F b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ)}; }
inline M unequal(F a, F b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_NEQ_OQ)}; }  // NaN equals anything here
inline M operator&(M a, M b) { return {static_cast<__mmask16>(a.v & b.v)}; }
inline M operator|(M a, M b) { return {static_cast<__mmask16>(a.v | b.v)}; }
inline bool any(M m) { return m.v != 0; }
inline bool all(M m) { return m.v == 0xffff; }
inline F select(M m, F yes, F no) { return {_mm512_mask_blend_ps(m.v, no.v, yes.v)}; }

inline I set_i(int32_t x) { return {_mm512_set1_epi32(x)}; }
inline I iota() { return {_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)}; }
inline I load_i(const int32_t* p) { return {_mm512_loadu_si512(p)}; }
// Of any alignment; lane i is bytes 4i to 4i+3.
inline I load_bytes(const uint8_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_i(int32_t* p, I a) { _mm512_storeu_si512(p, a.v); }
inline I operator+(I a, I b) { return {_mm512_add_epi32(a.v, b.v)}; }
inline I operator-(I a, I b) { return {_mm512_sub_epi32(a.v, b.v)}; }
inline I operator*(I a, I b) { return {_mm512_mullo_epi32(a.v, b.v)}; }
inline I operator&(I a, I b) { return {_mm512_and_si512(a.v, b.v)}; }
inline I operator|(I a, I b) { return {_mm512_or_si512(a.v, b.v)}; }
inline I min(I a, I b) { return {_mm512_min_epi32(a.v, b.v)}; }
inline I max(I a, I b) { return {_mm512_max_epi32(a.v, b.v)}; }
template <int n> inline I shift_left(I a) { return {_mm512_slli_epi32(a.v, n)}; }
template <int n> inline I shift_right(I a) { return {_mm512_srai_epi32(a.v, n)}; }
inline F to_float(I a) { return {_mm512_cvtepi32_ps(a.v)}; }
inline I round_int(F a) { return {_mm512_cvtps_epi32(a.v)}; }
inline I truncate_int(F a) { return {_mm512_cvttps_epi32(a.v)}; }
inline F gather(const float* p, I index) { return {_mm512_i32gather_ps(index.v, p, 4)}; }
inline F bits_as_float(I a) { return {_mm512_castsi512_ps(a.v)}; }
inline I float_as_bits(F a) { return {_mm512_castps_si512(a.v)}; }

inline F load_u8(const uint8_t* p) {
  return {_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
}
inline F load_u16(const uint16_t* p) {
  return {_mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))))};
}
inline F load_f16(const uint16_t* p) {
  return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
inline void store_f16(uint16_t* p, F a) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT));
}
// Rounds, clamps to 0..limit (limit <= 255 or 65535), NaN to 0.
inline I clamp_round(F a, float limit) {
  return round_int(min(max(a, zero()), set(limit)));
}
inline void store_u16(uint16_t* p, F a, float limit = 65535.0f) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtusepi32_epi16(clamp_round(a, limit).v));
}
inline void store_u8(uint8_t* p, F a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtusepi32_epi8(clamp_round(a, 255.0f).v));
}
inline float sum(F a) { return _mm512_reduce_add_ps(a.v); }

}  // namespace sfumato::SFUMATO_TARGET
