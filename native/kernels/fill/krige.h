// SPDX-License-Identifier: Apache-2.0
// The most likely content of thin holes.
#pragma once

#include <vector>

#include "fill/window.h"
#include "sfumato/job.h"

namespace sfumato {

// A copy that reaches some pixels beyond the rim.
struct Extension {
  std::vector<float> colour;   // three floats a pixel of the window: what the copy holds there
  std::vector<uint8_t> valid;  // 1: it holds something there
};

// What the copies in the hole (`label`: source pixels; the window's hole holds their corrected colours) would hold up to
// `reach` pixels beyond the rim: every region is carried on by its own source and correction.
Extension extend_copy(const FillWindow& window, const std::vector<int32_t>& label, int32_t reach);

constexpr int32_t krige_ring = 5;  // known pixels this near speak for a hole pixel

// The conditional mean of hole pixels given the pixels round them (ordinary kriging, Matheron 1963), three floats a
// pixel of the window, meaningful where `wanted` is 1. The covariance is measured block by block in the known
// surroundings, near ones counting more; its biased estimate under a Gaussian taper is positive definite.
// With a copy: that of [colour - share x copy], from the known pixels that the extension covers. Added to share x copy it
// makes a sample given the pixels round it (conditional simulation, Journel 1974): exact at the rim, copied texture
// where the rim says nothing.
std::vector<float> krige(const FillWindow& window, const std::vector<uint8_t>& wanted, const Extension* copy,
                         float share, const Job& job);

}  // namespace sfumato
