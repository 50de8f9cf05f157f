// SPDX-License-Identifier: Apache-2.0
// One tile of an average over frames.
#pragma once

#include "base/scratch.h"
#include "sfumato/temporal.h"
#include "temporal/neighbour.h"

namespace sfumato {

// What all tiles of a call share.
struct AveragePlan {
  const ConstImage& frame;
  const std::vector<ConstImage>& neighbours;
  const std::vector<MotionField>& motion;
  const TemporalOptions& options;
  Agreement agreement;
  int32_t planes;
};

// A tile with a border of window_reach, in planes; rows and columns outside the frame repeat those at its edge.
class TileAverage {
 public:
  TileAverage(const AveragePlan& plan, Rect tile);
  // Averages a neighbour in.
  void add(size_t neighbour);
  // The squared differences to a neighbour in windows side by side, in parts of what the plan's noise makes of them,
  // appended to the vector of each plane. Leaves out windows that are not all in the neighbour or cut off at 0 or 1.
  void measure(size_t neighbour, std::vector<float>* found);
  void finish(const Image& out, const Image& remaining);

 private:
  Rect inside() const;
  ptrdiff_t at(int32_t x, int32_t y) const;
  void load_frame();
  bool compare(size_t neighbour);
  void compare_row_of(const NeighbourTile& moved, const MotionField& motion, const Rect& inner, int32_t y);
  void repeat_border(const Rect& inner);
  void weigh(int32_t y);
  void store(const Image& out, const Image& remaining, const float* sum, const float* variance, int32_t y);

  const AveragePlan& plan_;
  Rect tile_;
  ptrdiff_t stride_, rows_, plane_, sum_plane_;
  Scratch<float> block_;
  float *frame_, *other_, *left_, *squared_, *signed_, *sum_, *weight_, *variance_, *shared_, *displacement_, *scratch_;
};

}  // namespace sfumato
