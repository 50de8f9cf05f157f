// SPDX-License-Identifier: Apache-2.0
// Orthonormal DCT-II of 8 and 16 samples and their inverses, on vectors: each lane transforms its own block.
// Include only from *.simd.cc files, after simd/simd.h.
//
// Even outputs recurse into the half size; odd outputs are a small matrix, which multiply-add units do at full speed.
#pragma once

namespace sfumato::SFUMATO_TARGET {

// cos(m pi / 32)
constexpr float cosine_32(int m) {
  constexpr float quarter[17] = {1.0f,         0.995184727f, 0.980785280f, 0.956940336f, 0.923879533f, 0.881921264f,
                                 0.831469612f, 0.773010453f, 0.707106781f, 0.634393284f, 0.555570233f, 0.471396737f,
                                 0.382683432f, 0.290284677f, 0.195090322f, 0.098017140f, 0.0f};
  m %= 64;
  if (m > 32) m = 64 - m;
  return m <= 16 ? quarter[m] : -quarter[32 - m];
}

// Rows: odd frequencies 1, 3, 5 …; columns: half differences. `n` is the transform's size.
template <int half>
struct OddMatrix {
  float m[half][half];
};
template <int half>
constexpr OddMatrix<half> odd_matrix(float scale) {
  OddMatrix<half> t{};
  for (int k = 0; k < half; ++k)
    for (int i = 0; i < half; ++i) t.m[k][i] = scale * cosine_32((2 * i + 1) * (2 * k + 1) * (8 / half));
  return t;
}

// `scale` of the even half of a 16-point transform is 1/sqrt(2) of the 8-point one's.
constexpr float root_half = 0.707106781f;
constexpr OddMatrix<8> odd_16 = odd_matrix<8>(0.353553391f);
constexpr OddMatrix<4> odd_8 = odd_matrix<4>(0.5f);
constexpr OddMatrix<4> odd_8_of_16 = odd_matrix<4>(0.5f * root_half);

inline F dot4(const float* m, F a, F b, F c, F d) {
  return fma(set(m[0]), a, fma(set(m[1]), b, fma(set(m[2]), c, set(m[3]) * d)));
}

inline F dot8(const float* m, const F* d) {
  const F a = fma(set(m[0]), d[0], fma(set(m[1]), d[1], fma(set(m[2]), d[2], set(m[3]) * d[3])));
  const F b = fma(set(m[4]), d[4], fma(set(m[5]), d[5], fma(set(m[6]), d[6], set(m[7]) * d[7])));
  return a + b;
}

// Column `i` of the matrix: the odd frequencies' share of half difference i.
inline F column4(const OddMatrix<4>& t, int i, F a, F b, F c, F d) {
  return fma(set(t.m[0][i]), a, fma(set(t.m[1][i]), b, fma(set(t.m[2][i]), c, set(t.m[3][i]) * d)));
}

inline F column8(const OddMatrix<8>& t, int i, const F* d) {
  const F a = fma(set(t.m[0][i]), d[0], fma(set(t.m[1][i]), d[1], fma(set(t.m[2][i]), d[2], set(t.m[3][i]) * d[3])));
  const F b = fma(set(t.m[4][i]), d[4], fma(set(t.m[5][i]), d[5], fma(set(t.m[6][i]), d[6], set(t.m[7][i]) * d[7])));
  return a + b;
}

// Frequencies go to y[0], y[step], …
template <int step>
inline void forward_8(const F* x, F* y, float scale, const OddMatrix<4>& odd) {
  const F s0 = x[0] + x[7], s1 = x[1] + x[6], s2 = x[2] + x[5], s3 = x[3] + x[4];
  const F d0 = x[0] - x[7], d1 = x[1] - x[6], d2 = x[2] - x[5], d3 = x[3] - x[4];
  const F t0 = s0 + s3, t1 = s1 + s2, u0 = s0 - s3, u1 = s1 - s2;
  const F flat = set(scale * 0.353553391f);
  const F c2 = set(scale * 0.5f * 0.923879533f), c6 = set(scale * 0.5f * 0.382683432f);
  y[0 * step] = (t0 + t1) * flat;
  y[4 * step] = (t0 - t1) * flat;
  y[2 * step] = fma(c2, u0, c6 * u1);
  y[6 * step] = fma(c6, u0, zero() - c2 * u1);
  y[1 * step] = dot4(odd.m[0], d0, d1, d2, d3);
  y[3 * step] = dot4(odd.m[1], d0, d1, d2, d3);
  y[5 * step] = dot4(odd.m[2], d0, d1, d2, d3);
  y[7 * step] = dot4(odd.m[3], d0, d1, d2, d3);
}

template <int step>
inline void inverse_8(const F* y, F* x, float scale, const OddMatrix<4>& odd) {
  const F flat = set(scale * 0.353553391f);
  const F c2 = set(scale * 0.5f * 0.923879533f), c6 = set(scale * 0.5f * 0.382683432f);
  const F a = y[0] * flat, b = y[4 * step] * flat;
  const F t0 = a + b, t1 = a - b;
  const F u0 = fma(c2, y[2 * step], c6 * y[6 * step]), u1 = fma(c6, y[2 * step], zero() - c2 * y[6 * step]);
  const F s0 = t0 + u0, s3 = t0 - u0, s1 = t1 + u1, s2 = t1 - u1;
  const F d0 = column4(odd, 0, y[1 * step], y[3 * step], y[5 * step], y[7 * step]);
  const F d1 = column4(odd, 1, y[1 * step], y[3 * step], y[5 * step], y[7 * step]);
  const F d2 = column4(odd, 2, y[1 * step], y[3 * step], y[5 * step], y[7 * step]);
  const F d3 = column4(odd, 3, y[1 * step], y[3 * step], y[5 * step], y[7 * step]);
  x[0] = s0 + d0;
  x[7] = s0 - d0;
  x[1] = s1 + d1;
  x[6] = s1 - d1;
  x[2] = s2 + d2;
  x[5] = s2 - d2;
  x[3] = s3 + d3;
  x[4] = s3 - d3;
}

template <int n>
struct Dct;

template <>
struct Dct<8> {
  static void forward(const F* x, F* y) { forward_8<1>(x, y, 1.0f, odd_8); }
  static void inverse(const F* y, F* x) { inverse_8<1>(y, x, 1.0f, odd_8); }
};

template <>
struct Dct<16> {
  static void forward(const F* x, F* y) {
    F s[8], d[8];
    for (int i = 0; i < 8; ++i) {
      s[i] = x[i] + x[15 - i];
      d[i] = x[i] - x[15 - i];
    }
    forward_8<2>(s, y, root_half, odd_8_of_16);
    for (int k = 0; k < 8; ++k) y[2 * k + 1] = dot8(odd_16.m[k], d);
  }
  static void inverse(const F* y, F* x) {
    F s[8], odd[8];
    inverse_8<2>(y, s, root_half, odd_8_of_16);
    for (int k = 0; k < 8; ++k) odd[k] = y[2 * k + 1];
    for (int i = 0; i < 8; ++i) {
      const F d = column8(odd_16, i, odd);
      x[i] = s[i] + d;
      x[15 - i] = s[i] - d;
    }
  }
};

}  // namespace sfumato::SFUMATO_TARGET
