// SPDX-License-Identifier: Apache-2.0
// Depth made fit for light: smoothing and edge-aware enlarging.
#include <algorithm>
#include <cmath>

#include "relight/plane.h"
#include "sfumato/guided.h"
#include "sfumato/parallel.h"
#include "sfumato/relight.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

using relight::Plane;

constexpr int64_t grain = 16;

// One pass of the self-guided filter: out = mean(a) h + mean(b) with a = var / (var + noise^2).
void self_guided(const Plane& in, int32_t radius, float noise, Plane& out, const Job& job) {
  Plane squares(in.width, in.height), mean, mean_squares;
  parallel_for(in.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin * in.width; i < end * in.width; ++i) {
      const float v = in.values[static_cast<size_t>(i)];
      squares.values[static_cast<size_t>(i)] = v * v;
    }
  });
  plane_box(in, radius, mean, job);
  plane_box(squares, radius, mean_squares, job);
  const float eps = noise * noise;
  parallel_for(in.height, grain, job, [&](int64_t begin, int64_t end) {
    for (size_t i = static_cast<size_t>(begin * in.width); i < static_cast<size_t>(end * in.width); ++i) {
      const float m = mean.values[i], variance = std::max(mean_squares.values[i] - m * m, 0.0f);
      const float a = variance / (variance + eps + 1e-12f);
      mean_squares.values[i] = a;
      mean.values[i] = m - a * m;
    }
  });
  Plane a, b;
  plane_box(mean_squares, radius, a, job);
  plane_box(mean, radius, b, job);
  out = Plane(in.width, in.height);
  parallel_for(in.height, grain, job, [&](int64_t begin, int64_t end) {
    for (size_t i = static_cast<size_t>(begin * in.width); i < static_cast<size_t>(end * in.width); ++i)
      out.values[i] = a.values[i] * in.values[i] + b.values[i];
  });
}

struct Taps {
  int32_t at[4];
  float weight[4];
};

std::vector<Taps> taps_for(int32_t from, int32_t to) {
  std::vector<Taps> all(static_cast<size_t>(to));
  for (int32_t i = 0; i < to; ++i) {
    const double f = (i + 0.5) * from / to - 0.5, whole = std::floor(f);
    Taps& t = all[static_cast<size_t>(i)];
    for (int32_t k = 0; k < 4; ++k) t.at[k] = std::clamp(static_cast<int32_t>(whole) - 1 + k, 0, from - 1);
    relight::bspline_weights(static_cast<float>(f - whole), t.weight);
  }
  return all;
}

// How far around a sample the two surfaces are looked for: models draw a jump as a ramp that wide.
constexpr int32_t ring = 4;

// The two surfaces that meet around each sample, and how far the sample is from the lower to the higher one.
struct Sides {
  Plane low, high, between, jump;  // jump: how much of one there is, 0..1
};

Sides sides_of(const Plane& depth, float edge, const Job& job) {
  const int32_t w = depth.width, h = depth.height;
  Sides s{Plane(w, h), Plane(w, h), Plane(w, h), Plane(w, h)};
  Plane low(w, h), high(w, h), jump(w, h);
  parallel_for(h, grain, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < w; ++x) {
        float a = depth.row(y)[x], b = a;
        for (int32_t j = std::max(y - ring, 0); j <= std::min(y + ring, h - 1); ++j)
          for (int32_t i = std::max(x - ring, 0); i <= std::min(x + ring, w - 1); ++i) {
            a = std::min(a, depth.row(j)[i]);
            b = std::max(b, depth.row(j)[i]);
          }
        // The plateaus themselves, not their extremes: what lies within a fifth of the range of each end.
        const float near = 0.2f * (b - a);
        float below = 0, above = 0, n_below = 0, n_above = 0;
        for (int32_t j = std::max(y - ring, 0); j <= std::min(y + ring, h - 1); ++j)
          for (int32_t i = std::max(x - ring, 0); i <= std::min(x + ring, w - 1); ++i) {
            const float v = depth.row(j)[i];
            if (v <= a + near) below += v, n_below += 1;
            if (v >= b - near) above += v, n_above += 1;
          }
        low.row(y)[x] = below / n_below;
        high.row(y)[x] = above / n_above;
        const float t = std::clamp((b - a) / edge - 0.5f, 0.0f, 1.0f);
        jump.row(y)[x] = t * t * (3 - 2 * t);
      }
  });
  plane_box(low, 3, s.low, job);
  plane_box(high, 3, s.high, job);
  plane_box(jump, 2, s.jump, job);  // no line shows where the two surfaces take over
  for (size_t i = 0; i < depth.values.size(); ++i) {
    const float range = s.high.values[i] - s.low.values[i];
    const float t = range > 0 ? (depth.values[i] - s.low.values[i]) / range : 0.5f;
    s.between.values[i] = std::clamp((t - 0.5f) * 1.5f + 0.5f, 0.0f, 1.0f);
  }
  return s;
}

