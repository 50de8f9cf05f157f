// SPDX-License-Identifier: Apache-2.0
// Alpha in rows of a host's pictures. Where it is 0, colours are kept as they are in both directions: what is hidden there
// survives.
#pragma once

#include "sfumato/image.h"

namespace sfumato::ofx {

// Whether alpha is exactly 1 in `count` pixels of a row from `x`. True for pictures without alpha: copies are plain then.
bool row_is_opaque(const ConstImage& image, int32_t y, int32_t x, int32_t count);

// `count` pixels of RGBA floats. Alpha that is not above 0 or not finite changes nothing.
void alpha_divide(float* rgba, int32_t count);
void alpha_multiply(float* rgba, int32_t count);

}  // namespace sfumato::ofx
