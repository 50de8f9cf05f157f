// SPDX-License-Identifier: Apache-2.0
// From measured blocks to a noise level.
#pragma once

#include <vector>

#include "sfumato/noise.h"

namespace sfumato {

struct BlockMeasures {
  std::vector<float> mean, rank, texture, noise;
  size_t size() const { return mean.size(); }
};

// Variance of the noise in one class of blocks.
struct ClassVariance {
  float value = 0;     // mean brightness of the class
  float variance = 0;  // of the noise, texture taken off
  float texture = 0;   // how much of the high frequencies was put down to texture, 0..1
  float weight = 0;
};

// Sorts usable blocks into at most `classes` of equal size by brightness and measures the flattest of each.
std::vector<ClassVariance> measure_classes(const BlockMeasures& blocks, size_t classes);

// The line through the classes that follows their lower side, because texture only ever adds. Where the classes'
// brightness varies too little to tell the slope, it tends to `slope`, by as much as if half of the classes lay
// `spread` away with it. `clipped`: values are cut off at 0 and 1, so that classes near there show too little noise.
NoiseLevel fit_level(const std::vector<ClassVariance>& classes, float slope, float spread, bool clipped);

}  // namespace sfumato
