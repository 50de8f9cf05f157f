// SPDX-License-Identifier: Apache-2.0
// Which instruction set the kernels run on, chosen once at run time.
#pragma once

#include <cstdint>

namespace sfumato {

// `base`: what every machine of the architecture has (SSE2, NEON). `avx2`: AVX2, FMA, F16C (x86-64-v3).
// `avx512`: AVX-512 F, BW, CD, DQ, VL on top (x86-64-v4).
enum class Target : uint8_t { base, avx2, avx512 };

// The best target that this build contains and this machine can run.
Target best_target();

// The target in use: best_target(), unless SFUMATO_SIMD=base|avx2|avx512 or use_target() asked for a lesser one.
Target active_target();

// For tests: run on `t`, or on the best there is when the machine lacks it. Returns what is used from now on.
Target use_target(Target t);

const char* target_name(Target t);

}  // namespace sfumato
