// SPDX-License-Identifier: Apache-2.0
// The region that marks mean, found on a reduced scene.
#pragma once

#include <cstdint>
#include <vector>

#include "select/colour_mixture.h"
#include "select/scene.h"

namespace sfumato {

// Log odds of being inside without the edges, in nats, and the labels that the cut made of them.
struct Region {
  std::vector<float> evidence;
  std::vector<uint8_t> labels;
  bool empty() const { return labels.empty(); }
};

// From inside marks or a box, without a prior. What the marks lie on is wanted; the picture's border, far places and
// outside marks tell what is not. `bias` (nats) is added everywhere: below 0, the region keeps closer to the marks.
// Empty when there is neither an inside mark nor a box.
Region region_from_marks(const Scene& scene, float smoothness, float bias, const Job& job);

// From a prior that the marks have corrected (prior_corrected).
Region region_from_prior(const Scene& scene, float smoothness, float trust, const Job& job);

// The scene's prior after what the marks say about it: the region around every mark that contradicts it is turned
// over; then parts that no inside mark is on are dropped, unless `keep_unmarked_parts`.
std::vector<float> prior_corrected(const Scene& scene, float smoothness, bool keep_unmarked_parts, const Job& job);

}  // namespace sfumato
