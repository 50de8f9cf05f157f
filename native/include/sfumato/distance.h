// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

enum class Distance : uint8_t {
  pixels,   // from each pixel's centre to the nearest pixel of the foreground; 0 within it; exact
  contour,  // to the line where the matte crosses the threshold, between pixels; positive outside, negative inside
};

// Euclidean distances in pixels (Felzenszwalb & Huttenlocher 2012; columns first, then the lower envelope of
// parabolas along each row), in time independent of the distances. The foreground is where `matte` (one channel) is
// at least `threshold`, 0..1; NaN is background. `into` (one channel, f32 or f16, the matte's size, its own memory)
// holds infinity everywhere (with its sign) when there is nothing to measure to. `contour` interpolates linearly
// between neighbours and takes the line through the nearest crossings: within 0.3 pixels of a straight edge that is soft
// over 1.6 pixels or more, 0.4 of sharper ones (0.5 is what a whole-pixel distance has). Sites more than 32767 rows
// away are not found. Scratch: 4 bytes a pixel.
void distance_transform(const ConstImage& matte, const Image& into, Distance kind, float threshold, const Job& job);

}  // namespace sfumato
