// SPDX-License-Identifier: Apache-2.0
// One row of cells of one level: patches of 8 x 8 pixels, one every 4, looked for in the other frame.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

constexpr int32_t cell_step = 4;

// Vectors of all cells of a level, in its pixels.
struct CellField {
  float *x = nullptr, *y = nullptr, *error = nullptr;
  int32_t columns = 0, rows = 0;
};

struct PatchRow {
  const float *frame = nullptr, *other = nullptr;  // pixel (0, 0), with margins of motion_margin
  ptrdiff_t stride = 0;
  int32_t width = 0, height = 0;
  int32_t row = 0;        // of cells
  float noise = 0;        // variance of the difference of two pixels that show the same
  float correlation = 0;  // of the noise of adjacent pixels
  CellField known;        // what the search starts from
  CellField found;        // whose row `row` is written
};

// The coarsest level: every whole displacement up to `reach`, then refined. `known` is not read.
SFUMATO_DECLARE(void, search_patches, const PatchRow& row, int32_t reach)
// From the doubled vectors of the level above (`known`, of half the size): the best of the nearest four, refined.
SFUMATO_DECLARE(void, follow_patches, const PatchRow& row)
// From the level's own vectors (`known`): takes the median of those around, or a neighbour's, where they explain more.
SFUMATO_DECLARE(void, settle_patches, const PatchRow& row)

}  // namespace sfumato
