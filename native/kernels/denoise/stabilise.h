// SPDX-License-Identifier: Apache-2.0
// Makes signal-dependent noise uniform, and back.
#pragma once

#include "base/dispatch.h"
#include "sfumato/denoise.h"

namespace sfumato {

// Maps values x with noise variance slope x + offset (never below `floor`) to values whose noise has deviation 1.
// With s(x) that deviation and a reference point r: D = 2 (c - r) / (s(c) + s(r)) + (x - c) / sqrt(floor), where c
// is x, or where the variance meets the floor when x lies beyond.
struct Stabiliser {
  float slope, offset, floor;
  float low, high;  // where the square-root law holds
  float reference, reference_sigma;
  float mapped_low, mapped_high;
  float floor_sigma;
  float unbias;  // 0..1: how much of the inverse's bias to undo (1 when all noise was removed)
  bool clipped;  // values were cut off at 0 and 1
};

Stabiliser stabiliser_for(const NoiseLevel& level, float strength, bool clipped);

SFUMATO_DECLARE(void, stabilise, const Stabiliser& s, float* values, int64_t count)
// `remaining`: the noise's deviation at each value in parts of the level, on which the bias to undo depends; null: 1.
SFUMATO_DECLARE(void, unstabilise, const Stabiliser& s, float* values, const float* remaining, int64_t count)
// Orthonormal luma and chroma: (r+g+b)/sqrt 3, (r-b)/sqrt 2, (r-2g+b)/sqrt 6. Noise of deviation 1 stays so.
SFUMATO_DECLARE(void, to_opponent, float* r, float* g, float* b, int64_t count)
SFUMATO_DECLARE(void, from_opponent, float* y, float* u, float* v, int64_t count)
// A row into four phases (element x to run x % 4) and back. `count` is a multiple of 4.
SFUMATO_DECLARE(void, split_phases, const float* in, int64_t count, float* out, int64_t phase)
SFUMATO_DECLARE(void, join_phases, const float* in, int64_t phase, int64_t count, float* out)
// sum / weight where there is weight.
SFUMATO_DECLARE(void, divide_sums, const float* sum, const float* weight, int64_t count, float* out)
// denoised + share (noisy - denoised), into `noisy`. With `remaining`, whose way from 1 goes by `remaining_share`,
// share is of the noise that there was before: noise of which a half remains goes back doubled.
SFUMATO_DECLARE(void, mix_back, float* noisy, const float* denoised, float share, const float* remaining,
                float remaining_share, int64_t count)
SFUMATO_DECLARE(bool, all_finite, const float* values, int64_t count)

}  // namespace sfumato
