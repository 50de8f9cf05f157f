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
void raise(T* SFUMATO_RESTRICT acc, const T* SFUMATO_RESTRICT in, int64_t n) {
  for (int64_t i = 0; i < n; ++i) acc[i] = larger(acc[i], in[i]);
}
template <typename T>
void raise_two(T* SFUMATO_RESTRICT acc, const T* SFUMATO_RESTRICT a, const T* SFUMATO_RESTRICT b, int64_t n) {
  for (int64_t i = 0; i < n; ++i) acc[i] = larger(acc[i], larger(a[i], b[i]));
}
template <typename T>
void pair(const T* a, const T* b, int64_t n, T* SFUMATO_RESTRICT out) {
  for (int64_t i = 0; i < n; ++i) out[i] = larger(a[i], b[i]);
}
template <typename T>
void widen(T* values, int64_t n, int64_t step) {
  constexpr int64_t block = 256;  // through a copy: the compiler cannot know that reading ahead in place is safe
  T moved[block];
  for (int64_t i = 0; i < n; i += block) {
    const int64_t count = n - i < block ? n - i : block;
    std::memcpy(moved, values + i + step, static_cast<size_t>(count) * sizeof(T));
    for (int64_t k = 0; k < count; ++k) values[i + k] = larger(values[i + k], moved[k]);
  }
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

void raise_u8(uint8_t* acc, const uint8_t* in, int64_t n) { raise(acc, in, n); }
void raise_u16(uint16_t* acc, const uint16_t* in, int64_t n) { raise(acc, in, n); }
void raise_two_u8(uint8_t* acc, const uint8_t* a, const uint8_t* b, int64_t n) { raise_two(acc, a, b, n); }
void raise_two_u16(uint16_t* acc, const uint16_t* a, const uint16_t* b, int64_t n) { raise_two(acc, a, b, n); }
void larger_u8(const uint8_t* a, const uint8_t* b, int64_t n, uint8_t* out) { pair(a, b, n, out); }
void larger_u16(const uint16_t* a, const uint16_t* b, int64_t n, uint16_t* out) { pair(a, b, n, out); }
// values[i] = max(values[i], values[i + step]) for i < n
void widen_u8(uint8_t* values, int64_t n, int64_t step) { widen(values, n, step); }
void widen_u16(uint16_t* values, int64_t n, int64_t step) { widen(values, n, step); }
void complement_u8(uint8_t* values, int64_t n) { complement(values, n); }
void complement_u16(uint16_t* values, int64_t n) { complement(values, n); }
void blend_u8(uint8_t* a, const uint8_t* b, int64_t n, int32_t weight) { blend(a, b, n, weight); }
void blend_u16(uint16_t* a, const uint16_t* b, int64_t n, int32_t weight) { blend(a, b, n, weight); }

}  // namespace sfumato::SFUMATO_TARGET
