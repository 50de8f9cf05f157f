// SPDX-License-Identifier: Apache-2.0
#include "fill/window.h"

#include <algorithm>
#include <cmath>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t texture_radius = 4;    // of the window over which texture is measured, in pixels
constexpr float texture_scale = 3.0f;    // of mean gradient to the feature's byte

// Display-like brightness of a sample: linear light is encoded, and what exceeds white grows by its logarithm.
float perceived(float v, bool linear) {
  if (!(v > 0.0f)) return 0.0f;
  if (v > 1.0f) return 1.0f + 0.2f * std::log2(std::min(v, 65504.0f));
  return linear ? std::pow(v, 1.0f / 2.2f) : v;
}

float luma(const uint8_t* p) { return 0.25f * p[0] + 0.5f * p[1] + 0.25f * p[2]; }

// Mean gradient over a square, from pixels whose own neighbours are known.
void add_texture(FillField& f, const std::vector<uint8_t>& unknown, const Job& job) {
  const int32_t w = f.width, h = f.height, r = texture_radius;
  std::vector<float> gradient(static_cast<size_t>(w) * h), weight(gradient.size());
  std::vector<float> row_gradient(gradient.size()), row_weight(gradient.size());
  parallel_for(h, 32, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      for (int32_t x = 0; x < w; ++x) {
        const size_t i = static_cast<size_t>(f.at(x, y));
        if (x + 1 >= w || y + 1 >= h || unknown[i] || unknown[i + 1] || unknown[i + static_cast<size_t>(w)]) continue;
        const float here = luma(f.pixel(f.at(x, y)));
        gradient[i] = std::fabs(luma(f.pixel(f.at(x + 1, y))) - here) + std::fabs(luma(f.pixel(f.at(x, y + 1))) - here);
        weight[i] = 1.0f;
      }
      const size_t row = static_cast<size_t>(y) * w;
      float g = 0, n = 0;
      for (int32_t x = -r; x < w; ++x) {
        if (x + r < w) g += gradient[row + static_cast<size_t>(x + r)], n += weight[row + static_cast<size_t>(x + r)];
        if (x - r - 1 >= 0) g -= gradient[row + static_cast<size_t>(x - r - 1)], n -= weight[row + static_cast<size_t>(x - r - 1)];
        if (x >= 0) row_gradient[row + static_cast<size_t>(x)] = g, row_weight[row + static_cast<size_t>(x)] = n;
      }
    }
  });
  parallel_for(h, 32, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < w; ++x) {
        float g = 0, n = 0;
        for (int32_t j = std::max(0, y - r); j <= std::min(h - 1, y + r); ++j) {
          g += row_gradient[static_cast<size_t>(f.at(x, j))];
          n += row_weight[static_cast<size_t>(f.at(x, j))];
        }
        const float mean = n > 0.5f ? std::max(0.0f, g) / n : 0.0f;
        f.pixel(f.at(x, y))[3] = static_cast<uint8_t>(std::min(255.0f, texture_scale * mean + 0.5f));
      }
  });
}

}  // namespace

FillField window_field(const FillWindow& window, const FillOptions& options, bool proposed, const Job& job) {
  FillField f;
  f.width = window.place.width;
  f.height = window.place.height;
  f.hole = window.hole;
  f.barred = window.barred;
  f.pixels.assign(window.hole.size() * 4, 0);
  const int32_t pixels = static_cast<int32_t>(window.hole.size());
  std::vector<uint8_t> unknown(window.hole.size());
  float top = 1.0f;
  for (int32_t i = 0; i < pixels; ++i) {
    const size_t s = static_cast<size_t>(i);
    unknown[s] = (window.hole[s] && !proposed) || window.unknown[s];
    if (!unknown[s])
      for (int32_t c = 0; c < 3; ++c) top = std::max(top, perceived(window.pixel(i)[c], options.linear));
  }
  parallel_for(pixels, 1 << 14, job, [&](int64_t begin, int64_t end) {
    for (int32_t i = static_cast<int32_t>(begin); i < end; ++i)
      if (!unknown[static_cast<size_t>(i)])
        for (int32_t c = 0; c < 3; ++c)
          f.pixel(i)[c] = static_cast<uint8_t>(perceived(window.pixel(i)[c], options.linear) * (255.0f / top) + 0.5f);
  });
  add_texture(f, unknown, job);
  // Other holes stay out of sight: they look like their surroundings.
  if (std::find(window.unknown.begin(), window.unknown.end(), 1) != window.unknown.end()) {
    FillField others;
    others.width = f.width, others.height = f.height;
    others.hole = unknown;
    others.pixels.swap(f.pixels);
    others.barred = unknown;
    field_prepare(others);
    field_peel(others);
    f.pixels.swap(others.pixels);
  }
  field_prepare(f);
  return f;
}

