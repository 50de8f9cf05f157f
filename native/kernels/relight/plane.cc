// SPDX-License-Identifier: Apache-2.0
#include "relight/plane.h"

#include <algorithm>
#include <cmath>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato::relight {
namespace {
constexpr int64_t grain = 16;
constexpr int32_t strip = 64;  // columns that a vertical pass carries down together
}  // namespace

Plane plane_load(const ConstImage& image, const Job& job) {
  Plane plane(image.width, image.height);
  parallel_for(image.height, grain, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(image.width) * static_cast<size_t>(image.channels));
    for (int64_t y = begin; y < end; ++y) {
      row_load(image, 0, static_cast<int32_t>(y), image.width, row.data());
      float* to = plane.row(static_cast<int32_t>(y));
      for (int32_t x = 0; x < image.width; ++x) {
        const float v = row[static_cast<size_t>(x) * static_cast<size_t>(image.channels)];
        to[x] = std::isfinite(v) ? v : 0.0f;
      }
    }
  });
  return plane;
}

void plane_store(const Plane& plane, const Image& out, const Job& job) {
  parallel_for(plane.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y)
      row_store(out, 0, static_cast<int32_t>(y), plane.width, plane.row(static_cast<int32_t>(y)));
  });
}

void plane_box(const Plane& in, int32_t radius, Plane& out, const Job& job) {
  const int32_t w = in.width, h = in.height;
  Plane across(w, h);
  out = Plane(w, h);
  parallel_for(h, grain, job, [&](int64_t begin, int64_t end) {
    std::vector<double> sums(static_cast<size_t>(w) + 1);
    for (int64_t y = begin; y < end; ++y) {
      const float* from = in.row(static_cast<int32_t>(y));
      float* to = across.row(static_cast<int32_t>(y));
      for (int32_t x = 0; x < w; ++x) sums[static_cast<size_t>(x) + 1] = sums[static_cast<size_t>(x)] + from[x];
      for (int32_t x = 0; x < w; ++x) {
        const int32_t a = std::max(x - radius, 0), b = std::min(x + radius + 1, w);
        to[x] = static_cast<float>((sums[static_cast<size_t>(b)] - sums[static_cast<size_t>(a)]) / (b - a));
      }
    }
  });
  parallel_for((w + strip - 1) / strip, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; ++s) {
      const int32_t x0 = static_cast<int32_t>(s) * strip, n = std::min(strip, w - x0);
      double sums[strip] = {};
      for (int32_t y = 0; y < std::min(radius, h); ++y)
        for (int32_t i = 0; i < n; ++i) sums[i] += across.row(y)[x0 + i];
      for (int32_t y = 0; y < h; ++y) {
        if (y + radius < h)
          for (int32_t i = 0; i < n; ++i) sums[i] += across.row(y + radius)[x0 + i];
        if (y - radius - 1 >= 0)
          for (int32_t i = 0; i < n; ++i) sums[i] -= across.row(y - radius - 1)[x0 + i];
        const double scale = 1.0 / (std::min(y + radius + 1, h) - std::max(y - radius, 0));
        for (int32_t i = 0; i < n; ++i) out.row(y)[x0 + i] = static_cast<float>(sums[i] * scale);
      }
    }
  });
}

std::vector<Plane> plane_shrink(const ConstImage& image, int32_t width, int32_t height, const Job& job) {
  const int32_t channels = std::min(image.channels, 3);
  std::vector<Plane> planes(static_cast<size_t>(channels), Plane(width, height));
  const auto edge = [](int32_t i, int32_t from, int32_t to) {
    return static_cast<int32_t>(static_cast<int64_t>(i) * from / to);
  };
  parallel_for(height, 1, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(image.width) * static_cast<size_t>(image.channels));
    std::vector<float> sums(static_cast<size_t>(width) * static_cast<size_t>(channels));
    for (int64_t oy = begin; oy < end; ++oy) {
      const int32_t y = static_cast<int32_t>(oy);
      std::fill(sums.begin(), sums.end(), 0.0f);
      const int32_t y0 = edge(y, image.height, height), y1 = std::max(edge(y + 1, image.height, height), y0 + 1);
      for (int32_t iy = y0; iy < y1; ++iy) {
        row_load(image, 0, iy, image.width, row.data());
        for (int32_t x = 0; x < width; ++x) {
          const int32_t x0 = edge(x, image.width, width), x1 = std::max(edge(x + 1, image.width, width), x0 + 1);
          for (int32_t c = 0; c < channels; ++c) {
            float sum = 0;
            for (int32_t ix = x0; ix < x1; ++ix) {
              const float v = row[static_cast<size_t>(ix * image.channels + c)];
              sum += std::isfinite(v) ? v : 0.0f;
            }
            sums[static_cast<size_t>(x * channels + c)] += sum / static_cast<float>((x1 - x0) * (y1 - y0));
          }
        }
      }
      for (int32_t c = 0; c < channels; ++c)
        for (int32_t x = 0; x < width; ++x)
          planes[static_cast<size_t>(c)].row(y)[x] = sums[static_cast<size_t>(x * channels + c)];
    }
  });
  return planes;
}

}  // namespace sfumato::relight
