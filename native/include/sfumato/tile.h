// SPDX-License-Identifier: Apache-2.0
// Pieces of a picture for a model, and the whole from the model's pieces.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// The pixels of `source` from column x, row y (which may lie outside) into `tile`, bit by bit. Outside the picture
// stands its mirror image (reflection about the border pixels, repeated as often as needed).
// Throws std::invalid_argument unless both have one dtype, range and channel count.
void tile_cut(const ConstImage& source, int32_t x, int32_t y, const Image& tile, const Job& job);

// `tile` over `canvas` of the same size and channels (f32), with a weight that rises as a raised cosine across the
// first `left` columns and the first `top` rows (0: no ramp) and is 1 after them:
//   canvas += weight * (tile - canvas), weight = w(x, left) * w(y, top), w(i, n) = (1 - cos(pi (i + 1/2) / n)) / 2.
// Ramps longer than the tile are cut off. Equal values stay bit-exact, infinities included; where the weight is 1 the
// tile is copied. Integer tiles become floats with 1.0 = full scale, which row_store turns back exactly.
// Throws std::invalid_argument for other sizes or a canvas that is not f32.
void tile_blend(const ConstImage& tile, const Image& canvas, int32_t left, int32_t top, const Job& job);

}  // namespace sfumato
