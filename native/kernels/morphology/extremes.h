// SPDX-License-Identifier: Apache-2.0
// Maxima of rows, by sample type. `n` samples a row; rows are a pitch of samples apart.
#pragma once

#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

#define SFUMATO_EXTREMES(T, suffix)                                                                                  \
  SFUMATO_DECLARE(void, raise_##suffix, T* acc, int64_t acc_pitch, const T* in, int64_t pitch, int64_t n,            \
                  int64_t rows)                                                                                      \
  SFUMATO_DECLARE(void, raise_two_##suffix, T* acc, int64_t acc_pitch, const T* a, const T* b, int64_t pitch,        \
                  int64_t n, int64_t rows)                                                                           \
  SFUMATO_DECLARE(void, larger_##suffix, const T* a, const T* b, int64_t pitch, int64_t n, int64_t rows, T* out,     \
                  int64_t out_pitch)                                                                                 \
  SFUMATO_DECLARE(void, widen_##suffix, T* values, int64_t pitch, int64_t n, int64_t step, int64_t rows)             \
  SFUMATO_DECLARE(void, bounds_##suffix, const T* in, int64_t n, T* low, T* high)                                    \
  SFUMATO_DECLARE(void, complement_##suffix, T* values, int64_t n)                                                   \
  SFUMATO_DECLARE(void, blend_##suffix, T* a, const T* b, int64_t n, int32_t weight)                                 \
  /* acc = max(acc, in) */                                                                                           \
  inline void raise(T* acc, int64_t acc_pitch, const T* in, int64_t pitch, int64_t n, int64_t rows) {                \
    SFUMATO_PICK(raise_##suffix)(acc, acc_pitch, in, pitch, n, rows);                                                \
  }                                                                                                                  \
  /* acc = max(acc, a, b) */                                                                                         \
  inline void raise_two(T* acc, int64_t acc_pitch, const T* a, const T* b, int64_t pitch, int64_t n, int64_t rows) { \
    SFUMATO_PICK(raise_two_##suffix)(acc, acc_pitch, a, b, pitch, n, rows);                                          \
  }                                                                                                                  \
  /* out = max(a, b) */                                                                                              \
  inline void larger(const T* a, const T* b, int64_t pitch, int64_t n, int64_t rows, T* out, int64_t out_pitch) {    \
    SFUMATO_PICK(larger_##suffix)(a, b, pitch, n, rows, out, out_pitch);                                             \
  }                                                                                                                  \
  /* values[i] = max(values[i], values[i + step]) */                                                                 \
  inline void widen(T* values, int64_t pitch, int64_t n, int64_t step, int64_t rows) {                               \
    SFUMATO_PICK(widen_##suffix)(values, pitch, n, step, rows);                                                      \
  }                                                                                                                  \
  /* lowers `low` and raises `high` to hold the samples */                                                           \
  inline void bounds(const T* in, int64_t n, T* low, T* high) { SFUMATO_PICK(bounds_##suffix)(in, n, low, high); }   \
  inline void complement(T* values, int64_t n) { SFUMATO_PICK(complement_##suffix)(values, n); }                     \
  /* a = a + (b - a) weight / 256 */                                                                                 \
  inline void blend(T* a, const T* b, int64_t n, int32_t weight) { SFUMATO_PICK(blend_##suffix)(a, b, n, weight); }

SFUMATO_EXTREMES(uint8_t, u8)
SFUMATO_EXTREMES(uint16_t, u16)

#undef SFUMATO_EXTREMES

}  // namespace sfumato
