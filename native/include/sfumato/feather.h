// SPDX-License-Identifier: Apache-2.0
// Soft edges of any width in one time.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// Gaussian blur of a one-channel picture with standard deviation `sigma` pixels, 0.1..4000, borders repeated, values
// taken within 0..1 and NaN as 0. `into` has the picture's size, any format, and does not overlap it.
// Up to sigma 4 it is the sampled Gaussian itself. Beyond, the picture is read through a tent onto a grid of
// floor(sigma / 2) pixels, blurred there and brought back by quadratic B-splines, the three widths adding up to
// sigma: the result is within 0.002 (half a code of 8 bits) of the true Gaussian, and time falls as sigma grows.
// Regions of 0 alone or 1 alone stay exactly so. Scratch: at most 1 byte a pixel (none up to sigma 4).
void matte_feather(const ConstImage& matte, const Image& into, float sigma, const Job& job);

}  // namespace sfumato
