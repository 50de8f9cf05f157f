// SPDX-License-Identifier: Apache-2.0
#include "fill/linear.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

// Dot products of one row with four others over n floats, n a multiple of `lanes` after padding.
struct Four {
  float v[4];
};

inline Four dots(const float* a, const float* b0, const float* b1, const float* b2, const float* b3, int32_t n) {
  F s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const F x = load(a + i);
    s0 = fma(x, load(b0 + i), s0);
    s1 = fma(x, load(b1 + i), s1);
    s2 = fma(x, load(b2 + i), s2);
    s3 = fma(x, load(b3 + i), s3);
  }
  Four r = {{sum(s0), sum(s1), sum(s2), sum(s3)}};
  for (; i < n; ++i) {
    r.v[0] += a[i] * b0[i];
    r.v[1] += a[i] * b1[i];
    r.v[2] += a[i] * b2[i];
    r.v[3] += a[i] * b3[i];
  }
  return r;
}

inline float dot(const float* a, const float* b, int32_t n) {
  F s = zero();
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) s = fma(load(a + i), load(b + i), s);
  float r = sum(s);
  for (; i < n; ++i) r += a[i] * b[i];
  return r;
}

}  // namespace

void lag_products(const float* plane, int32_t width, int32_t height, ptrdiff_t stride, int32_t lag_x, int32_t lag_y,
                  float* out) {
  const int32_t across = 2 * lag_x + 1;
  for (int32_t i = 0; i < across * (lag_y + 1); ++i) out[i] = 0.0f;
  for (int32_t dy = 0; dy <= lag_y; ++dy) {
    float* row = out + dy * across;
    for (int32_t dx = 0; dx < across; dx += 4) {
      const int32_t d1 = dx + 1 < across ? 1 : 0, d2 = dx + 2 < across ? 2 : 0, d3 = dx + 3 < across ? 3 : 0;
      double total[4] = {};
      for (int32_t y = 0; y < height; ++y) {
        const float* a = plane + y * stride;
        const float* b = plane + (y + dy) * stride + dx - lag_x;
        const Four s = dots(a, b, b + d1, b + d2, b + d3, width);
        for (int32_t k = 0; k < 4; ++k) total[k] += static_cast<double>(s.v[k]);
      }
      for (int32_t k = 0; k < 4 && dx + k < across; ++k) row[dx + k] = static_cast<float>(total[k]);
    }
  }
}

bool cholesky_solve(float* a, int32_t n, ptrdiff_t stride, float* b) {
  for (int32_t j = 0; j < n; ++j) {
    float* pivot = a + j * stride;
    const float d = pivot[j] - dot(pivot, pivot, j);
    if (!(d > 0.0f)) return false;
    const float root = std::sqrt(d), inverse = 1.0f / root;
    pivot[j] = root;
    int32_t i = j + 1;
    for (; i + 4 <= n; i += 4) {
      float* r = a + i * stride;
      const Four s = dots(pivot, r, r + stride, r + 2 * stride, r + 3 * stride, j);
      for (int32_t k = 0; k < 4; ++k) r[k * stride + j] = (r[k * stride + j] - s.v[k]) * inverse;
    }
    for (; i < n; ++i) {
      float* r = a + i * stride;
      r[j] = (r[j] - dot(pivot, r, j)) * inverse;
    }
  }
  for (int32_t c = 0; c < 3; ++c) {
    float* x = b + c * stride;
    for (int32_t i = 0; i < n; ++i) x[i] = (x[i] - dot(a + i * stride, x, i)) / a[i * stride + i];
    for (int32_t i = n - 1; i >= 0; --i) {
      x[i] /= a[i * stride + i];
      const float v = x[i];
      for (int32_t k = 0; k < i; ++k) x[k] -= v * a[i * stride + k];
    }
  }
  return true;
}

}  // namespace sfumato::SFUMATO_TARGET
