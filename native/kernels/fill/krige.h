// SPDX-License-Identifier: Apache-2.0
// The most likely content of thin holes.
#pragma once

#include <vector>

#include "fill/window.h"
#include "sfumato/job.h"

namespace sfumato {

// The conditional mean of every hole pixel given the pixels round it (ordinary kriging, Matheron 1963), three floats a
// pixel of the window, meaningful in the hole only. The covariance is measured block by block in the known
// surroundings, near ones counting more; its biased estimate under a Gaussian taper is positive definite.
std::vector<float> krige(const FillWindow& window, const Job& job);

}  // namespace sfumato