// How steeply the matte turns from one surface to the other.
constexpr float steepness = 12;

// A plane enlarged by a B-spline, row by row.
class Enlarge {
 public:
  Enlarge(const Plane& plane, const std::vector<Taps>& columns) : plane_(plane), columns_(columns), down_(static_cast<size_t>(plane.width)) {}

  void row(const Taps& line, float* out) {
    const float *r0 = plane_.row(line.at[0]), *r1 = plane_.row(line.at[1]), *r2 = plane_.row(line.at[2]),
                *r3 = plane_.row(line.at[3]);
    for (int32_t x = 0; x < plane_.width; ++x)
      down_[static_cast<size_t>(x)] = line.weight[0] * r0[x] + line.weight[1] * r1[x] + line.weight[2] * r2[x] + line.weight[3] * r3[x];
    for (const Taps& c : columns_) {
      *out++ = c.weight[0] * down_[static_cast<size_t>(c.at[0])] + c.weight[1] * down_[static_cast<size_t>(c.at[1])] +
               c.weight[2] * down_[static_cast<size_t>(c.at[2])] + c.weight[3] * down_[static_cast<size_t>(c.at[3])];
    }
  }

 private:
  const Plane& plane_;
  const std::vector<Taps>& columns_;
  std::vector<float> down_;
};

ConstImage view(const Plane& p) {
  return {p.values.data(), p.width, p.height, 1, static_cast<ptrdiff_t>(p.width) * 4, DType::f32, Range::unit};
}
Image view(Plane& p) {
  return {p.values.data(), p.width, p.height, 1, static_cast<ptrdiff_t>(p.width) * 4, DType::f32, Range::unit};
}

}  // namespace

void relight_smooth(const ConstImage& nearness, int32_t radius, float noise, const Image& out, const Job& job) {
  Plane first = relight::plane_load(nearness, job), second;
  self_guided(first, radius, noise, second, job);
  job.report(0.5);
  self_guided(second, radius, noise, first, job);
  relight::plane_store(first, out, job);
  job.report(1);
}

void relight_upsample(const ConstImage& nearness, const ConstImage& guide, float edge, const Image& out,
                      const Job& job) {
  const Plane depth = relight::plane_load(nearness, job);
  const Sides sides = sides_of(depth, edge, job);
  const std::vector<Taps> columns = taps_for(depth.width, out.width), lines = taps_for(depth.height, out.height);
  // Which of the two surfaces a pixel belongs to is a matte, and is refined along the picture's edges like one.
  Plane matte(out.width, out.height);
  const float scale = std::max(1.0f, static_cast<float>(out.width) / static_cast<float>(depth.width));
  GuidedOptions refine;
  refine.radius = std::clamp(static_cast<int32_t>(4.5f * scale + 0.5f), 4, 64);
  refine.subsample = std::clamp(static_cast<int32_t>(0.5f * scale), 1, 4);
  refine.epsilon = 1.5e-3f;
  guided_refine(guide, view(sides.between), view(matte), refine, job);
  Plane outline;
  plane_box(matte, std::max(1, static_cast<int32_t>(scale + 0.5f)), outline, job);
  job.report(0.5);
  parallel_for(out.height, 8, job, [&](int64_t begin, int64_t end) {
    Enlarge spline(depth, columns), low(sides.low, columns), high(sides.high, columns), jump(sides.jump, columns);
    const size_t n = static_cast<size_t>(out.width);
    std::vector<float> d(n), a(n), b(n), share(n);
    for (int64_t row = begin; row < end; ++row) {
      const int32_t y = static_cast<int32_t>(row);
      const Taps& line = lines[static_cast<size_t>(y)];
      spline.row(line, d.data());
      low.row(line, a.data());
      high.row(line, b.data());
      jump.row(line, share.data());
      const float* m = outline.row(y);
      for (size_t x = 0; x < n; ++x) {
        if (!(share[x] > 0)) continue;
        // A step: the flanks of anything softer would be lit as a rim, the picture's texture in the matte as relief.
        const float t = std::clamp((m[x] - 0.5f) * steepness + 0.5f, 0.0f, 1.0f);
        const float side = a[x] + (b[x] - a[x]) * t;
        if (std::isfinite(side)) d[x] += share[x] * (side - d[x]);
      }
      row_store(out, 0, y, out.width, d.data());
    }
  });
  job.report(1);
}

}  // namespace sfumato
