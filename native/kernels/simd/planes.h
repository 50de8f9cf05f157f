// SPDX-License-Identifier: Apache-2.0
// Interleaved pixels to planes and back, in registers: `lanes` pixels of n channels lie in n consecutive vectors;
// after deinterleave, vector c holds channel c of every pixel.
#pragma once

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// Three channels: the lanes that belong to one channel differ in each of the three vectors, so two blends collect
// them and one permutation puts them in order; and the reverse.

#if defined(SFUMATO_SIMD_AVX512)

namespace planes {
constexpr __mmask16 m0 = 0x9249, m1 = 0x2492, m2 = 0x4924;  // lanes 0, 1 and 2 modulo 3
inline __m512 pick(__m512 first, __mmask16 m_second, __m512 second, __mmask16 m_third, __m512 third) {
  return _mm512_mask_blend_ps(m_third, _mm512_mask_blend_ps(m_second, first, second), third);
}
}  // namespace planes

inline void deinterleave3(F& a, F& b, F& c) {
  using namespace planes;
  const __m512i ia = _mm512_setr_epi32(0, 3, 6, 9, 12, 15, 2, 5, 8, 11, 14, 1, 4, 7, 10, 13);
  const __m512i ib = _mm512_setr_epi32(1, 4, 7, 10, 13, 0, 3, 6, 9, 12, 15, 2, 5, 8, 11, 14);
  const __m512i ic = _mm512_setr_epi32(2, 5, 8, 11, 14, 1, 4, 7, 10, 13, 0, 3, 6, 9, 12, 15);
  const __m512 v0 = a.v, v1 = b.v, v2 = c.v;
  a = {_mm512_permutexvar_ps(ia, pick(v0, m2, v1, m1, v2))};
  b = {_mm512_permutexvar_ps(ib, pick(v0, m0, v1, m2, v2))};
  c = {_mm512_permutexvar_ps(ic, pick(v0, m1, v1, m0, v2))};
}

inline void interleave3(F& a, F& b, F& c) {
  using namespace planes;
  const __m512i ia = _mm512_setr_epi32(0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10, 5);
  const __m512i ib = _mm512_setr_epi32(5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10);
  const __m512i ic = _mm512_setr_epi32(10, 5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15);
  const __m512 pa = _mm512_permutexvar_ps(ia, a.v), pb = _mm512_permutexvar_ps(ib, b.v),
               pc = _mm512_permutexvar_ps(ic, c.v);
  a = {pick(pa, m1, pb, m2, pc)};
  b = {pick(pb, m2, pa, m1, pc)};
  c = {pick(pc, m1, pa, m2, pb)};
}

