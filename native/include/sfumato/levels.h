// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// Contrast of a one-channel picture: values up to `black` become 0, values from `white` (> black) 1, those between
// follow ((v - black) / (white - black))^(1 / gamma), gamma 0.1..10. NaN is 0. `into` has the same size, any format,
// and may be the matte itself. Scratch: none.
void matte_levels(const ConstImage& matte, const Image& into, float black, float white, float gamma, const Job& job);

}  // namespace sfumato
