// SPDX-License-Identifier: Apache-2.0
#include "motion/pyramid.h"

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

void brightness_row(const float* in, ptrdiff_t stride, int32_t planes, bool linear, int64_t n, float* out) {
  const F share = set(1.0f / static_cast<float>(planes)), one = set(1.0f);
  const auto brightness = [&](const float* at, ptrdiff_t apart) {
    F sum = load(at);
    for (int32_t c = 1; c < planes; ++c) sum = sum + load(at + c * apart);
    const F mean = min(max(sum * share, zero()), one);
    return linear ? sqrt(mean) : mean;
  };
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, brightness(in + i, stride));
  if (i == n) return;
  float tail[4 * lanes] = {}, result[lanes];
  for (int32_t c = 0; c < planes; ++c)
    for (int64_t k = i; k < n; ++k) tail[c * lanes + (k - i)] = in[c * stride + k];
  store(result, brightness(tail, lanes));
  std::memcpy(out + i, result, static_cast<size_t>(n - i) * sizeof(float));
}

void halve_rows(const float* const* rows, int64_t n, float* sums, float* out) {
  const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  for (int64_t i = 0; i < 2 * n + 2; ++i)
    sums[i] = 0.015625f * (a[i - 1] + d[i - 1]) + 0.046875f * (b[i - 1] + c[i - 1]);
  for (int64_t i = 0; i < n; ++i) out[i] = (sums[2 * i] + sums[2 * i + 3]) + 3.0f * (sums[2 * i + 1] + sums[2 * i + 2]);
}

}  // namespace sfumato::SFUMATO_TARGET