inline void deinterleave4(F& a, F& b, F& c, F& d) {
  const __m512i i0 = _mm512_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
  const __m512i i1 = _mm512_setr_epi32(2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
  const __m512 t0 = _mm512_permutex2var_ps(a.v, i0, b.v), t1 = _mm512_permutex2var_ps(a.v, i1, b.v);
  const __m512 u0 = _mm512_permutex2var_ps(c.v, i0, d.v), u1 = _mm512_permutex2var_ps(c.v, i1, d.v);
  a = {_mm512_shuffle_f32x4(t0, u0, 0x44)};
  b = {_mm512_shuffle_f32x4(t0, u0, 0xee)};
  c = {_mm512_shuffle_f32x4(t1, u1, 0x44)};
  d = {_mm512_shuffle_f32x4(t1, u1, 0xee)};
}

inline void interleave4(F& a, F& b, F& c, F& d) {
  const __m512i i0 = _mm512_setr_epi32(0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
  const __m512i i1 = _mm512_setr_epi32(4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31);
  const __m512 t0 = _mm512_shuffle_f32x4(a.v, b.v, 0x44), u0 = _mm512_shuffle_f32x4(a.v, b.v, 0xee);
  const __m512 t1 = _mm512_shuffle_f32x4(c.v, d.v, 0x44), u1 = _mm512_shuffle_f32x4(c.v, d.v, 0xee);
  a = {_mm512_permutex2var_ps(t0, i0, t1)};
  b = {_mm512_permutex2var_ps(t0, i1, t1)};
  c = {_mm512_permutex2var_ps(u0, i0, u1)};
  d = {_mm512_permutex2var_ps(u0, i1, u1)};
}

// The fourth of every four lanes, in all four: the alpha of interleaved RGBA.
inline F spread_fourth(F a) { return {_mm512_permute_ps(a.v, 0xff)}; }
// `colour` in lanes 0..2 of every four, `alpha` in the fourth.
inline F with_fourth(F colour, F alpha) { return {_mm512_mask_blend_ps(0x8888, colour.v, alpha.v)}; }

#elif defined(SFUMATO_SIMD_AVX2)

namespace planes {
constexpr int m0 = 0x49, m1 = 0x92, m2 = 0x24;  // lanes 0, 1 and 2 modulo 3
template <int m_second, int m_third>
inline __m256 pick(__m256 first, __m256 second, __m256 third) {
  return _mm256_blend_ps(_mm256_blend_ps(first, second, m_second), third, m_third);
}
inline void transpose4(F& a, F& b, F& c, F& d) {  // 4x4 within each half
  const __m256 ab0 = _mm256_unpacklo_ps(a.v, b.v), ab1 = _mm256_unpackhi_ps(a.v, b.v);
  const __m256 cd0 = _mm256_unpacklo_ps(c.v, d.v), cd1 = _mm256_unpackhi_ps(c.v, d.v);
  a = {_mm256_shuffle_ps(ab0, cd0, 0x44)};
  b = {_mm256_shuffle_ps(ab0, cd0, 0xee)};
  c = {_mm256_shuffle_ps(ab1, cd1, 0x44)};
  d = {_mm256_shuffle_ps(ab1, cd1, 0xee)};
}
}  // namespace planes

inline void deinterleave3(F& a, F& b, F& c) {
  using namespace planes;
  const __m256i ia = _mm256_setr_epi32(0, 3, 6, 1, 4, 7, 2, 5), ib = _mm256_setr_epi32(1, 4, 7, 2, 5, 0, 3, 6),
                ic = _mm256_setr_epi32(2, 5, 0, 3, 6, 1, 4, 7);
  const __m256 v0 = a.v, v1 = b.v, v2 = c.v;
  a = {_mm256_permutevar8x32_ps(pick<m1, m2>(v0, v1, v2), ia)};
  b = {_mm256_permutevar8x32_ps(pick<m2, m0>(v0, v1, v2), ib)};
  c = {_mm256_permutevar8x32_ps(pick<m0, m1>(v0, v1, v2), ic)};
}

inline void interleave3(F& a, F& b, F& c) {
  using namespace planes;
  const __m256i ia = _mm256_setr_epi32(0, 3, 6, 1, 4, 7, 2, 5), ib = _mm256_setr_epi32(5, 0, 3, 6, 1, 4, 7, 2),
                ic = _mm256_setr_epi32(2, 5, 0, 3, 6, 1, 4, 7);
  const __m256 pa = _mm256_permutevar8x32_ps(a.v, ia), pb = _mm256_permutevar8x32_ps(b.v, ib),
               pc = _mm256_permutevar8x32_ps(c.v, ic);
  a = {pick<m1, m2>(pa, pb, pc)};
  b = {pick<m1, m2>(pc, pa, pb)};
  c = {pick<m1, m2>(pb, pc, pa)};
}

inline void deinterleave4(F& a, F& b, F& c, F& d) {
  const __m256 v0 = a.v, v1 = b.v, v2 = c.v, v3 = d.v;
  a = {_mm256_permute2f128_ps(v0, v2, 0x20)};
  b = {_mm256_permute2f128_ps(v0, v2, 0x31)};
  c = {_mm256_permute2f128_ps(v1, v3, 0x20)};
  d = {_mm256_permute2f128_ps(v1, v3, 0x31)};
  planes::transpose4(a, b, c, d);
}

inline void interleave4(F& a, F& b, F& c, F& d) {
  planes::transpose4(a, b, c, d);
  const __m256 v0 = a.v, v1 = b.v, v2 = c.v, v3 = d.v;
  a = {_mm256_permute2f128_ps(v0, v1, 0x20)};
  b = {_mm256_permute2f128_ps(v2, v3, 0x20)};
  c = {_mm256_permute2f128_ps(v0, v1, 0x31)};
  d = {_mm256_permute2f128_ps(v2, v3, 0x31)};
}

// The fourth of every four lanes, in all four: the alpha of interleaved RGBA.
inline F spread_fourth(F a) { return {_mm256_permute_ps(a.v, 0xff)}; }
// `colour` in lanes 0..2 of every four, `alpha` in the fourth.
inline F with_fourth(F colour, F alpha) { return {_mm256_blend_ps(colour.v, alpha.v, 0x88)}; }

#else

inline void deinterleave3(F& a, F& b, F& c) {
  const float v[12] = {a.v[0], a.v[1], a.v[2], a.v[3], b.v[0], b.v[1], b.v[2], b.v[3], c.v[0], c.v[1], c.v[2], c.v[3]};
  for (int i = 0; i < 4; ++i) {
    a.v[i] = v[3 * i];
    b.v[i] = v[3 * i + 1];
    c.v[i] = v[3 * i + 2];
  }
}
inline void interleave3(F& a, F& b, F& c) {
  const F x = a, y = b, z = c;
  a = {{x.v[0], y.v[0], z.v[0], x.v[1]}};
  b = {{y.v[1], z.v[1], x.v[2], y.v[2]}};
  c = {{z.v[2], x.v[3], y.v[3], z.v[3]}};
}
inline void deinterleave4(F& a, F& b, F& c, F& d) {
  const F x = a, y = b, z = c, w = d;
  a = {{x.v[0], y.v[0], z.v[0], w.v[0]}};
  b = {{x.v[1], y.v[1], z.v[1], w.v[1]}};
  c = {{x.v[2], y.v[2], z.v[2], w.v[2]}};
  d = {{x.v[3], y.v[3], z.v[3], w.v[3]}};
}
inline void interleave4(F& a, F& b, F& c, F& d) { deinterleave4(a, b, c, d); }

// The fourth of every four lanes, in all four: the alpha of interleaved RGBA.
inline F spread_fourth(F a) { return set(a.v[3]); }
// `colour` in lanes 0..2 of every four, `alpha` in the fourth.
inline F with_fourth(F colour, F alpha) { return {{colour.v[0], colour.v[1], colour.v[2], alpha.v[3]}}; }

#endif

}  // namespace sfumato::SFUMATO_TARGET
