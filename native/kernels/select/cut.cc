// SPDX-License-Identifier: Apache-2.0
#include "select/cut.h"

#include <algorithm>
#include <cmath>

#include "select/grid_flow.h"

namespace sfumato {
namespace {

constexpr float unit_capacity = 256.0f;  // of a nat
constexpr int32_t certain = 1 << 24;
// Share of an edge's strength that no contrast removes: keeps outlines short in texture.
constexpr float edge_floor = 0.025f;
// Directions that visit every pair of neighbours once: right, down, down-right, down-left.
constexpr int32_t forward[4] = {0, 2, 4, 6};
constexpr int32_t step_x[4] = {1, 0, 1, -1}, step_y[4] = {0, 1, 1, 1};
constexpr float closeness[4] = {1.0f, 1.0f, 0.70710678f, 0.70710678f};

float squared_difference(const float* a, const float* b) {
  const float r = a[0] - b[0], g = a[1] - b[1], c = a[2] - b[2];
  return r * r + g * g + c * c;
}

// 1 / (2 x mean squared difference of neighbours), as in GrabCut.
float contrast_scale(const Scene& s) {
  double sum = 0;
  int64_t n = 0;
  for (int32_t y = 0; y + 1 < s.height; ++y)
    for (int32_t x = 0; x + 1 < s.width; ++x, n += 2) {
      const float* p = s.rgb.data() + 3 * (static_cast<size_t>(y) * s.width + x);
      sum += squared_difference(p, p + 3) + squared_difference(p, p + 3 * static_cast<size_t>(s.width));
    }
  return n == 0 || !(sum > 0) ? 0.0f : static_cast<float>(0.5 * static_cast<double>(n) / sum);
}

// Whether one of the eight neighbours is in the band: such pixels hold its ends.
bool beside(const std::vector<uint8_t>& band, int32_t width, int32_t height, int32_t x, int32_t y) {
  for (int32_t v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v)
    for (int32_t u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u)
      if (band[static_cast<size_t>(v) * width + u]) return true;
  return false;
}

}  // namespace

void cut_scene(const Scene& s, const std::vector<float>& evidence, float smoothness, const std::vector<uint8_t>* band,
               std::vector<uint8_t>& labels, const Job& job) {
  GridFlow flow(s.width, s.height);
  const float beta = contrast_scale(s), strength = smoothness * unit_capacity;
  for (int32_t y = 0; y < s.height; ++y) {
    job.check();
    for (int32_t x = 0; x < s.width; ++x) {
      const size_t i = static_cast<size_t>(y) * s.width + x;
      const int32_t node = flow.node(x, y);
      for (int32_t k = 0; k < 4; ++k) {
        const int32_t u = x + step_x[k], v = y + step_y[k];
        if (u < 0 || u >= s.width || v >= s.height) continue;
        const size_t j = static_cast<size_t>(v) * s.width + u;
        if (band && !(*band)[i] && !(*band)[j]) continue;
        const float d = squared_difference(&s.rgb[3 * i], &s.rgb[3 * j]);
        const float weight = (edge_floor + (1 - edge_floor) * std::exp(-beta * d)) * closeness[k];
        flow.set_edge(node, forward[k], static_cast<int32_t>(strength * weight + 0.5f));
      }
      if (band && !(*band)[i]) {
        if (beside(*band, s.width, s.height, x, y)) flow.set_terminal(node, labels[i] ? certain : -certain);
      } else if (s.marks[i] == Mark::inside) {
        flow.set_terminal(node, certain);
      } else if (s.marks[i] != Mark::none) {
        flow.set_terminal(node, -certain);
      } else {
        flow.set_terminal(node, static_cast<int32_t>(std::lround(std::clamp(evidence[i], -30.0f, 30.0f) * unit_capacity)));
      }
    }
  }
  flow.solve(job);
  labels.resize(static_cast<size_t>(s.size()));
  for (int32_t y = 0; y < s.height; ++y)
    for (int32_t x = 0; x < s.width; ++x) {
      const size_t i = static_cast<size_t>(y) * s.width + x;
      if (!band || (*band)[i]) labels[i] = flow.inside(flow.node(x, y));
    }
}

}  // namespace sfumato
