// SPDX-License-Identifier: Apache-2.0
// Steps on rows of floats that conversions, resizing and tensors share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"
#include "sfumato/transfer.h"

namespace sfumato {

// In place from one transfer function to another.
SFUMATO_DECLARE(void, step_transfer, float* values, int64_t n, Transfer from, Transfer to)
// The same on interleaved pixels of four channels, the fourth left alone.
SFUMATO_DECLARE(void, step_transfer_rgba, float* pixels, int64_t n, Transfer from, Transfer to)
// values[i] * factor[i], and values[i] / divisor[i] (0 where the divisor is not above 0).
SFUMATO_DECLARE(void, step_multiply, float* values, const float* factor, int64_t n)
SFUMATO_DECLARE(void, step_divide, float* values, const float* divisor, int64_t n)
// Interleaved RGBA by its own alpha.
SFUMATO_DECLARE(void, step_premultiply_rgba, float* pixels, int64_t n)
SFUMATO_DECLARE(void, step_unpremultiply_rgba, float* pixels, int64_t n)
// Rec. 709 luma of three planes, into `out` (which may be one of them).
SFUMATO_DECLARE(void, step_luma, const float* r, const float* g, const float* b, int64_t n, float* out)
// values[i] + scale * noise[i].
SFUMATO_DECLARE(void, step_add, float* values, const float* noise, float scale, int64_t n)

}  // namespace sfumato
