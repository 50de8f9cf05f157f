// SPDX-License-Identifier: Apache-2.0
// Mattes made larger and smaller. Soft edges stay soft: every level of the matte moves by the same distance.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// All of these take and give one channel of any format, of one size. 8-bit mattes are worked on at 8 bits, all others
// at 16 (values are taken within 0..1, NaN as 0, and come back to within 1/131070). Pixels outside the picture count
// as nothing: they neither grow nor eat into what touches the border. `into` may be the matte itself, or must not
// overlap it. Scratch: at most 2 bytes a pixel for 8-bit mattes, 4 for others.

// Moves the matte's edge outwards by `radius` pixels (inwards when negative), -2048..2048, fractions too: the maximum
// (minimum) over a disc; between whole radii, the mix of the two. Exact for |radius| <= 24; beyond, discs
// are composed of discs set on rings, whose outline is true to 1 pixel + 0.4 % of the radius, so that the time grows
// with the logarithm of the radius only.
void matte_grow(const ConstImage& matte, const Image& into, float radius, const Job& job);

enum class Element : uint8_t { rectangle, ellipse };

// Maximum (dilate) or minimum (erode) over a rectangle of (2 radius_x + 1) x (2 radius_y + 1) pixels, in time
// logarithmic in its size, or over the ellipse in it (|dx|, |dy| with (dx / (radius_x + 0.25))^2 +
// (dy / (radius_y + 0.25))^2 <= 1), in time proportional to radius_y. Radii 0..1024.
void matte_dilate(const ConstImage& matte, const Image& into, Element element, int32_t radius_x, int32_t radius_y,
                  const Job& job);
void matte_erode(const ConstImage& matte, const Image& into, Element element, int32_t radius_x, int32_t radius_y,
                 const Job& job);

}  // namespace sfumato
