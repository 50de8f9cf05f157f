// SPDX-License-Identifier: Apache-2.0
// A matte of any size and format on a coarse grid of floats.
#pragma once

#include <cstddef>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// Samples `matte` at (column + 0.5) x step_x - 0.5, and so down, with a tent that widens as the steps exceed 1;
// borders are repeated. NaN is 0, values are clamped to 0..1. Constants of 0 and 1 stay exact. Rows of `out` are
// `pitch` floats apart.
void matte_resample(const ConstImage& matte, double step_x, double step_y, int32_t width, int32_t height, float* out,
                    ptrdiff_t pitch, const Job& job);

}  // namespace sfumato
