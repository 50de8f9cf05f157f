// SPDX-License-Identifier: Apache-2.0
// The colours of a region as a Gaussian mixture, and how much better one region explains a colour than another.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sfumato/job.h"

namespace sfumato {

// Up to `max_components` Gaussians with full covariance over display-encoded RGB, 0..1.
class ColourMixture {
 public:
  static constexpr int32_t max_components = 5;

  // Fits `count` colours (interleaved RGB) with weights >= 0: split along the principal axis of the widest cluster
  // (Orchard and Bouman, 1991), then alternate assignment and estimation as GrabCut does. Few or no colours give
  // fewer components or none.
  static ColourMixture fit(const float* rgb, const float* weights, int64_t count);

  // Density at a colour, mixed with a little uniform density, so that no colour is impossible.
  double density(const float* rgb) const;
  bool empty() const { return count_ == 0; }

 private:
  struct Component {
    double weight = 0, scale = 0;  // scale: weight / sqrt((2 pi)^3 det)
    std::array<double, 3> mean{};
    std::array<double, 6> inverse{};  // xx, yy, zz, xy, xz, yz
  };
  std::array<Component, max_components> components_{};
  int32_t count_ = 0;
};

// log(inside density / outside density), tabulated over the colour cube and read with trilinear interpolation.
class ColourRatio {
 public:
  ColourRatio(const ColourMixture& inside, const ColourMixture& outside, const Job& job);
  float at(const float* rgb) const;

 private:
  static constexpr int32_t side = 33;
  std::vector<float> table_;
};

}  // namespace sfumato
