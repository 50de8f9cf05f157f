// SPDX-License-Identifier: Apache-2.0
// The stages of averaging one tile. A tile's planes carry a border of window_reach pixels on each side.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

constexpr int32_t window_reach = 3;  // of the windows in which frames are compared, 7 x 7
constexpr int32_t window_side = 2 * window_reach + 1;
// The squared difference, in parts of the noise, of what cannot be compared.
constexpr float never_alike = 1e6f;

// Part of a neighbour: four floats a pixel, from pixel (x, y) of the frame on. Pixels outside it repeat its border.
struct NeighbourPart {
  const float* pixels = nullptr;
  ptrdiff_t stride = 0;  // floats
  int32_t x = 0, y = 0, width = 0, height = 0;
};

// Pixels x + displacement of row y, for `count` pixels from `x` on, Catmull-Rom, to planes `plane` floats apart, and
// the share of the noise's variance that interpolation leaves: -1 for what lies outside the frame (width, height) or
// the part.
struct SampledRow {
  const NeighbourPart* part = nullptr;
  int32_t x = 0, y = 0, count = 0, planes = 3;
  int32_t width = 0, height = 0;
  const float *displacement_x = nullptr, *displacement_y = nullptr;
  float* out = nullptr;
  ptrdiff_t plane = 0;
  float* left = nullptr;
};
SFUMATO_DECLARE(void, sample_row, const SampledRow& row)

// How two frames' values compare where they show the same.
struct Agreement {
  float slope[3], offset[3], floor[3];  // variance of one frame's noise
  float coarseness2, low2;              // of all frequencies and of low ones, in parts of it
};

// Per pixel: the mean over the planes of the squared difference in parts of the noise of both frames, and the sum of
// the signed ones; values of `other` that are no numbers become the frame's. Planes lie `plane` floats apart.
struct ComparedRow {
  const float* frame = nullptr;
  float* other = nullptr;
  const float* left = nullptr;
  ptrdiff_t plane = 0;
  int32_t planes = 3, count = 0;
  float *squared = nullptr, *signed_sum = nullptr;
};
SFUMATO_DECLARE(void, compare_row, const ComparedRow& row, const Agreement& agreement)

// A row's weights by the windows round it, and its share in the sums: `count` pixels whose windows are 7 rows of
// squared and signed differences, `stride` apart, that begin window_reach pixels before the first pixel.
struct WeighedRow {
  const float *squared = nullptr, *signed_sum = nullptr;
  ptrdiff_t stride = 0;
  int32_t count = 0, planes = 3;
  const float *other = nullptr, *left = nullptr;  // of the row itself
  ptrdiff_t plane = 0;
  float *sum = nullptr, *weight = nullptr, *variance = nullptr;  // sums of planes sum_plane apart
  float* shared = nullptr;                                       // weights of what has the frame's own noise
  ptrdiff_t sum_plane = 0;
  float* scratch = nullptr;  // 2 x (count + 2 window_reach + 16) floats
};
SFUMATO_DECLARE(void, weigh_row, const WeighedRow& row, float low2)

// The average into `sum`, its planes in place, and what is left of the noise's deviation into `variance`. Of the change
// against `frame`, `luma` is kept of what the planes share and `chroma` of the rest.
struct FinishedRow {
  const float* frame = nullptr;
  ptrdiff_t plane = 0;
  float *sum = nullptr, *weight = nullptr, *variance = nullptr;
  const float* shared = nullptr;
  ptrdiff_t sum_plane = 0;
  int32_t planes = 3, count = 0;
  float luma = 1, chroma = 1;
};
SFUMATO_DECLARE(void, finish_row, const FinishedRow& row)

}  // namespace sfumato
