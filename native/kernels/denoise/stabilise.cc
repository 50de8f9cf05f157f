// SPDX-License-Identifier: Apache-2.0
#include "denoise/stabilise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sfumato {

Stabiliser stabiliser_for(const NoiseLevel& level, float strength, bool clipped) {
  Stabiliser s{};
  s.slope = level.slope;
  s.offset = level.offset;
  // Where a line through the measured levels meets zero says little: noise never quite vanishes within the range.
  const float middle = std::max(level.slope * 0.5f + level.offset, 1e-10f);
  s.floor = std::max(0.04f * middle, 1e-10f);
  s.floor_sigma = std::sqrt(s.floor);
  constexpr float far = std::numeric_limits<float>::max();
  const float crossing = s.slope != 0.0f ? (s.floor - s.offset) / s.slope : -far;
  const bool flat = std::fabs(s.slope) < 1e-20f;
  s.low = !flat && s.slope > 0 ? crossing : -far;
  s.high = !flat && s.slope < 0 ? crossing : far;
  const bool zero_inside = s.offset >= s.floor;
  s.reference = zero_inside || flat ? 0.0f : crossing;
  s.reference_sigma = std::sqrt(std::max(s.slope * s.reference + s.offset, s.floor));
  const auto mapped = [&](float x) {
    if (std::fabs(x) >= far) return x;
    return 2.0f * (x - s.reference) / (s.floor_sigma + s.reference_sigma);
  };
  s.mapped_low = mapped(s.low);
  s.mapped_high = mapped(s.high);
  s.unbias = std::min(1.0f, strength * strength);
  s.clipped = clipped;
  return s;
}

}  // namespace sfumato
