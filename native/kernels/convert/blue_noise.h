// SPDX-License-Identifier: Apache-2.0
// The dither pattern.
#pragma once

#include "sfumato/convert.h"

namespace sfumato {

constexpr int32_t blue_noise_side = 64;

// Writes `count` offsets in steps of the output, within -0.498..0.498, for row `y` from column `x`, each repeated
// `channels` times. The pattern is a void-and-cluster array (R. Ulichney, "The void-and-cluster method for dither
// array generation", 1993), made at the first call (some 50 ms) and the same on every machine.
void blue_noise_row(uint32_t seed, int32_t x, int32_t y, int32_t count, int32_t channels, float* out);

}  // namespace sfumato
