// SPDX-License-Identifier: Apache-2.0
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// values to 0..1, NaN to 0
void feather_clamp(float* values, int64_t n) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(values + i, min(max(load(values + i), zero()), set(1.0f)));
  for (; i < n; ++i) {
    const float v = values[i] > 0.0f ? values[i] : 0.0f;
    values[i] = v < 1.0f ? v : 1.0f;
  }
}

// sum = (first ? 0 : sum) + weight x in, bytes as 0..1 (255 / 255 is exactly 1 in float)
void feather_add_u8(const uint8_t* SFUMATO_RESTRICT in, int64_t n, float weight, bool first, float* SFUMATO_RESTRICT sum) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    store(sum + i, fma(load_u8(in + i) * set(1.0f / 255.0f), set(weight), first ? zero() : load(sum + i)));
  for (; i < n; ++i) sum[i] = static_cast<float>(in[i]) * (1.0f / 255.0f) * weight + (first ? 0.0f : sum[i]);
}
void feather_add_f32(const float* SFUMATO_RESTRICT in, int64_t n, float weight, bool first, float* SFUMATO_RESTRICT sum) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(sum + i, fma(load(in + i), set(weight), first ? zero() : load(sum + i)));
  for (; i < n; ++i) sum[i] = in[i] * weight + (first ? 0.0f : sum[i]);
}

namespace {

template <int size>
void tent_fixed(const float* SFUMATO_RESTRICT in, int64_t count, const float* w, float* SFUMATO_RESTRICT out) {
  constexpr int taps = size % 2 ? 2 * size - 1 : 2 * size;
  for (int64_t c = 0; c < count; ++c) {
    float sum = 0.0f;
    for (int k = 0; k < taps; ++k) sum += w[k] * in[c * size + k];
    out[c] = sum;
  }
}

}  // namespace

// A row through the tent: cells 0..count, each the weighted sum of the taps that start `size` apart from in[0].
void feather_tent(const float* in, int64_t count, int64_t size, const float* w, float* out) {
  if (size == 2) return tent_fixed<2>(in, count, w, out);
  if (size == 3) return tent_fixed<3>(in, count, w, out);
  if (size == 4) return tent_fixed<4>(in, count, w, out);
  const int64_t taps = size % 2 ? 2 * size - 1 : 2 * size;
  for (int64_t c = 0; c < count; ++c) {
    const float* from = in + c * size;
    F vector = zero();
    int64_t k = 0;
    for (; k + lanes <= taps; k += lanes) vector = fma(load(from + k), load(w + k), vector);
    float total = sum(vector);
    for (; k < taps; ++k) total += from[k] * w[k];
    out[c] = total;
  }
}

namespace {

struct Sides {
  const float *before, *after;
};

// out[i] = w[0] centre[i] + sum over k of w[k] (before[i] + after[i]), where sides(k) says what lies k away.
template <typename SidesAt>
void symmetric_sum(const float* centre, int64_t n, const float* w, int64_t radius, SidesAt sides,
                   float* SFUMATO_RESTRICT out) {
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const F w0 = set(w[0]);
    F a = load(centre + i) * w0, b = load(centre + i + lanes) * w0, c = load(centre + i + 2 * lanes) * w0,
      d = load(centre + i + 3 * lanes) * w0;
    for (int64_t k = 1; k <= radius; ++k) {
      const F wk = set(w[k]);
      const Sides at = sides(k);
      const float *l = at.before + i, *r = at.after + i;
      a = fma(load(l) + load(r), wk, a);
      b = fma(load(l + lanes) + load(r + lanes), wk, b);
      c = fma(load(l + 2 * lanes) + load(r + 2 * lanes), wk, c);
      d = fma(load(l + 3 * lanes) + load(r + 3 * lanes), wk, d);
    }
    store(out + i, a);
    store(out + i + lanes, b);
    store(out + i + 2 * lanes, c);
    store(out + i + 3 * lanes, d);
  }
  for (; i < n; ++i) {
    float a = centre[i] * w[0];
    for (int64_t k = 1; k <= radius; ++k) {
      const Sides at = sides(k);
      a += w[k] * (at.before[i] + at.after[i]);
    }
    out[i] = a;
  }
}

}  // namespace

// The symmetric kernel w[0..radius] along a row: out[i] = w[0] in[i] + sum over k of w[k] (in[i - k] + in[i + k])
void feather_row(const float* in, int64_t n, const float* w, int64_t radius, float* SFUMATO_RESTRICT out) {
  symmetric_sum(in, n, w, radius, [=](int64_t k) { return Sides{in - k, in + k}; }, out);
}

// The same down a column: rows[radius] is the centre.
void feather_column(const float* const* rows, int64_t n, const float* w, int64_t radius, float* SFUMATO_RESTRICT out) {
  symmetric_sum(rows[radius], n, w, radius, [=](int64_t k) { return Sides{rows[radius - k], rows[radius + k]}; }, out);
}

namespace {

template <int fixed>
void widen(const float* SFUMATO_RESTRICT in, int64_t count, int64_t any_size, const float* w, float* SFUMATO_RESTRICT out) {
  const int64_t size = fixed ? fixed : any_size;
  for (int64_t c = 0; c < count; ++c) {
    const float a = in[c - 1], b = in[c], d = in[c + 1];
    for (int64_t k = 0; k < size; ++k) out[c * size + k] = w[k] * a + w[size + k] * b + w[2 * size + k] * d;
  }
}

}  // namespace

// Cells 0..count to `size` pixels each; `w` holds the three spline weights of every phase, one after the other.
void feather_widen(const float* in, int64_t count, int64_t size, const float* w, float* out) {
  if (size == 2) return widen<2>(in, count, size, w, out);
  if (size == 3) return widen<3>(in, count, size, w, out);
  if (size == 4) return widen<4>(in, count, size, w, out);
  if (size == 8) return widen<8>(in, count, size, w, out);
  widen<0>(in, count, size, w, out);
}

// out = w[0] a + w[1] b + w[2] c
void feather_mix(const float* a, const float* b, const float* c, const float* w, int64_t n, float* SFUMATO_RESTRICT out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    store(out + i, fma(load(c + i), set(w[2]), fma(load(b + i), set(w[1]), load(a + i) * set(w[0]))));
  for (; i < n; ++i) out[i] = w[0] * a[i] + w[1] * b[i] + w[2] * c[i];
}
void feather_mix_u8(const float* a, const float* b, const float* c, const float* w, int64_t n, uint8_t* out) {
  const F w0 = set(w[0] * 255.0f), w1 = set(w[1] * 255.0f), w2 = set(w[2] * 255.0f);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    store_u8(out + i, fma(load(c + i), w2, fma(load(b + i), w1, load(a + i) * w0)));
  if (i == n) return;
  float tail[3][lanes] = {};
  uint8_t values[lanes];
  const auto bytes = static_cast<size_t>(n - i) * 4;
  std::memcpy(tail[0], a + i, bytes);
  std::memcpy(tail[1], b + i, bytes);
  std::memcpy(tail[2], c + i, bytes);
  store_u8(values, fma(load(tail[2]), w2, fma(load(tail[1]), w1, load(tail[0]) * w0)));
  std::memcpy(out + i, values, static_cast<size_t>(n - i));
}

}  // namespace sfumato::SFUMATO_TARGET
