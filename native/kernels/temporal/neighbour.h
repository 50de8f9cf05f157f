// SPDX-License-Identifier: Apache-2.0
// What a tile needs of a neighbour.
#pragma once

#include <optional>

#include "base/scratch.h"
#include "sfumato/motion.h"
#include "temporal/stages.h"

namespace sfumato {

// The displacements of `count` pixels of row y from x on, linear between the cells' centres.
void motion_row(const MotionField& motion, int32_t x, int32_t y, int32_t count, float* along_x, float* along_y);

// The part of a neighbour that a rectangle of the frame moves to. Vectors whose patches are nothing alike do not count,
// and those far from the others' mean are cut off: what they point at is not compared.
class NeighbourTile {
 public:
  NeighbourTile(const ConstImage& neighbour, const MotionField& motion, Rect frame_part);
  bool empty() const { return !block_; }
  const NeighbourPart& part() const { return part_; }

 private:
  NeighbourPart part_;
  std::optional<Scratch<float>> block_;
};

}  // namespace sfumato
