// SPDX-License-Identifier: Apache-2.0
#include "temporal/stages.h"

#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

// Windows differ by more than noise: how much more is still the same, and how fast the weight falls then.
constexpr float squared_slack = 1.1f, squared_fall = 6.0f;
constexpr float mean_slack = 3.0f, mean_fall = 0.5f;
// Windows that differ by less than this share of the noise have some of it in common: all of it where they are the
// same.
constexpr float independent = 0.65f;

struct Taps {
  float w[4];
  float squares;
};

inline Taps catmull_rom(float t) {
  Taps k;
  k.w[0] = t * (-0.5f + t * (1.0f - 0.5f * t));
  k.w[1] = 1.0f + t * t * (-2.5f + 1.5f * t);
  k.w[2] = t * (0.5f + t * (2.0f - 1.5f * t));
  k.w[3] = t * t * (-0.5f + 0.5f * t);
  k.squares = (k.w[0] * k.w[0] + k.w[1] * k.w[1]) + (k.w[2] * k.w[2] + k.w[3] * k.w[3]);
  return k;
}

// exp(-z) for z >= 0, within 0.02; below z^-6 for large ones.
inline F fall(F z) {
  const F y = z * set(0.5f), series = fma(y, fma(y, fma(y, set(1.0f / 6), set(0.5f)), set(1.0f)), set(1.0f));
  return set(1.0f) / (series * series);
}

// Sum of 7 rows, and of 7 columns of those sums.
inline F column_sum(const float* at, ptrdiff_t stride) {
  F sum = load(at);
  for (int k = 1; k < window_side; ++k) sum = sum + load(at + k * stride);
  return sum;
}
inline F run_sum(const float* at) {
  F sum = load(at);
  for (int k = 1; k < window_side; ++k) sum = sum + load(at + k);
  return sum;
}

}  // namespace

void sample_row(const SampledRow& row) {
  const NeighbourPart& part = *row.part;
  const float right = static_cast<float>(row.width) - 0.5f, bottom = static_cast<float>(row.height) - 0.5f;
  for (int32_t i = 0; i < row.count; ++i) {
    const float x = static_cast<float>(row.x + i) + row.displacement_x[i];
    const float y = static_cast<float>(row.y) + row.displacement_y[i];
    const float fx = std::floor(x), fy = std::floor(y);
    const int32_t left = static_cast<int32_t>(fx) - 1 - part.x, top = static_cast<int32_t>(fy) - 1 - part.y;
    if (!(x >= -0.5f && x < right && y >= -0.5f && y < bottom) || left < 0 || top < 0 || left + 4 > part.width ||
        top + 4 > part.height) {
      for (int32_t c = 0; c < row.planes; ++c) row.out[c * row.plane + i] = 0.0f;
      row.left[i] = -1.0f;
      continue;
    }
    const float* at = part.pixels + top * part.stride + static_cast<ptrdiff_t>(left) * 4;
    if (x == fx && y == fy) {
      at += part.stride + 4;
      for (int32_t c = 0; c < row.planes; ++c) row.out[c * row.plane + i] = at[c];
      row.left[i] = 1.0f;
      continue;
    }
    const Taps across = catmull_rom(x - fx), down = catmull_rom(y - fy);
    float value[4] = {};
    for (int r = 0; r < 4; ++r, at += part.stride) {
      float line[4];
      for (int c = 0; c < 4; ++c)
        line[c] = across.w[0] * at[c] + across.w[1] * at[4 + c] + across.w[2] * at[8 + c] + across.w[3] * at[12 + c];
      for (int c = 0; c < 4; ++c) value[c] += down.w[r] * line[c];
    }
    for (int32_t c = 0; c < row.planes; ++c) row.out[c * row.plane + i] = value[c];
    row.left[i] = across.squares * down.squares;
  }
}

