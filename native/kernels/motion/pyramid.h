// SPDX-License-Identifier: Apache-2.0
// The planes that motion is looked for in.
#pragma once

#include <cstdint>

#include "base/dispatch.h"
#include "base/scratch.h"
#include "sfumato/motion.h"

namespace sfumato {

// Pixels around a level that repeat its border, so that patches may lie half outside.
constexpr int32_t motion_margin = 16;

struct MotionPyramid::Level {
  Level(int32_t width, int32_t height);
  const float* pixels() const { return block.data() + motion_margin * (stride + 1); }
  float* row(int32_t y) { return block.data() + motion_margin + (y + motion_margin) * stride; }

  int32_t width, height;
  ptrdiff_t stride;
  Scratch<float> block;
};

struct MotionPyramid::State {
  std::deque<Level> levels;
  int32_t channels;
};

// Mean of `planes` planes of n values, `stride` apart, cut to 0..1; of linear light its square root. NaN becomes 0.
SFUMATO_DECLARE(void, brightness_row, const float* in, ptrdiff_t stride, int32_t planes, bool linear, int64_t n,
                float* out)
// Four rows to one of half the width by (1 3 3 1) / 8 in both directions: out[i] lies between pixels 2i and 2i + 1, and
// pixels -1 to 2n of each row are read. `sums` holds 2n + 2 + 16 floats.
SFUMATO_DECLARE(void, halve_rows, const float* const* rows, int64_t n, float* sums, float* out)

}  // namespace sfumato
