// SPDX-License-Identifier: Apache-2.0
#include "simd/planes.h"
#include "simd/transfer.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

// f on whole vectors of p[0..n), the rest padded with zeros.
template <typename Function>
inline void each(float* p, int64_t n, Function f) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(p + i, f(load(p + i)));
  if (i == n) return;
  float tail[lanes] = {};
  std::memcpy(tail, p + i, static_cast<size_t>(n - i) * 4);
  store(tail, f(load(tail)));
  std::memcpy(p + i, tail, static_cast<size_t>(n - i) * 4);
}

template <typename Function>
inline void each2(float* p, const float* q, int64_t n, Function f) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(p + i, f(load(p + i), load(q + i)));
  if (i == n) return;
  float a[lanes] = {}, b[lanes] = {};
  std::memcpy(a, p + i, static_cast<size_t>(n - i) * 4);
  std::memcpy(b, q + i, static_cast<size_t>(n - i) * 4);
  store(a, f(load(a), load(b)));
  std::memcpy(p + i, a, static_cast<size_t>(n - i) * 4);
}

}  // namespace

void step_transfer(float* values, int64_t n, Transfer from, Transfer to) {
  if (from == to) return;
  with_decode(from, [&](auto decoded) {
    with_encode(to, [&](auto encoded) { each(values, n, [&](F v) { return encoded(decoded(v)); }); });
  });
}

void step_transfer_rgba(float* pixels, int64_t n, Transfer from, Transfer to) {
  if (from == to) return;
  with_decode(from, [&](auto decoded) {
    with_encode(to, [&](auto encoded) {
      each(pixels, 4 * n, [&](F v) { return with_fourth(encoded(decoded(v)), v); });
    });
  });
}

void step_multiply(float* values, const float* factor, int64_t n) {
  each2(values, factor, n, [](F v, F f) { return v * f; });
}

void step_divide(float* values, const float* divisor, int64_t n) {
  each2(values, divisor, n, [](F v, F d) { return select(d > zero(), v / d, zero()); });
}

void step_premultiply_rgba(float* pixels, int64_t n) {
  each(pixels, 4 * n, [](F v) { return with_fourth(v * spread_fourth(v), v); });
}

void step_unpremultiply_rgba(float* pixels, int64_t n) {
  each(pixels, 4 * n, [](F v) {
    const F alpha = spread_fourth(v);
    return with_fourth(select(alpha > zero(), v / alpha, zero()), v);
  });
}

void step_luma(const float* r, const float* g, const float* b, int64_t n, float* out) {
  const F wr = set(0.2126f), wg = set(0.7152f), wb = set(0.0722f);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, fma(wr, load(r + i), fma(wg, load(g + i), wb * load(b + i))));
  for (; i < n; ++i) out[i] = 0.2126f * r[i] + (0.7152f * g[i] + 0.0722f * b[i]);
}

void step_add(float* values, const float* noise, float scale, int64_t n) {
  each2(values, noise, n, [scale](F v, F x) { return fma(x, set(scale), v); });
}

}  // namespace sfumato::SFUMATO_TARGET
