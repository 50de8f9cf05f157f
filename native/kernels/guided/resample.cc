// SPDX-License-Identifier: Apache-2.0
#include "guided/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

struct Taps {
  int32_t first = 0, count = 0;
  size_t weights = 0;
};

struct Axis {
  std::vector<Taps> taps;
  std::vector<float> weights;
};

// Weights are multiples of 2^-20 that sum to exactly 1: sums over a constant 0 or 1 are then exact in float.
Axis tent(double step, int32_t from, int32_t to) {
  Axis axis;
  const double reach = std::max(1.0, step);
  std::vector<double> raw;
  for (int32_t i = 0; i < to; ++i) {
    const double centre = std::clamp((i + 0.5) * step - 0.5, 0.0, from - 1.0);
    const auto low = static_cast<int32_t>(std::ceil(centre - reach)), high = static_cast<int32_t>(std::floor(centre + reach));
    const int32_t first = std::clamp(low, 0, from - 1), last = std::clamp(high, 0, from - 1);
    raw.assign(static_cast<size_t>(last - first + 1), 0.0);
    double total = 0;
    for (int32_t k = low; k <= high; ++k) {
      const double w = std::max(0.0, 1.0 - std::fabs(k - centre) / reach);
      raw[static_cast<size_t>(std::clamp(k, first, last) - first)] += w;
      total += w;
    }
    axis.taps.push_back({first, last - first + 1, axis.weights.size()});
    double rest = 1.0;
    size_t largest = 0;
    for (size_t k = 0; k < raw.size(); ++k) {
      const double w = std::nearbyint(raw[k] / total * 1048576.0) / 1048576.0;
      rest -= w;
      if (raw[k] > raw[largest]) largest = k;
      axis.weights.push_back(static_cast<float>(w));
    }
    axis.weights[axis.taps.back().weights + largest] += static_cast<float>(rest);
  }
  return axis;
}

}  // namespace

void matte_resample(const ConstImage& matte, double step_x, double step_y, int32_t width, int32_t height, float* out,
                    ptrdiff_t pitch, const Job& job) {
  const Axis across = tent(step_x, matte.width, width), down = tent(step_y, matte.height, height);
  const auto n = static_cast<size_t>(matte.width);
  parallel_for(height, 16, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(n), sum(n);
    for (int64_t y = begin; y < end; ++y) {
      const Taps& rows = down.taps[static_cast<size_t>(y)];
      for (int32_t k = 0; k < rows.count; ++k) {
        const float weight = down.weights[rows.weights + static_cast<size_t>(k)];
        row_load(matte, 0, rows.first + k, matte.width, row.data());
        for (size_t x = 0; x < n; ++x) {
          const float v = row[x] > 0.0f ? row[x] : 0.0f;
          sum[x] = (k ? sum[x] : 0.0f) + weight * (v < 1.0f ? v : 1.0f);
        }
      }
      float* to = out + y * pitch;
      for (int32_t x = 0; x < width; ++x) {
        const Taps& t = across.taps[static_cast<size_t>(x)];
        const float* weight = across.weights.data() + t.weights;
        float v = 0.0f;
        for (int32_t k = 0; k < t.count; ++k) v += weight[k] * sum[static_cast<size_t>(t.first + k)];
        to[x] = v;
      }
    }
  });
}

}  // namespace sfumato
