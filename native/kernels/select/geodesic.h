// SPDX-License-Identifier: Apache-2.0
// Distances that grow slowly inside a surface and fast across its edges.
#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/job.h"

namespace sfumato {

// For every pixel, the cost of the cheapest way over 8 neighbours to a pixel whose `start` is finite, plus that start.
// A step costs its length times (floor + colour difference x contrast). `rgb`: width x height interleaved floats.
// Pixels that no start reaches keep infinity. Raster sweeps until nothing changes, at most `sweeps` pairs.
void geodesic_distance(const float* rgb, int32_t width, int32_t height, float floor, float contrast, int32_t sweeps,
                       std::vector<float>& start, const Job& job);

}  // namespace sfumato
