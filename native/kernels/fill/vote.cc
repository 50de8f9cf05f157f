// SPDX-License-Identifier: Apache-2.0
#include "fill/vote.h"

#include <algorithm>
#include <limits>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t patch_pixels = patch_side * patch_side;

// Falls by a factor 1.3 a pixel of depth (Wexler et al.), down to a floor that keeps the middle in play.
struct Confidence {
  float at[33];
  Confidence() {
    at[0] = 1.0f;
    for (int32_t i = 1; i < 33; ++i) at[i] = at[i - 1] / 1.3f;
  }
  float operator()(int32_t depth) const { return at[std::min(depth, 32)]; }
};

template <typename F>
void each_hole_pixel(FillField& f, const Job& job, const F& visit) {
  const int32_t y1 = std::min(f.height, f.y1 + patch_side), x1 = std::min(f.width, f.x1 + patch_side);
  parallel_for(y1 - f.y0, 8, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = f.y0 + static_cast<int32_t>(begin); y < f.y0 + static_cast<int32_t>(end); ++y)
      for (int32_t x = f.x0; x < x1; ++x)
        if (f.hole[static_cast<size_t>(f.at(x, y))]) visit(x, y);
  });
}

struct Voters {
  int32_t count = 0;
  int32_t source[patch_pixels];
  float weight[patch_pixels];
};

void gather(const FillField& f, const Confidence& confidence, int32_t sharpness, int32_t x, int32_t y, Voters& v) {
  v.count = 0;
  uint32_t best = std::numeric_limits<uint32_t>::max();
  uint32_t cost[patch_pixels];
  for (int32_t j = std::max(0, y - patch_side + 1); j <= std::min(y, f.height - patch_side); ++j)
    for (int32_t i = std::max(0, x - patch_side + 1); i <= std::min(x, f.width - patch_side); ++i) {
      const int32_t t = f.at(i, j);
      cost[v.count] = f.cost[static_cast<size_t>(t)];
      best = std::min(best, cost[v.count]);
      v.source[v.count] = f.match[static_cast<size_t>(t)] + (f.at(x, y) - t);
      v.weight[v.count] = confidence(f.depth[static_cast<size_t>(f.at(i + patch_centre, j + patch_centre))]);
      ++v.count;
    }
  const float floor = 400.0f;
  for (int32_t k = 0; k < v.count; ++k) {
    float ratio = (static_cast<float>(best) + floor) / (static_cast<float>(cost[k]) + floor);
    for (int32_t s = 0; s < sharpness; ++s) ratio *= ratio;
    v.weight[k] *= ratio;
  }
}

void mean_of(const FillField& f, const Voters& v, float* mean) {
  float total = 1e-30f, sum[4] = {};
  for (int32_t k = 0; k < v.count; ++k) {
    const uint8_t* p = f.pixel(v.source[k]);
    const float w = v.weight[k];
    for (int32_t c = 0; c < 4; ++c) sum[c] += w * static_cast<float>(p[c]);
    total += w;
  }
  for (int32_t c = 0; c < 4; ++c) mean[c] = sum[c] / total;
}

}  // namespace

void vote_mean(FillField& f, int32_t sharpness, const Job& job) {
  const Confidence confidence;
  each_hole_pixel(f, job, [&](int32_t x, int32_t y) {
    Voters v;
    gather(f, confidence, sharpness, x, y, v);
    float mean[4];
    mean_of(f, v, mean);
    for (int32_t c = 0; c < 4; ++c) f.pixel(f.at(x, y))[c] = static_cast<uint8_t>(mean[c] + 0.5f);
  });
}

void vote_nearest(FillField& f, int32_t sharpness, const Job& job) {
  const Confidence confidence;
  each_hole_pixel(f, job, [&](int32_t x, int32_t y) {
    Voters v;
    gather(f, confidence, sharpness, x, y, v);
    float mean[4];
    mean_of(f, v, mean);
    float best = std::numeric_limits<float>::max();
    const uint8_t* chosen = f.pixel(v.source[0]);
    for (int32_t k = 0; k < v.count; ++k) {
      const uint8_t* p = f.pixel(v.source[k]);
      float d = 0;
      for (int32_t c = 0; c < 3; ++c) {
        const float e = static_cast<float>(p[c]) - mean[c];
        d += e * e;
      }
      d = (d + 4.0f) / (v.weight[k] + 1e-9f);
      if (d < best) best = d, chosen = p;
    }
    for (int32_t c = 0; c < 4; ++c) f.pixel(f.at(x, y))[c] = chosen[c];
  });
}

void vote_centre(FillField& f, const Job& job) {
  each_hole_pixel(f, job, [&](int32_t x, int32_t y) {
    const int32_t t = f.at(std::clamp(x - patch_centre, 0, f.width - patch_side),
                           std::clamp(y - patch_centre, 0, f.height - patch_side));
    const int32_t s = f.match[static_cast<size_t>(t)] + (f.at(x, y) - t);
    for (int32_t c = 0; c < 4; ++c) f.pixel(f.at(x, y))[c] = f.pixel(s)[c];
  });
}

}  // namespace sfumato
