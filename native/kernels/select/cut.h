// SPDX-License-Identifier: Apache-2.0
// The minimum cut of a scene: evidence per pixel against edges between neighbours.
#pragma once

#include <cstdint>
#include <vector>

#include "select/scene.h"

namespace sfumato {

// Labels every pixel 1 (inside) or 0 so that the sum of |evidence| against the label plus the edges cut is least.
// `evidence`: log odds of being inside, in nats. Marks are obeyed. With `band`, only pixels where it is non-zero are
// free; the others keep `labels`, which must then have the scene's size.
void cut_scene(const Scene& scene, const std::vector<float>& evidence, float smoothness,
               const std::vector<uint8_t>* band, std::vector<uint8_t>& labels, const Job& job);

}  // namespace sfumato
