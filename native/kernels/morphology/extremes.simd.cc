// SPDX-License-Identifier: Apache-2.0
// Maxima of rows of 8- and 16-bit samples: plain loops that every compiler turns into packed maxima.
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

namespace {

template <typename T>
T larger(T a, T b) {
  return a > b ? a : b;
}

template <typename T>
void raise(T* acc, int64_t acc_pitch, const T* in, int64_t pitch, int64_t n, int64_t rows) {
  for (int64_t y = 0; y < rows; ++y, acc += acc_pitch, in += pitch) {
    T* SFUMATO_RESTRICT to = acc;
    const T* SFUMATO_RESTRICT from = in;
    for (int64_t i = 0; i < n; ++i) to[i] = larger(to[i], from[i]);
  }
}
template <typename T>
void raise_two(T* acc, int64_t acc_pitch, const T* a, const T* b, int64_t pitch, int64_t n, int64_t rows) {
  for (int64_t y = 0; y < rows; ++y, acc += acc_pitch, a += pitch, b += pitch) {
    T* SFUMATO_RESTRICT to = acc;
    const T *SFUMATO_RESTRICT one = a, *SFUMATO_RESTRICT two = b;
    for (int64_t i = 0; i < n; ++i) to[i] = larger(to[i], larger(one[i], two[i]));
  }
}
template <typename T>
void pair(const T* a, const T* b, int64_t pitch, int64_t n, int64_t rows, T* out, int64_t out_pitch) {
  for (int64_t y = 0; y < rows; ++y, a += pitch, b += pitch, out += out_pitch) {
    T* SFUMATO_RESTRICT to = out;
    const T *one = a, *two = b;
    for (int64_t i = 0; i < n; ++i) to[i] = larger(one[i], two[i]);
  }
}
template <typename T>
void widen(T* rows_of, int64_t pitch, int64_t n, int64_t step, int64_t rows) {
  constexpr int64_t block = 256;  // through a copy: the compiler cannot know that reading ahead in place is safe
  T moved[block];
  for (int64_t y = 0; y < rows; ++y) {
    T* values = rows_of + y * pitch;
    for (int64_t i = 0; i < n; i += block) {
      const int64_t count = n - i < block ? n - i : block;
      std::memcpy(moved, values + i + step, static_cast<size_t>(count) * sizeof(T));
      for (int64_t k = 0; k < count; ++k) values[i + k] = larger(values[i + k], moved[k]);
    }
  }
}
template <typename T>
void bounds(const T* in, int64_t n, T* low, T* high) {
  T a = *low, b = *high;
  for (int64_t i = 0; i < n; ++i) {
    a = in[i] < a ? in[i] : a;
    b = larger(b, in[i]);
  }
  *low = a;
  *high = b;
}
template <typename T>
void complement(T* values, int64_t n) {
  for (int64_t i = 0; i < n; ++i) values[i] = static_cast<T>(~values[i]);
}
// a + (b - a) x weight / 256, rounded
template <typename T>
void blend(T* SFUMATO_RESTRICT a, const T* SFUMATO_RESTRICT b, int64_t n, int32_t weight) {
  for (int64_t i = 0; i < n; ++i)
    a[i] = static_cast<T>((static_cast<int32_t>(a[i]) * (256 - weight) + static_cast<int32_t>(b[i]) * weight + 128) >> 8);
}

}  // namespace

void raise_u8(uint8_t* acc, int64_t acc_pitch, const uint8_t* in, int64_t pitch, int64_t n, int64_t rows) {
  raise(acc, acc_pitch, in, pitch, n, rows);
}
void raise_two_u8(uint8_t* acc, int64_t acc_pitch, const uint8_t* a, const uint8_t* b, int64_t pitch, int64_t n, int64_t rows) {
  raise_two(acc, acc_pitch, a, b, pitch, n, rows);
}
void larger_u8(const uint8_t* a, const uint8_t* b, int64_t pitch, int64_t n, int64_t rows, uint8_t* out, int64_t out_pitch) {
  pair(a, b, pitch, n, rows, out, out_pitch);
}
void widen_u8(uint8_t* values, int64_t pitch, int64_t n, int64_t step, int64_t rows) { widen(values, pitch, n, step, rows); }
void bounds_u8(const uint8_t* in, int64_t n, uint8_t* low, uint8_t* high) { bounds(in, n, low, high); }
void raise_u16(uint16_t* acc, int64_t acc_pitch, const uint16_t* in, int64_t pitch, int64_t n, int64_t rows) {
  raise(acc, acc_pitch, in, pitch, n, rows);
}
void raise_two_u16(uint16_t* acc, int64_t acc_pitch, const uint16_t* a, const uint16_t* b, int64_t pitch, int64_t n, int64_t rows) {
  raise_two(acc, acc_pitch, a, b, pitch, n, rows);
}
void larger_u16(const uint16_t* a, const uint16_t* b, int64_t pitch, int64_t n, int64_t rows, uint16_t* out, int64_t out_pitch) {
  pair(a, b, pitch, n, rows, out, out_pitch);
}
void widen_u16(uint16_t* values, int64_t pitch, int64_t n, int64_t step, int64_t rows) { widen(values, pitch, n, step, rows); }
void bounds_u16(const uint16_t* in, int64_t n, uint16_t* low, uint16_t* high) { bounds(in, n, low, high); }
void complement_u8(uint8_t* values, int64_t n) { complement(values, n); }
void complement_u16(uint16_t* values, int64_t n) { complement(values, n); }
void blend_u8(uint8_t* a, const uint8_t* b, int64_t n, int32_t weight) { blend(a, b, n, weight); }
void blend_u16(uint16_t* a, const uint16_t* b, int64_t n, int32_t weight) { blend(a, b, n, weight); }

}  // namespace sfumato::SFUMATO_TARGET
