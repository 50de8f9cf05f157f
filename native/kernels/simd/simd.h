// SPDX-License-Identifier: Apache-2.0
// The few vector operations that the kernels need, the same on every target. Include only from *.simd.cc files.
//
// `F` is a vector of `lanes` floats, `I` of as many 32-bit integers, `M` a mask from a comparison. Loads and stores
// are unaligned unless they say otherwise. Conversions to integers round to nearest even; float to u8/u16 saturates
// and sends NaN to 0.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#if !defined(SFUMATO_TARGET)
#error "simd.h belongs in *.simd.cc files, which the build compiles once per target"
#endif

#if defined(SFUMATO_SIMD_AVX512)
#include "simd/simd_avx512.h"
#elif defined(SFUMATO_SIMD_AVX2)
#include "simd/simd_avx2.h"
#else
#include "simd/simd_base.h"
#endif

#if defined(_MSC_VER)
#define SFUMATO_RESTRICT __restrict
#define SFUMATO_INLINE __forceinline
#else
#define SFUMATO_RESTRICT __restrict__
#define SFUMATO_INLINE inline __attribute__((always_inline))
#endif
