// SPDX-License-Identifier: Apache-2.0
// A tile of a picture as planes of stabilised luma and chroma, stored by phase (see sliding.h).
#pragma once

#include <vector>

#include "denoise/stabilise.h"

namespace sfumato {

// What every tile of a call shares.
struct TilePlan {
  int32_t planes = 1;  // 1 or 3
  int32_t size = 0;    // sides of a tile's result, in pixels, a multiple of 4
  int32_t halo = 0;    // what is read around it, a multiple of 4
  Stabiliser stabiliser[3];
  bool premultiplied = false;
  AveragedFrames averaged;
};

// Where a tile lies. Its planes cover `rows` rows and `columns` columns from (x - halo, y - halo); what lies outside
// the picture is mirrored.
struct Tile {
  int32_t x = 0, y = 0, width = 0, height = 0;
  int32_t columns = 0, rows = 0;
};

struct TilePlanes {
  ptrdiff_t phase = 0;
  std::vector<float> noisy[3], remaining, pilot, sum, weight, scratch, line;

  ptrdiff_t row_floats() const { return 4 * phase; }
  // Sized for the plan's largest tile; keeps its memory when used again.
  void prepare(const TilePlan& plan);
};

void tile_load(const ConstImage& in, const TilePlan& plan, const Tile& tile, TilePlanes& planes);
// Writes the tile's result from planes.noisy; alpha and pixels that are not finite come from `in`.
void tile_store(const ConstImage& in, const Image& out, const TilePlan& plan, const Tile& tile, TilePlanes& planes);

}  // namespace sfumato
