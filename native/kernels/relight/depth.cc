// SPDX-License-Identifier: Apache-2.0
// Depth made fit for light: smoothing and edge-aware enlarging.
#include <algorithm>
#include <cmath>

#include "relight/plane.h"
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

// For every sample: how much of a jump the 5x5 around it holds, 0..1.
Plane jumps(const Plane& depth, float edge, const Job& job) {
  Plane out(depth.width, depth.height);
  parallel_for(depth.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int64_t oy = begin; oy < end; ++oy) {
      const int32_t y = static_cast<int32_t>(oy);
      for (int32_t x = 0; x < depth.width; ++x) {
        float low = depth.row(y)[x], high = low;
        for (int32_t j = std::max(y - 2, 0); j <= std::min(y + 2, depth.height - 1); ++j)
          for (int32_t i = std::max(x - 2, 0); i <= std::min(x + 2, depth.width - 1); ++i) {
            low = std::min(low, depth.row(j)[i]);
            high = std::max(high, depth.row(j)[i]);
          }
        const float t = std::clamp((high - low) / edge - 0.5f, 0.0f, 1.0f);
        out.row(y)[x] = t * t * (3 - 2 * t);
      }
    }
  });
  return out;
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
  const std::vector<Plane> colours = relight::plane_shrink(guide, depth.width, depth.height, job);
  const Plane jump = jumps(depth, edge, job);
  const std::vector<Taps> columns = taps_for(depth.width, out.width), lines = taps_for(depth.height, out.height);
  constexpr float likeness = 1.0f / (0.06f * 0.06f);  // colours this far apart count for a quarter
  const int32_t channels = static_cast<int32_t>(colours.size());
  parallel_for(out.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> result(static_cast<size_t>(out.width)), down(static_cast<size_t>(depth.width)),
        jumped(static_cast<size_t>(depth.width)),
        colour(static_cast<size_t>(out.width) * static_cast<size_t>(guide.channels));
    for (int64_t oy = begin; oy < end; ++oy) {
      const int32_t y = static_cast<int32_t>(oy);
      const Taps& line = lines[static_cast<size_t>(y)];
      const float *r0 = depth.row(line.at[0]), *r1 = depth.row(line.at[1]), *r2 = depth.row(line.at[2]),
                  *r3 = depth.row(line.at[3]), *j1 = jump.row(line.at[1]), *j2 = jump.row(line.at[2]);
      const float t = line.weight[2] + line.weight[3];
      for (int32_t x = 0; x < depth.width; ++x) {
        const size_t i = static_cast<size_t>(x);
        down[i] = line.weight[0] * r0[x] + line.weight[1] * r1[x] + line.weight[2] * r2[x] + line.weight[3] * r3[x];
        jumped[i] = j1[x] + (j2[x] - j1[x]) * t;
      }
      row_load(guide, 0, y, out.width, colour.data());
      for (int32_t x = 0; x < out.width; ++x) {
        const Taps& column = columns[static_cast<size_t>(x)];
        float smooth = 0;
        for (int32_t i = 0; i < 4; ++i) smooth += column.weight[i] * down[static_cast<size_t>(column.at[i])];
        const float u = column.weight[2] + column.weight[3];
        const float ja = jumped[static_cast<size_t>(column.at[1])], jb = jumped[static_cast<size_t>(column.at[2])];
        const float share = ja + (jb - ja) * u;
        if (share > 0) {
          const float* here = colour.data() + static_cast<size_t>(x) * static_cast<size_t>(guide.channels);
          float sum = 0, total = 0;
          for (int32_t j = 0; j < 4; ++j)
            for (int32_t i = 0; i < 4; ++i) {
              float d2 = 0;
              for (int32_t c = 0; c < channels; ++c) {
                const float d = here[c] - colours[static_cast<size_t>(c)].row(line.at[j])[column.at[i]];
                d2 += d * d;
              }
              const float alike = 1.0f / (1.0f + d2 * likeness);
              const float w = line.weight[j] * column.weight[i] * alike * alike + 1e-12f;
              sum += w * depth.row(line.at[j])[column.at[i]];
              total += w;
            }
          const float joint = sum / total;
          if (std::isfinite(joint)) smooth += share * (joint - smooth);
        }
        result[static_cast<size_t>(x)] = smooth;
      }
      row_store(out, 0, y, out.width, result.data());
    }
  });
  job.report(1);
}

}  // namespace sfumato
