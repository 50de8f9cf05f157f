// SPDX-License-Identifier: Apache-2.0
// What 8x8 blocks say about noise and texture.
#pragma once

#include "base/dispatch.h"

namespace sfumato {

// A row of blocks at columns 0, step, 2 step … of a plane. Each output has an element per block.
struct BlockRow {
  const float* in = nullptr;
  int64_t stride = 0;  // floats from row to row
  int32_t count = 0, step = 8;
  float low = 0, high = 0;  // blocks with over 4 samples at or beyond these, or a NaN, get a NaN mean
  float* mean = nullptr;
  float* rank = nullptr;     // mean square of one half of the low frequencies, for choosing flat blocks
  float* texture = nullptr;  // of the other half, unbiased by the choice
  float* noise = nullptr;    // of the high frequencies
};

SFUMATO_DECLARE(void, measure_blocks, const BlockRow& row)
// Halves a plane by averaging 2x2 (sizes of the result).
SFUMATO_DECLARE(void, halve_plane, const float* in, int64_t in_stride, int32_t width, int32_t height, float* out,
                int64_t out_stride)

}  // namespace sfumato
