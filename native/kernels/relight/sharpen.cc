// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "relight/plane.h"
#include "sfumato/parallel.h"
#include "sfumato/relight.h"

namespace sfumato {
namespace {

using relight::Plane;

constexpr int64_t grain = 8;
constexpr int32_t passes = 2;

// The plane that fits the window around a pixel best: its value there, its slopes, and the mean square error.
struct Facets {
  Plane mean, gx, gy, error;
};

// `depth` with `margin` more pixels on every side, along the line through the border and its mirror image inside.
Plane extended(const Plane& depth, int32_t margin) {
  Plane wide(depth.width + 2 * margin, depth.height + 2 * margin);
  const auto beyond = [](float edge, float inside) { return 2.0f * edge - inside; };
  const auto mirror = [](int32_t i, int32_t n) { return std::clamp(i < 0 ? -i : 2 * (n - 1) - i, 0, n - 1); };
  for (int32_t y = 0; y < depth.height; ++y) {
    const float* from = depth.row(y);
    float* to = wide.row(y + margin);
    std::copy_n(from, depth.width, to + margin);
    for (int32_t i = 1; i <= margin; ++i) {
      to[margin - i] = beyond(from[0], from[mirror(-i, depth.width)]);
      to[margin + depth.width - 1 + i] = beyond(from[depth.width - 1], from[mirror(depth.width - 1 + i, depth.width)]);
    }
  }
  const int32_t last = margin + depth.height - 1;
  for (int32_t i = 1; i <= margin; ++i)
    for (int32_t x = 0; x < wide.width; ++x) {
      wide.row(margin - i)[x] = beyond(wide.row(margin)[x], wide.row(margin + mirror(-i, depth.height))[x]);
      wide.row(last + i)[x] =
          beyond(wide.row(last)[x], wide.row(margin + mirror(depth.height - 1 + i, depth.height))[x]);
    }
  return wide;
}

Facets facets_of(const Plane& depth, int32_t radius, const Job& job) {
  const int32_t w = depth.width, h = depth.height, side = 2 * radius + 1;
  const Plane wide = extended(depth, radius);
  Plane sum(w, wide.height), first(w, wide.height), square(w, wide.height);
  parallel_for(wide.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      const float* from = wide.row(y) + radius;
      for (int32_t x = 0; x < w; ++x) {
        float s = 0, f = 0, q = 0;
        for (int32_t i = -radius; i <= radius; ++i) {
          const float v = from[x + i];
          s += v;
          f += static_cast<float>(i) * v;
          q += v * v;
        }
        sum.row(y)[x] = s;
        first.row(y)[x] = f;
        square.row(y)[x] = q;
      }
    }
  });
  Facets facets{Plane(w, h), Plane(w, h), Plane(w, h), Plane(w, h)};
  const float n = static_cast<float>(side * side);
  const float moment = static_cast<float>(radius * (radius + 1) * side / 3 * side);  // of one axis over the window
  parallel_for(h, grain, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < w; ++x) {
        double s = 0, fx = 0, fy = 0, q = 0;
        for (int32_t j = -radius; j <= radius; ++j) {
          s += sum.row(y + radius + j)[x];
          fx += first.row(y + radius + j)[x];
          fy += static_cast<double>(j) * sum.row(y + radius + j)[x];
          q += square.row(y + radius + j)[x];
        }
        const double mean = s / n, explained = (fx * fx + fy * fy) / (static_cast<double>(moment) * n);
        facets.mean.row(y)[x] = static_cast<float>(mean);
        facets.gx.row(y)[x] = static_cast<float>(fx) / moment;
        facets.gy.row(y)[x] = static_cast<float>(fy) / moment;
        facets.error.row(y)[x] = static_cast<float>(std::max(q / n - mean * mean - explained, 0.0));
      }
  });
  return facets;
}

// What windows of one radius foretell, the better they fit the more they say. A ramp is itself a plane to windows that
// are smaller than it: their slope counts as error over `reach` pixels.
struct Opinions {
  Facets facets;
  int32_t radius, step;
  float reach;
};

void settle(const Opinions& each, int32_t x, int32_t y, float tolerated, float& total, float& value) {
  const Facets& facets = each.facets;
  const int32_t w = facets.mean.width, h = facets.mean.height;
  for (int32_t j = -each.radius; j <= each.radius; j += each.step) {
    if (y + j < 0 || y + j >= h) continue;
    for (int32_t i = -each.radius; i <= each.radius; i += each.step) {
      if (x + i < 0 || x + i >= w) continue;
      const float gx = facets.gx.row(y + j)[x + i], gy = facets.gy.row(y + j)[x + i];
      const float error = facets.error.row(y + j)[x + i] + (gx * gx + gy * gy) * each.reach * each.reach;
      const float trust = tolerated / (error + tolerated);
      const float weight = trust * trust * trust * trust + 1e-12f;
      total += weight;
      value += weight * (facets.mean.row(y + j)[x + i] - static_cast<float>(i) * gx - static_cast<float>(j) * gy);
    }
  }
}

// Every pixel at the value that the windows which hold it agree on. Small windows speak for what is too thin for large
// ones.
void settle(int32_t radius, float noise, Plane& depth, const Job& job) {
  const Opinions large{facets_of(depth, radius, job), radius, std::max(radius / 2, 1), 0};
  const Opinions small{facets_of(depth, 1, job), 1, 1, static_cast<float>(radius)};
  parallel_for(depth.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < depth.width; ++x) {
        float total = 0, value = 0;
        settle(large, x, y, noise * noise, total, value);
        settle(small, x, y, noise * noise, total, value);
        depth.row(y)[x] = value / total;
      }
  });
}

}  // namespace

void relight_sharpen(const ConstImage& nearness, int32_t radius, float noise, const Image& out, const Job& job) {
  Plane depth = relight::plane_load(nearness, job);
  for (int32_t pass = 0; pass < passes; ++pass) {
    settle(radius, noise, depth, job);
    job.report(static_cast<float>(pass + 1) / passes);
  }
  relight::plane_store(depth, out, job);
}

}  // namespace sfumato
