// SPDX-License-Identifier: Apache-2.0
// Overlapping 16x16 DCT blocks, a row of them at a time.
//
// Planes are stored by phase so that blocks four columns apart lie in adjacent lanes: row y holds four runs of
// `phase` floats, and column x is element x / 4 of run x % 4. Blocks start at columns 4 j + offset.
//
// Because the transform is separable and blocks share columns, each column is transformed vertically once for all
// the blocks that cover it, and the filtered blocks are added up while still in vertical frequencies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

struct ShrinkRow {
  const float* noisy = nullptr;   // the blocks' top row
  const float* pilot = nullptr;   // an earlier estimate of the same rows; null in the first pass
  float* sum = nullptr;           // weighted results are added here, same layout
  float* weight = nullptr;        // and their weights here
  ptrdiff_t phase = 0;            // floats from one phase to the next; a row is four of them. A multiple of 16
  int32_t blocks = 0;             // how many; runs may be read up to 24 elements past the last one
  int32_t offset = 0;             // 0..3
  const float* sigma = nullptr;   // noise per coefficient, [vertical][horizontal] frequency
  float threshold = 0;            // first pass: coefficients below threshold x sigma are noise
  const float* window = nullptr;  // weights of a block's samples along one side
  const float* remaining = nullptr;  // same layout: a factor for sigma by place; null: 1 everywhere
  float remaining_share = 1;         // of the factor's way from 1
  float* scratch = nullptr;       // shrink_scratch(phase) floats
};

constexpr size_t shrink_scratch(ptrdiff_t phase) { return (16 * 3 + 1) * 4 * static_cast<size_t>(phase); }

// Hard threshold without a pilot, empirical Wiener with one (Yu & Sapiro 2011; Dabov et al. 2007 without grouping).
// Blocks weigh in by the inverse of the noise that they keep.
SFUMATO_DECLARE(void, shrink_row, const ShrinkRow& row)

}  // namespace sfumato
