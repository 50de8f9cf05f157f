// SPDX-License-Identifier: Apache-2.0
// The weights of a resize along one axis.
#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/resize.h"

namespace sfumato {

struct Axis {
  int32_t in = 0, out = 0;
  int32_t taps = 0;              // the most that any output has
  std::vector<int32_t> first;    // of each output: its first input,
  std::vector<int32_t> count;    // how many inputs it has,
  std::vector<float> weights;    // and their weights, `taps` apart, zeros after the last
  std::vector<float> by_tap;     // the same weights, all first taps first: by_tap[k * out + i]

  bool identity() const { return in == out && taps == 1; }
};

// Weights for `out` samples from `in`, both at least 1. Neither first inputs nor last ones ever step back.
Axis make_axis(int32_t in, int32_t out, Filter filter);

}  // namespace sfumato