FillField field_halve(const FillField& fine, bool proposed, const Job& job) {
  FillField f;
  f.width = (fine.width + 1) / 2;
  f.height = (fine.height + 1) / 2;
  f.level = fine.level + 1;
  const size_t pixels = static_cast<size_t>(f.width) * static_cast<size_t>(f.height);
  f.pixels.assign(pixels * 4, 0);
  f.hole.assign(pixels, 0);
  f.barred.assign(pixels, 0);
  parallel_for(f.height, 16, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < f.width; ++x) {
        const size_t i = static_cast<size_t>(f.at(x, y));
        float sum[4] = {}, total = 0;
        for (int32_t j = -1; j <= 2; ++j)
          for (int32_t k = -1; k <= 2; ++k) {
            const int32_t sx = 2 * x + k, sy = 2 * y + j;
            if (sx < 0 || sy < 0 || sx >= fine.width || sy >= fine.height) continue;
            const size_t s = static_cast<size_t>(fine.at(sx, sy));
            const bool inner = (j == 0 || j == 1) && (k == 0 || k == 1);
            if (inner) f.hole[i] |= fine.hole[s], f.barred[i] |= fine.barred[s];
            if (fine.hole[s] && !proposed) continue;
            const float weight = (j == 0 || j == 1 ? 3.0f : 1.0f) * (k == 0 || k == 1 ? 3.0f : 1.0f);
            for (int32_t c = 0; c < 4; ++c) sum[c] += weight * static_cast<float>(fine.pixels[s * 4 + static_cast<size_t>(c)]);
            total += weight;
          }
        if (total > 0)
          for (int32_t c = 0; c < 4; ++c) f.pixels[i * 4 + static_cast<size_t>(c)] = static_cast<uint8_t>(sum[c] / total + 0.5f);
      }
  });
  field_prepare(f);
  return f;
}

void field_peel(FillField& f) {
  std::vector<int32_t> order;
  for (size_t i = 0; i < f.hole.size(); ++i)
    if (f.hole[i]) order.push_back(static_cast<int32_t>(i));
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return f.depth[static_cast<size_t>(a)] < f.depth[static_cast<size_t>(b)];
  });
  std::vector<uint8_t> known(f.hole.size());
  for (size_t i = 0; i < known.size(); ++i) known[i] = !f.hole[i];
  for (int32_t i : order) {
    const int32_t x = i % f.width, y = i / f.width;
    float sum[4] = {}, total = 0;
    for (int32_t r = 1; r <= 2 && total == 0; ++r)
      for (int32_t j = std::max(0, y - r); j <= std::min(f.height - 1, y + r); ++j)
        for (int32_t k = std::max(0, x - r); k <= std::min(f.width - 1, x + r); ++k) {
          const int32_t n = f.at(k, j);
          if (!known[static_cast<size_t>(n)]) continue;
          const float weight = j == y || k == x ? 2.0f : 1.0f;
          for (int32_t c = 0; c < 4; ++c) sum[c] += weight * static_cast<float>(f.pixel(n)[c]);
          total += weight;
        }
    if (total > 0)
      for (int32_t c = 0; c < 4; ++c) f.pixel(i)[c] = static_cast<uint8_t>(sum[c] / total + 0.5f);
    known[static_cast<size_t>(i)] = 1;
  }
}

}  // namespace sfumato
