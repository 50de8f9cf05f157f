// SPDX-License-Identifier: Apache-2.0
#include "denoise/stabilise.h"

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

// Runs `f` on every vector of `values`; the last, partial one goes through a buffer.
template <typename Op>
inline void in_place(float* values, int64_t count, Op&& f) {
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(values + i, f(load(values + i)));
  if (i == count) return;
  float tail[lanes] = {};
  std::memcpy(tail, values + i, static_cast<size_t>(count - i) * sizeof(float));
  store(tail, f(load(tail)));
  std::memcpy(values + i, tail, static_cast<size_t>(count - i) * sizeof(float));
}

// The same with a factor for each value; 1 where there are none.
template <typename Op>
inline void in_place(float* values, const float* factors, int64_t count, Op&& f) {
  if (!factors) return in_place(values, count, [&](F x) { return f(x, set(1.0f)); });
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) store(values + i, f(load(values + i), load(factors + i)));
  if (i == count) return;
  float tail[lanes] = {}, factor[lanes] = {};
  const size_t bytes = static_cast<size_t>(count - i) * sizeof(float);
  std::memcpy(tail, values + i, bytes);
  std::memcpy(factor, factors + i, bytes);
  store(tail, f(load(tail), load(factor)));
  std::memcpy(values + i, tail, bytes);
}

template <typename Op>
inline void in_place(float* a, float* b, float* c, int64_t count, Op&& f) {
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    F x = load(a + i), y = load(b + i), z = load(c + i);
    f(x, y, z);
    store(a + i, x);
    store(b + i, y);
    store(c + i, z);
  }
  for (; i < count; ++i) {
    F x = set(a[i]), y = set(b[i]), z = set(c[i]);
    f(x, y, z);
    float lane[lanes];
    store(lane, x);
    a[i] = lane[0];
    store(lane, y);
    b[i] = lane[0];
    store(lane, z);
    c[i] = lane[0];
  }
}

// The clean value (>= 0) whose noisy version, cut off at 0, has mean `m`; both in units of the noise deviation.
// The mean is x P(x) + p(x) with the normal distribution P and density p; this fits its inverse to 0.003.
inline F unclip(F m) {
  const F t = max(m - set(0.39894228f), zero());
  const F inner =
      fma(t, fma(t, fma(t, fma(t, set(0.04288316f), set(-0.28554495f)), set(0.7710215f)), set(-1.11750458f)),
          set(1.94703162f));
  return select(m < set(2.5f), min(t * inner, m), m);
}

}  // namespace

void stabilise(const Stabiliser& s, float* values, int64_t count) {
  const F slope = set(s.slope), offset = set(s.offset), floor_variance = set(s.floor), low = set(s.low),
          high = set(s.high), reference = set(s.reference), reference_sigma = set(s.reference_sigma),
          per_floor = set(1.0f / s.floor_sigma);
  in_place(values, count, [&](F x) {
    const F c = min(max(x, low), high);
    const F sigma = sqrt(max(fma(slope, c, offset), floor_variance));
    return fma(set(2.0f), (c - reference) / (sigma + reference_sigma), (x - c) * per_floor);
  });
}

void unstabilise(const Stabiliser& s, float* values, const float* remaining, int64_t count) {
  const F slope = set(s.slope), low = set(s.mapped_low), high = set(s.mapped_high), reference = set(s.reference),
          reference_sigma = set(s.reference_sigma), floor_sigma = set(s.floor_sigma);
  const F half_square = set(0.5f * s.slope * s.slope), eighth = set(s.slope * 0.125f * s.unbias);
  const F clip = set(s.clipped ? s.unbias : 0.0f), one = set(1.0f);
  in_place(values, remaining, count, [&](F d, F left) {
    const F c = min(max(d, low), high);
    const F sigma = max(fma(slope * set(0.5f), c, reference_sigma), floor_sigma);
    // E[f(noisy)] lies below f(E[noisy]) by a quarter of the slope over sigma, to second order.
    const F root = sqrt(fma(sigma, sigma, half_square));
    const F bias = eighth * left * left * fma(set(2.0f), sigma / (root + sigma), one);
    F x = fma(c * set(0.5f), sigma + reference_sigma, reference) + bias + (d - c) * floor_sigma;
    if (s.clipped) {
      const F per_sigma = one / sigma;
      const F up = unclip(x * per_sigma) * sigma, down = one - unclip((one - x) * per_sigma) * sigma;
      const F unclipped = select(x < set(0.5f), up, down);
      x = select((x > zero()) & (x < one), fma(clip, unclipped - x, x), x);
    }
    return x;
  });
}

void to_opponent(float* r, float* g, float* b, int64_t count) {
  in_place(r, g, b, count, [](F& x, F& y, F& z) {
    const F sum = x + z, luma = (sum + y) * set(0.577350269f), u = (x - z) * set(0.707106781f);
    z = fma(set(-2.0f), y, sum) * set(0.408248290f);
    x = luma;
    y = u;
  });
}

void from_opponent(float* y, float* u, float* v, int64_t count) {
  in_place(y, u, v, count, [](F& a, F& b, F& c) {
    const F luma = a * set(0.577350269f), red_blue = b * set(0.707106781f), green = c * set(0.408248290f);
    a = luma + red_blue + green;
    b = fma(set(-2.0f), green, luma);
    c = luma - red_blue + green;
  });
}

void split_phases(const float* in, int64_t count, float* out, int64_t phase) {
  for (int64_t j = 0; j < count / 4; ++j)
    for (int p = 0; p < 4; ++p) out[p * phase + j] = in[4 * j + p];
}

void join_phases(const float* in, int64_t phase, int64_t count, float* out) {
  for (int64_t j = 0; j < count / 4; ++j)
    for (int p = 0; p < 4; ++p) out[4 * j + p] = in[p * phase + j];
}

void divide_sums(const float* sum, const float* weight, int64_t count, float* out) {
  const F least = set(1e-30f);
  for (int64_t i = 0; i + lanes <= count; i += lanes) store(out + i, load(sum + i) / max(load(weight + i), least));
}

void mix_back(float* noisy, const float* denoised, float share, const float* remaining, float remaining_share,
              int64_t count) {
  const F least = set(0.05f);
  for (int64_t i = 0; i + lanes <= count; i += lanes) {
    const F d = load(denoised + i);
    const F left = remaining ? fma(set(remaining_share), load(remaining + i), set(1.0f - remaining_share)) : set(1.0f);
    store(noisy + i, fma(set(share) / max(left, least), load(noisy + i) - d, d));
  }
}

bool all_finite(const float* values, int64_t count) {
  // Infinities and NaN times zero are NaN, which equals nothing.
  F probe = zero();
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) probe = fma(load(values + i), zero(), probe);
  bool finite = all(probe <= zero());
  for (; i < count; ++i) finite = finite && std::isfinite(values[i]);
  return finite;
}

}  // namespace sfumato::SFUMATO_TARGET
