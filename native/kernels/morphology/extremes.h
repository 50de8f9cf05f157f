// SPDX-License-Identifier: Apache-2.0
// Maxima of rows, by sample type.
#pragma once

#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

#define SFUMATO_EXTREMES(T, suffix)                                                                      \
  SFUMATO_DECLARE(void, raise_##suffix, T* acc, const T* in, int64_t n)                                  \
  SFUMATO_DECLARE(void, raise_two_##suffix, T* acc, const T* a, const T* b, int64_t n)                   \
  SFUMATO_DECLARE(void, larger_##suffix, const T* a, const T* b, int64_t n, T* out)                      \
  SFUMATO_DECLARE(void, widen_##suffix, T* values, int64_t n, int64_t step)                              \
  SFUMATO_DECLARE(void, complement_##suffix, T* values, int64_t n)                                       \
  SFUMATO_DECLARE(void, blend_##suffix, T* a, const T* b, int64_t n, int32_t weight)                     \
  inline void raise(T* acc, const T* in, int64_t n) { SFUMATO_PICK(raise_##suffix)(acc, in, n); }        \
  inline void raise_two(T* acc, const T* a, const T* b, int64_t n) {                                     \
    SFUMATO_PICK(raise_two_##suffix)(acc, a, b, n);                                                      \
  }                                                                                                      \
  inline void larger(const T* a, const T* b, int64_t n, T* out) { SFUMATO_PICK(larger_##suffix)(a, b, n, out); } \
  inline void widen(T* values, int64_t n, int64_t step) { SFUMATO_PICK(widen_##suffix)(values, n, step); } \
  inline void complement(T* values, int64_t n) { SFUMATO_PICK(complement_##suffix)(values, n); }         \
  inline void blend(T* a, const T* b, int64_t n, int32_t weight) { SFUMATO_PICK(blend_##suffix)(a, b, n, weight); }

SFUMATO_EXTREMES(uint8_t, u8)
SFUMATO_EXTREMES(uint16_t, u16)

#undef SFUMATO_EXTREMES

}  // namespace sfumato
