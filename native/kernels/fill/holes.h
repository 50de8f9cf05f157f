// SPDX-License-Identifier: Apache-2.0
// The separate holes of a mask.
#pragma once

#include <vector>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

constexpr int32_t hole_cell = 16;  // pixels; holes nearer than one cell to each other are filled together

struct HoleMap {
  int32_t cells_across = 0;
  std::vector<int32_t> cell;  // which hole a cell of the picture belongs to, -1 for none
  std::vector<Rect> holes;    // their bounds in pixels

  int32_t at(int32_t x, int32_t y) const { return cell[static_cast<size_t>(y / hole_cell) * cells_across + x / hole_cell]; }
};

// Finds the holes of a mask (values above zero), in reading order.
HoleMap find_holes(const ConstImage& mask, const Job& job);

}  // namespace sfumato
