// SPDX-License-Identifier: Apache-2.0
// simd.h on AVX2 + FMA + F16C.
#pragma once

#include <immintrin.h>

namespace sfumato::SFUMATO_TARGET {

constexpr int lanes = 8;

struct M { __m256 v; };
struct F { __m256 v; };
struct I { __m256i v; };

inline F set(float x) { return {_mm256_set1_ps(x)}; }
inline F zero() { return {_mm256_setzero_ps()}; }
inline F load(const float* p) { return {_mm256_loadu_ps(p)}; }
inline void store(float* p, F a) { _mm256_storeu_ps(p, a.v); }
// `p` must be aligned to the vector; bypasses the cache. Call fence() before another thread reads.
inline void stream(float* p, F a) { _mm256_stream_ps(p, a.v); }
inline void stream(uint8_t* p, I a) { _mm256_stream_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T0); }  // any address
inline void fence() { _mm_sfence(); }

inline F operator+(F a, F b) { return {_mm256_add_ps(a.v, b.v)}; }
inline F operator-(F a, F b) { return {_mm256_sub_ps(a.v, b.v)}; }
inline F operator*(F a, F b) { return {_mm256_mul_ps(a.v, b.v)}; }
inline F operator/(F a, F b) { return {_mm256_div_ps(a.v, b.v)}; }
inline F fma(F a, F b, F c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }    // a*b + c
inline F fnma(F a, F b, F c) { return {_mm256_fnmadd_ps(a.v, b.v, c.v)}; }  // c - a*b
// With a NaN in `a`, min and max return `b`.
inline F min(F a, F b) { return {_mm256_min_ps(a.v, b.v)}; }
inline F max(F a, F b) { return {_mm256_max_ps(a.v, b.v)}; }
inline F sqrt(F a) { return {_mm256_sqrt_ps(a.v)}; }
inline F rsqrt_fast(F a) { return {_mm256_rsqrt_ps(a.v)}; }  // relative error < 4e-4
inline F rcp_fast(F a) { return {_mm256_rcp_ps(a.v)}; }      // relative error < 4e-4
inline F floor(F a) { return {_mm256_floor_ps(a.v)}; }
inline F abs(F a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }

inline M operator<(F a, F b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)}; }
inline M operator<=(F a, F b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ)}; }
inline M operator>(F a, F b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)}; }
inline M operator>=(F a, F b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ)}; }
inline M unequal(F a, F b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_NEQ_OQ)}; }  // NaN equals anything here
inline M operator&(M a, M b) { return {_mm256_and_ps(a.v, b.v)}; }
inline M operator|(M a, M b) { return {_mm256_or_ps(a.v, b.v)}; }
inline bool any(M m) { return _mm256_movemask_ps(m.v) != 0; }
inline bool all(M m) { return _mm256_movemask_ps(m.v) == 0xff; }
inline F select(M m, F yes, F no) { return {_mm256_blendv_ps(no.v, yes.v, m.v)}; }

inline I set_i(int32_t x) { return {_mm256_set1_epi32(x)}; }
inline I iota() { return {_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)}; }
inline I load_i(const int32_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
// Of any alignment; lane i is bytes 4i to 4i+3.
inline I load_bytes(const uint8_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
inline void store_i(int32_t* p, I a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline I operator+(I a, I b) { return {_mm256_add_epi32(a.v, b.v)}; }
inline I operator-(I a, I b) { return {_mm256_sub_epi32(a.v, b.v)}; }
inline I operator*(I a, I b) { return {_mm256_mullo_epi32(a.v, b.v)}; }
inline I operator&(I a, I b) { return {_mm256_and_si256(a.v, b.v)}; }
inline I operator|(I a, I b) { return {_mm256_or_si256(a.v, b.v)}; }
inline I min(I a, I b) { return {_mm256_min_epi32(a.v, b.v)}; }
inline I max(I a, I b) { return {_mm256_max_epi32(a.v, b.v)}; }
template <int n> inline I shift_left(I a) { return {_mm256_slli_epi32(a.v, n)}; }
template <int n> inline I shift_right(I a) { return {_mm256_srai_epi32(a.v, n)}; }
inline F to_float(I a) { return {_mm256_cvtepi32_ps(a.v)}; }
inline I round_int(F a) { return {_mm256_cvtps_epi32(a.v)}; }
inline I truncate_int(F a) { return {_mm256_cvttps_epi32(a.v)}; }
inline F gather(const float* p, I index) { return {_mm256_i32gather_ps(p, index.v, 4)}; }
inline F bits_as_float(I a) { return {_mm256_castsi256_ps(a.v)}; }
inline I float_as_bits(F a) { return {_mm256_castps_si256(a.v)}; }

inline F load_u8(const uint8_t* p) {
  return {_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))))};
}
inline F load_u16(const uint16_t* p) {
  return {_mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
}
inline F load_f16(const uint16_t* p) {
  return {_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
inline void store_f16(uint16_t* p, F a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT));
}
// Rounds, clamps to 0..limit (limit <= 255 or 65535), NaN to 0.
inline I clamp_round(F a, float limit) {
  return round_int(min(max(a, zero()), set(limit)));
}
inline void store_u16(uint16_t* p, F a, float limit = 65535.0f) {
  const __m256i i = clamp_round(a, limit).v;
  const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(i, i), 0x08);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(packed));
}
inline void store_u8(uint8_t* p, F a) {
  const __m256i i = clamp_round(a, 255.0f).v;
  const __m128i words = _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packus_epi32(i, i), 0x08));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_packus_epi16(words, words));
}
inline float sum(F a) {
  const __m128 half = _mm_add_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
  const __m128 pair = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(pair, _mm_movehdup_ps(pair)));
}

}  // namespace sfumato::SFUMATO_TARGET
