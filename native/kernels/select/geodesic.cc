// SPDX-License-Identifier: Apache-2.0
#include "select/geodesic.h"

#include <cmath>

namespace sfumato {

void geodesic_distance(const float* rgb, int32_t width, int32_t height, float floor, float contrast, int32_t sweeps,
                       std::vector<float>& distance, const Job& job) {
  // The four neighbours that a forward sweep has passed; a backward sweep uses their opposites.
  constexpr int32_t dx[4] = {-1, 0, 1, -1}, dy[4] = {-1, -1, -1, 0};
  const float length[4] = {1.41421356f, 1.0f, 1.41421356f, 1.0f};
  const auto relax = [&](int32_t x, int32_t y, int32_t sign) {
    const int64_t i = static_cast<int64_t>(y) * width + x;
    const float* a = rgb + 3 * i;
    float best = distance[i];
    for (int k = 0; k < 4; ++k) {
      const int32_t nx = x + sign * dx[k], ny = y + sign * dy[k];
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      const int64_t j = static_cast<int64_t>(ny) * width + nx;
      if (!(distance[j] < best)) continue;
      const float* b = rgb + 3 * j;
      const float r = a[0] - b[0], g = a[1] - b[1], c = a[2] - b[2];
      const float cost = distance[j] + length[k] * (floor + contrast * std::sqrt(r * r + g * g + c * c));
      if (cost < best) best = cost;
    }
    const bool changed = best < distance[i];
    distance[i] = best;
    return changed;
  };
  for (int32_t pass = 0; pass < sweeps; ++pass) {
    bool changed = false;
    for (int32_t y = 0; y < height; ++y) {
      job.check();
      for (int32_t x = 0; x < width; ++x) changed |= relax(x, y, 1);
    }
    for (int32_t y = height - 1; y >= 0; --y) {
      job.check();
      for (int32_t x = width - 1; x >= 0; --x) changed |= relax(x, y, -1);
    }
    if (!changed) return;
  }
}

}  // namespace sfumato
