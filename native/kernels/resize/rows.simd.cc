// SPDX-License-Identifier: Apache-2.0
#include "simd/pixel.h"

#include <cstddef>

namespace sfumato::SFUMATO_TARGET {
namespace {

inline F read(const uint8_t* p) { return load_u8(p); }
inline F read(const float* p) { return load(p); }
struct Word { uint16_t v; };
struct Half { uint16_t v; };
inline F read(const Word* p) { return load_u16(&p->v); }
inline F read(const Half* p) { return load_f16(&p->v); }

template <typename T>
inline void blend_rows(const void* const* rows, const float* weights, int32_t taps, int64_t n, float* out) {
  constexpr int64_t block = 4 * lanes;
  int64_t i = 0;
  for (; i + block <= n; i += block) {
    F a = zero(), b = zero(), c = zero(), d = zero();
    for (int32_t k = 0; k < taps; ++k) {
      const T* row = static_cast<const T*>(rows[k]) + i;
      const F w = set(weights[k]);
      a = fma(w, read(row), a);
      b = fma(w, read(row + lanes), b);
      c = fma(w, read(row + 2 * lanes), c);
      d = fma(w, read(row + 3 * lanes), d);
    }
    store(out + i, a);
    store(out + i + lanes, b);
    store(out + i + 2 * lanes, c);
    store(out + i + 3 * lanes, d);
  }
  for (; i + lanes <= n; i += lanes) {
    F a = zero();
    for (int32_t k = 0; k < taps; ++k) a = fma(set(weights[k]), read(static_cast<const T*>(rows[k]) + i), a);
    store(out + i, a);
  }
  if (i == n) return;
  F a = zero();
  for (int32_t k = 0; k < taps; ++k) {
    T tail[lanes] = {};
    std::memcpy(tail, static_cast<const T*>(rows[k]) + i, static_cast<size_t>(n - i) * sizeof(T));
    a = fma(set(weights[k]), read(tail), a);
  }
  float tail[lanes];
  store(tail, a);
  std::memcpy(out + i, tail, static_cast<size_t>(n - i) * 4);
}

template <int32_t channels>
inline void reduce(const float* in, int32_t base, const int32_t* first, const int32_t* count, const float* weights,
                   int32_t stride, int32_t n, float* out) {
  for (int32_t i = 0; i < n; ++i) {
    const float* p = in + static_cast<ptrdiff_t>(first[i] - base) * channels;
    const float* w = weights + static_cast<ptrdiff_t>(i) * stride;
    const int32_t taps = count[i];
    Pixel sum = zero_pixel();
    for (int32_t k = 0; k < taps; ++k) sum = fma(load_pixel(p + k * channels), w[k], sum);
    store_pixel(out + static_cast<ptrdiff_t>(i) * channels, sum);
  }
}

inline F add_tap(F sum, F weight, F value, bool careful) {
  const F more = fma(weight, value, sum);
  return careful ? select(abs(weight) > zero(), more, sum) : more;
}

template <bool careful>
inline void reduce_lanes(const float* in, int32_t base, const int32_t* first, const float* by_tap, int64_t stride,
                         int32_t taps, int32_t n, float* out) {
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const I index = load_i(first + i);
    F sum = zero();
    if (first[i + lanes - 1] - first[i] + taps <= 2 * lanes) {
      const float* p = in + (first[i] - base);
      const F low = load(p), high = load(p + lanes);
      const I relative = index - set_i(first[i]);
      for (int32_t k = 0; k < taps; ++k)
        sum = add_tap(sum, load(by_tap + k * stride + i), lookup(low, high, relative + set_i(k)), careful);
    } else {
      for (int32_t k = 0; k < taps; ++k)
        sum = add_tap(sum, load(by_tap + k * stride + i), gather(in + k, index - set_i(base)), careful);
    }
    store(out + i, sum);
  }
  for (; i < n; ++i) {
    float sum = 0;
    for (int32_t k = 0; k < taps; ++k) {
      const float w = by_tap[k * stride + i];
      if (!careful || w != 0.0f) sum = sum + w * in[first[i] - base + k];
    }
    out[i] = sum;
  }
}

}  // namespace

void blend_rows_u8(const void* const* rows, const float* weights, int32_t taps, int64_t n, float* out) {
  blend_rows<uint8_t>(rows, weights, taps, n, out);
}
void blend_rows_u16(const void* const* rows, const float* weights, int32_t taps, int64_t n, float* out) {
  blend_rows<Word>(rows, weights, taps, n, out);
}
void blend_rows_f16(const void* const* rows, const float* weights, int32_t taps, int64_t n, float* out) {
  blend_rows<Half>(rows, weights, taps, n, out);
}
void blend_rows_f32(const void* const* rows, const float* weights, int32_t taps, int64_t n, float* out) {
  blend_rows<float>(rows, weights, taps, n, out);
}

void reduce_pixels(const float* in, int32_t base, const int32_t* first, const int32_t* count, const float* weights,
                   int32_t stride, int32_t channels, int32_t n, float* out) {
  if (channels == 3) reduce<3>(in, base, first, count, weights, stride, n, out);
  else reduce<4>(in, base, first, count, weights, stride, n, out);
}

void reduce_plane(const float* in, int32_t base, const int32_t* first, const float* by_tap, int64_t stride,
                  int32_t taps, int32_t n, bool careful, float* out) {
  if (careful) reduce_lanes<true>(in, base, first, by_tap, stride, taps, n, out);
  else reduce_lanes<false>(in, base, first, by_tap, stride, taps, n, out);
}

}  // namespace sfumato::SFUMATO_TARGET
