// SPDX-License-Identifier: Apache-2.0
#include "fill/blend.h"

#include <algorithm>
#include <cmath>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr float reach = 48.0f;  // pixels over which a correction fades when nothing else holds it
constexpr int32_t rounds = 90;

struct Box {
  int32_t x0, y0, width, height;
};

Box bounds(const FillWindow& window) {
  const int32_t w = window.place.width, h = window.place.height;
  int32_t x0 = w, y0 = h, x1 = 0, y1 = 0;
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x)
      if (window.hole[static_cast<size_t>(y) * w + x])
        x0 = std::min(x0, x), x1 = std::max(x1, x + 1), y0 = std::min(y0, y), y1 = std::max(y1, y + 1);
  return {x0, y0, x1 - x0, y1 - y0};
}

// One pixel's equation: diagonal x c = right + sum of the neighbours' c that lie in the hole.
struct Equations {
  std::vector<float> right;     // three a pixel
  std::vector<float> diagonal;  // 0 outside the hole
};

Equations equations(const FillWindow& window, const std::vector<int32_t>& label, Box box, const Job& job) {
  const int32_t w = window.place.width, h = window.place.height;
  Equations e;
  e.right.assign(static_cast<size_t>(box.width) * box.height * 3, 0.0f);
  e.diagonal.assign(static_cast<size_t>(box.width) * box.height, 0.0f);
  auto inside = [&](int32_t x, int32_t y) { return x >= 0 && y >= 0 && x < w && y < h; };
  parallel_for(box.height, 8, job, [&](int64_t begin, int64_t end) {
    for (int32_t j = static_cast<int32_t>(begin); j < end; ++j)
      for (int32_t i = 0; i < box.width; ++i) {
        const int32_t x = box.x0 + i, y = box.y0 + j, p = y * w + x;
        if (!window.hole[static_cast<size_t>(p)]) continue;
        const size_t k = static_cast<size_t>(j) * box.width + i;
        const int32_t s = label[static_cast<size_t>(p)];
        float diagonal = 1.0f / (reach * reach);
        constexpr int32_t step[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        for (const auto& [dx, dy] : step) {
          if (!inside(x + dx, y + dy)) continue;
          const int32_t d = dy * w + dx, q = p + d;
          if (window.unknown[static_cast<size_t>(q)]) continue;
          const bool source_in = inside(s % w + dx, s / w + dy) && !window.barred[static_cast<size_t>(s + d)];
          if (!window.hole[static_cast<size_t>(q)]) {
            if (!source_in || window.barred[static_cast<size_t>(q)]) continue;
            diagonal += 1.0f;
            for (int32_t c = 0; c < 3; ++c) e.right[k * 3 + c] += window.pixel(q)[c] - window.pixel(s + d)[c];
            continue;
          }
          diagonal += 1.0f;
          const int32_t t = label[static_cast<size_t>(q)];
          if (t == s + d) continue;
          const bool other_in = inside(t % w - dx, t / w - dy) && !window.barred[static_cast<size_t>(t - d)];
          for (int32_t c = 0; c < 3; ++c) {
            const float here = window.pixel(s)[c], there = window.pixel(t)[c];
            float gradient = 0, n = 0;
            if (source_in) gradient += here - window.pixel(s + d)[c], n += 1;
            if (other_in) gradient += window.pixel(t - d)[c] - there, n += 1;
            if (n > 0) e.right[k * 3 + c] += gradient / n - (here - there);
          }
        }
        e.diagonal[k] = diagonal;
      }
  });
  return e;
}

// Over-relaxed Gauss-Seidel in chequerboard order, which does not depend on the threads.
std::vector<float> solve(const Equations& e, Box box, const Job& job) {
  const int32_t w = box.width, h = box.height;
  std::vector<float> c(e.right.size(), 0.0f);
  const float omega = 1.9f;
  for (int32_t round = 0; round < rounds * 2; ++round) {
    const int32_t colour = round & 1;
    parallel_for(h, 32, job, [&](int64_t begin, int64_t end) {
      for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
        for (int32_t x = (y + colour) & 1; x < w; x += 2) {
          const size_t k = static_cast<size_t>(y) * w + x;
          if (e.diagonal[k] == 0.0f) continue;
          float sum[3] = {e.right[k * 3], e.right[k * 3 + 1], e.right[k * 3 + 2]};
          auto add = [&](size_t n) {
            if (e.diagonal[n] == 0.0f) return;
            for (int32_t i = 0; i < 3; ++i) sum[i] += c[n * 3 + i];
          };
          if (x > 0) add(k - 1);
          if (x + 1 < w) add(k + 1);
          if (y > 0) add(k - static_cast<size_t>(w));
          if (y + 1 < h) add(k + static_cast<size_t>(w));
          const float scale = omega / e.diagonal[k];
          for (int32_t i = 0; i < 3; ++i) c[k * 3 + i] += scale * sum[i] - omega * c[k * 3 + i];
        }
    });
  }
  return c;
}

}  // namespace

void blend_labels(FillWindow& window, const std::vector<int32_t>& label, float strength, const Job& job) {
  const Box box = bounds(window);
  const int32_t w = window.place.width;
  std::vector<float> correction;
  if (strength > 0) correction = solve(equations(window, label, box, job), box, job);
  for (int32_t y = 0; y < box.height; ++y)
    for (int32_t x = 0; x < box.width; ++x) {
      const int32_t p = (box.y0 + y) * w + box.x0 + x;
      if (!window.hole[static_cast<size_t>(p)]) continue;
      const float* from = window.pixel(label[static_cast<size_t>(p)]);
      for (int32_t c = 0; c < 3; ++c) {
        const float add = strength > 0 ? strength * correction[(static_cast<size_t>(y) * box.width + x) * 3 + c] : 0.0f;
        window.pixel(p)[c] = std::max(from[c] + add, std::min(from[c], 0.0f));
      }
    }
}

}  // namespace sfumato
