// SPDX-License-Identifier: Apache-2.0
#include "simd/pack.h"
#include "simd/pixel.h"

#include <cstddef>

namespace sfumato::SFUMATO_TARGET {
namespace {

constexpr size_t cache_line = 64;

inline F read(const uint8_t* p) { return load_u8(p); }
inline F read(const float* p) { return load(p); }
struct Word { uint16_t v; };
struct Half { uint16_t v; };
inline F read(const Word* p) { return load_u16(&p->v); }
inline F read(const Half* p) { return load_f16(&p->v); }

template <typename T>
inline void blend_rows(const void* const* rows, const float* weights, int32_t taps, int64_t n, ptrdiff_t ahead,
                       float* out) {
  constexpr int64_t block = 4 * lanes;
  int64_t i = 0;
  for (; i + block <= n; i += block) {
    F a = zero(), b = zero(), c = zero(), d = zero();
    for (int32_t k = 0; k < taps; ++k) {
      const T* row = static_cast<const T*>(rows[k]) + i;
      const F w = set(weights[k]);
      if (ahead != 0)
        for (size_t at = 0; at < block * sizeof(T); at += cache_line)
          prefetch(reinterpret_cast<const uint8_t*>(row) + ahead + at);
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

// As blend_rows of floats, rounded to bytes.
inline void blend_bytes(const void* const* rows, const float* weights, int32_t taps, int64_t n, uint8_t* out) {
  const auto vector_at = [&](int64_t i) {
    F a = set(weights[0]) * load(static_cast<const float*>(rows[0]) + i);
    for (int32_t k = 1; k < taps; ++k) a = fma(set(weights[k]), load(static_cast<const float*>(rows[k]) + i), a);
    return a;
  };
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes)
    store_u8(out + i, vector_at(i), vector_at(i + lanes), vector_at(i + 2 * lanes), vector_at(i + 3 * lanes));
  for (; i + lanes <= n; i += lanes) store_u8(out + i, vector_at(i));
  for (; i < n; ++i) {
    float sum = weights[0] * static_cast<const float*>(rows[0])[i];
    for (int32_t k = 1; k < taps; ++k) sum = sum + weights[k] * static_cast<const float*>(rows[k])[i];
    float one[lanes] = {sum};
    uint8_t byte[lanes];
    store_u8(byte, load(one));
    out[i] = byte[0];
  }
}

template <int32_t channels>
inline void reduce(const float* in, int32_t base, const int32_t* first, const int32_t* count, const float* weights,
                   int32_t stride, int32_t n, float* out) {
  for (int32_t i = 0; i < n; ++i) {
    const float* p = in + static_cast<ptrdiff_t>(first[i] - base) * channels;
    const float* w = weights + static_cast<ptrdiff_t>(i) * stride;
    const int32_t taps = count ? count[i] : stride;
    Pixel sum = zero_pixel();
    for (int32_t k = 0; k < taps; ++k) sum = fma(load_pixel(p + k * channels), w[k], sum);
    store_pixel(out + static_cast<ptrdiff_t>(i) * channels, sum);
  }
}

// Every output has `taps` weights: no branch depends on them.
template <int32_t channels, int32_t taps>
inline void reduce_fixed(const float* in, int32_t base, const int32_t* first, const float* weights, int32_t n,
                         float* out) {
  for (int32_t i = 0; i < n; ++i) {
    const float* p = in + static_cast<ptrdiff_t>(first[i] - base) * channels;
    const float* w = weights + static_cast<ptrdiff_t>(i) * taps;
    Pixel sum = zero_pixel();
    for (int32_t k = 0; k < taps; ++k) sum = fma(load_pixel(p + k * channels), w[k], sum);
    store_pixel(out + static_cast<ptrdiff_t>(i) * channels, sum);
  }
}

template <int32_t channels>
inline void reduce_any(const float* in, int32_t base, const int32_t* first, const int32_t* count, const float* weights,
                       int32_t stride, int32_t n, float* out) {
  if (count) return reduce<channels>(in, base, first, count, weights, stride, n, out);
  switch (stride) {
    case 2: return reduce_fixed<channels, 2>(in, base, first, weights, n, out);
    case 3: return reduce_fixed<channels, 3>(in, base, first, weights, n, out);
    case 4: return reduce_fixed<channels, 4>(in, base, first, weights, n, out);
    case 5: return reduce_fixed<channels, 5>(in, base, first, weights, n, out);
    case 6: return reduce_fixed<channels, 6>(in, base, first, weights, n, out);
    case 7: return reduce_fixed<channels, 7>(in, base, first, weights, n, out);
    case 8: return reduce_fixed<channels, 8>(in, base, first, weights, n, out);
    default: return reduce<channels>(in, base, first, nullptr, weights, stride, n, out);
  }
}

inline F add_tap(F sum, F weight, F value, bool careful) {
  const F more = fma(weight, value, sum);
  return careful ? select(abs(weight) > zero(), more, sum) : more;
}

// fixed_taps: how many there are where that is known, else 0.
template <bool careful, int32_t fixed_taps>
inline void reduce_lanes(const float* in, int32_t base, const int32_t* first, const float* by_tap, int64_t stride,
                         int32_t any_taps, int32_t n, float* out) {
  const int32_t taps = fixed_taps ? fixed_taps : any_taps;
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

void blend_rows_u8(const void* const* rows, const float* weights, int32_t taps, int64_t n, ptrdiff_t ahead, float* out) {
  blend_rows<uint8_t>(rows, weights, taps, n, ahead, out);
}
void blend_rows_u16(const void* const* rows, const float* weights, int32_t taps, int64_t n, ptrdiff_t ahead, float* out) {
  blend_rows<Word>(rows, weights, taps, n, ahead, out);
}
void blend_rows_f16(const void* const* rows, const float* weights, int32_t taps, int64_t n, ptrdiff_t ahead, float* out) {
  blend_rows<Half>(rows, weights, taps, n, ahead, out);
}
void blend_rows_f32(const void* const* rows, const float* weights, int32_t taps, int64_t n, ptrdiff_t ahead, float* out) {
  blend_rows<float>(rows, weights, taps, n, ahead, out);
}

void blend_rows_to_u8(const void* const* rows, const float* weights, int32_t taps, int64_t n, uint8_t* out) {
  if (taps == 1) blend_bytes(rows, weights, 1, n, out);
  else if (taps == 2) blend_bytes(rows, weights, 2, n, out);
  else if (taps == 4) blend_bytes(rows, weights, 4, n, out);
  else blend_bytes(rows, weights, taps, n, out);
}

void blend_pair_to_u8(const float* a, const float* b, const float* weights, int32_t rows, int64_t n, uint8_t* out,
                      ptrdiff_t stride) {
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const float *p = a + i, *q = b + i;
    const F a0 = load(p), a1 = load(p + lanes), a2 = load(p + 2 * lanes), a3 = load(p + 3 * lanes);
    const F b0 = load(q), b1 = load(q + lanes), b2 = load(q + 2 * lanes), b3 = load(q + 3 * lanes);
    for (int32_t r = 0; r < rows; ++r) {
      const F u = set(weights[2 * r]), v = set(weights[2 * r + 1]);
      store_u8(out + r * stride + i, fma(v, b0, u * a0), fma(v, b1, u * a1), fma(v, b2, u * a2), fma(v, b3, u * a3));
    }
  }
  for (; i < n; i += lanes) {
    const int64_t left = n - i < lanes ? n - i : lanes;
    for (int32_t r = 0; r < rows; ++r) {
      uint8_t bytes[lanes];
      store_u8(bytes, fma(set(weights[2 * r + 1]), load(b + i), set(weights[2 * r]) * load(a + i)));
      std::memcpy(out + r * stride + i, bytes, static_cast<size_t>(left));
    }
  }
}

void reduce_pixels(const float* in, int32_t base, const int32_t* first, const int32_t* count, const float* weights,
                   int32_t stride, int32_t channels, int32_t n, float* out) {
  if (channels == 3) reduce_any<3>(in, base, first, count, weights, stride, n, out);
  else reduce_any<4>(in, base, first, count, weights, stride, n, out);
}

void reduce_plane(const float* in, int32_t base, const int32_t* first, const float* by_tap, int64_t stride,
                  int32_t taps, int32_t n, bool careful, float* out) {
  if (careful) reduce_lanes<true, 0>(in, base, first, by_tap, stride, taps, n, out);
  else if (taps == 2) reduce_lanes<false, 2>(in, base, first, by_tap, stride, taps, n, out);
  else reduce_lanes<false, 0>(in, base, first, by_tap, stride, taps, n, out);
}

}  // namespace sfumato::SFUMATO_TARGET
