// SPDX-License-Identifier: Apache-2.0
// Coarse planes of colour: smoothing, and surfaces spanned over what is missing.
#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/job.h"

namespace sfumato {

struct Plane {
  int32_t width = 0, height = 0;
  std::vector<float> v;  // three a cell

  Plane(int32_t w, int32_t h) : width(w), height(h), v(static_cast<size_t>(w) * h * 3, 0.0f) {}
  float* at(int32_t i) { return v.data() + static_cast<size_t>(i) * 3; }
  const float* at(int32_t i) const { return v.data() + static_cast<size_t>(i) * 3; }
};

// Smooths by a Gaussian of 1.4 cells' deviation (four times [1 2 1]); borders are repeated.
void plane_smooth(Plane& plane, const Job& job);

// Sets the cells of `wanted` to the solution of Laplace's equation given the `known` ones; cells that are neither are no
// neighbours. The two are disjoint.
void plane_membrane(Plane& plane, const std::vector<uint8_t>& wanted, const std::vector<uint8_t>& known,
                    const Job& job);

}  // namespace sfumato
