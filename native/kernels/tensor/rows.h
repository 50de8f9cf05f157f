// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

// out[i] = in[i] * a + b. `out` may be `in`.
SFUMATO_DECLARE(void, affine_row, const float* in, float a, float b, int64_t n, float* out)
// Means of 2 x 2 pixels of interleaved RGBA floats, n outputs, red, green and blue to planes: a[c] * mean + b[c].
SFUMATO_DECLARE(void, halve_rgba_to_planes, const float* top, const float* bottom, int64_t n, const float* a,
                const float* b, float* red, float* green, float* blue)

}  // namespace sfumato