void compare_row(const ComparedRow& row, const Agreement& agreement) {
  const F most = set(3e38f), never = set(never_alike), share = set(1.0f / static_cast<float>(row.planes));
  const F spread = set(agreement.coarseness2), half = set(0.5f);
  for (int32_t i = 0; i < row.count; i += lanes) {
    const F left = load(row.left + i);
    const M outside = left < zero();
    const F expected = fma(max(left, zero()), spread, spread);
    F squares = zero(), sum = zero();
    for (int32_t c = 0; c < row.planes; ++c) {
      const F a = load(row.frame + c * row.plane + i), given = load(row.other + c * row.plane + i);
      const F b = select((abs(given) < most) & (left >= zero()), given, a);
      const F variance =
          max(fma(set(agreement.slope[c]), (a + b) * half, set(agreement.offset[c])), set(agreement.floor[c]));
      const F difference = given - a, square = difference * difference / variance;
      squares = squares + square;
      sum = sum + difference * rsqrt_fast(variance);
      store(row.other + c * row.plane + i, b);
    }
    squares = squares * share / expected;
    // What is no number is not alike either: it compares as false.
    const M usable = squares < never;
    squares = select(outside, never, select(usable, squares, never));
    store(row.squared + i, squares);
    store(row.signed_sum + i, select(squares < never, sum, zero()));
  }
}

void weigh_row(const WeighedRow& row, float low2) {
  const int32_t wide = row.count + 2 * window_reach;
  float *squared = row.scratch, *signed_sum = row.scratch + wide + 16;
  for (int32_t i = 0; i < wide; i += lanes) {
    store(squared + i, column_sum(row.squared + i, row.stride));
    store(signed_sum + i, column_sum(row.signed_sum + i, row.stride));
  }
  constexpr float area = window_side * window_side;
  const F mean = set(1.0f / area);
  // The square of a window's sum in parts of its own variance: both frames' noise, in all planes.
  const F sure = set(1.0f / (area * 2 * static_cast<float>(row.planes) * low2));
  for (int32_t i = 0; i < row.count; i += lanes) {
    const F found = run_sum(squared + i) * mean, sum = run_sum(signed_sum + i), shift = sum * sum * sure;
    const F z = set(squared_fall) * max(found - set(squared_slack), zero()) +
                set(mean_fall) * max(shift - set(mean_slack), zero());
    const F left = load(row.left + i);
    const F weight = select(left < zero(), zero(), fall(z));
    for (int32_t c = 0; c < row.planes; ++c) {
      float* to = row.sum + c * row.sum_plane + i;
      store(to, fma(weight, load(row.other + c * row.plane + i), load(to)));
    }
    store(row.weight + i, load(row.weight + i) + weight);
    const F common = weight * max(set(1.0f) - found * set(1.0f / independent), zero());
    store(row.shared + i, load(row.shared + i) + common);
    store(row.variance + i, fma(weight * weight, max(left, zero()), load(row.variance + i)) - common * common);
  }
}

void finish_row(const FinishedRow& row) {
  const F share = set(1.0f / static_cast<float>(row.planes)), chroma = set(row.planes == 1 ? row.luma : row.chroma),
          extra = set(row.planes == 1 ? 0.0f : row.luma - row.chroma);
  for (int32_t i = 0; i < row.count; i += lanes) {
    const F per_weight = set(1.0f) / load(row.weight + i);
    F changes[3], common = zero();
    for (int32_t c = 0; c < row.planes; ++c) {
      changes[c] = fma(load(row.sum + c * row.sum_plane + i), per_weight, zero() - load(row.frame + c * row.plane + i));
      common = common + changes[c];
    }
    const M sound = abs(common) < set(3e38f);
    common = common * share * extra;
    for (int32_t c = 0; c < row.planes; ++c) {
      const F before = load(row.frame + c * row.plane + i);
      store(row.sum + c * row.sum_plane + i, select(sound, before + fma(chroma, changes[c], common), before));
    }
    // Each pair of frames that have noise in common adds twice the product of their weights.
    const F common_noise = load(row.shared + i);
    const F variance = load(row.variance + i) + common_noise * (common_noise + set(2.0f));
    store(row.variance + i, sqrt(variance) * per_weight);
  }
}

}  // namespace sfumato::SFUMATO_TARGET
