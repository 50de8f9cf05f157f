// SPDX-License-Identifier: Apache-2.0
// One-channel float planes for work on geometry, and what is done to all of them.
#pragma once

#include <vector>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato::relight {

struct Plane {
  int32_t width = 0, height = 0;
  std::vector<float> values;

  Plane() = default;
  Plane(int32_t w, int32_t h) : width(w), height(h), values(static_cast<size_t>(w) * static_cast<size_t>(h)) {}
  float* row(int32_t y) { return values.data() + static_cast<ptrdiff_t>(y) * width; }
  const float* row(int32_t y) const { return values.data() + static_cast<ptrdiff_t>(y) * width; }
};

// The first channel of `image`, what is not finite as 0.
Plane plane_load(const ConstImage& image, const Job& job);
void plane_store(const Plane& plane, const Image& out, const Job& job);

// Mean over (2 radius + 1)^2, fewer at the borders; in double precision, so that squares can be subtracted.
void plane_box(const Plane& in, int32_t radius, Plane& out, const Job& job);

// The mean of what each pixel of a smaller width x height covers of every channel of `image`, one plane a channel
// (at most 3).
std::vector<Plane> plane_shrink(const ConstImage& image, int32_t width, int32_t height, const Job& job);

// Weights of the four taps of a uniform cubic B-spline at fraction t past the second tap.
inline void bspline_weights(float t, float w[4]) {
  const float t2 = t * t, t3 = t2 * t, s = 1 - t;
  w[0] = s * s * s / 6.0f;
  w[1] = (3 * t3 - 6 * t2 + 4) / 6.0f;
  w[2] = (-3 * t3 + 3 * t2 + 3 * t + 1) / 6.0f;
  w[3] = t3 / 6.0f;
}

}  // namespace sfumato::relight
