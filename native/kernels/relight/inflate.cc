// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "relight/plane.h"
#include "sfumato/parallel.h"
#include "sfumato/relight.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

using relight::Plane;

constexpr int32_t grid_side = 384;   // the bulge is smooth: more would not show
constexpr float stiffness = 4.0f;    // how firmly the membrane is held down where the matte is 0
constexpr int32_t sweeps = 60;       // relaxation per level
constexpr float lift = 0.25f;        // the silhouette stands off the background

float sample(const Plane& p, float fx, float fy) {
  const float x = std::clamp(fx, 0.0f, static_cast<float>(p.width - 1)), y = std::clamp(fy, 0.0f, static_cast<float>(p.height - 1));
  const int32_t x0 = static_cast<int32_t>(x), y0 = static_cast<int32_t>(y);
  const int32_t x1 = std::min(x0 + 1, p.width - 1), y1 = std::min(y0 + 1, p.height - 1);
  const float tx = x - static_cast<float>(x0), ty = y - static_cast<float>(y0);
  const float top = p.row(y0)[x0] + (p.row(y0)[x1] - p.row(y0)[x0]) * tx;
  const float bottom = p.row(y1)[x0] + (p.row(y1)[x1] - p.row(y1)[x0]) * tx;
  return top + (bottom - top) * ty;
}

// The matte as an outline. A refined matte follows the picture's texture a little everywhere: taken as height, that
// would light as dirt. NaN is outside.
float silhouette(float m) {
  constexpr float low = 0.3f, high = 0.7f;
  const float t = m > low ? std::min((m - low) / (high - low), 1.0f) : 0.0f;
  return t * t * (3.0f - 2.0f * t);
}

// Relaxes laplace(u) = -matte + stiffness (1 - matte) u in place, red and black pixels in turn. The picture's border
// holds nothing down (a subject that leaves the frame stays high there).
void relax(const Plane& matte, float pressure, Plane& u, const Job& job) {
  const int32_t w = u.width, h = u.height;
  constexpr float over = 1.7f;
  for (int32_t sweep = 0; sweep < sweeps; ++sweep) {
    job.check();
    for (int32_t colour = 0; colour < 2; ++colour)
      for (int32_t y = 0; y < h; ++y) {
        const float *up = u.row(std::max(y - 1, 0)), *down = u.row(std::min(y + 1, h - 1));
        float* here = u.row(y);
        for (int32_t x = (y + colour) & 1; x < w; x += 2) {
          const float m = matte.row(y)[x];
          const float around = up[x] + down[x] + here[std::max(x - 1, 0)] + here[std::min(x + 1, w - 1)];
          const float next = (around + pressure * m) / (4.0f + stiffness * (1.0f - m));
          here[x] += over * (next - here[x]);
        }
      }
  }
}

Plane membrane(const ConstImage& matte, const Job& job) {
  const float longer = static_cast<float>(std::max(matte.width, matte.height));
  std::vector<Plane> levels;
  for (int32_t side = std::min(grid_side, static_cast<int32_t>(longer));; side /= 2) {
    const float k = static_cast<float>(side) / longer;
    const int32_t w = std::max(1, static_cast<int32_t>(static_cast<float>(matte.width) * k + 0.5f));
    const int32_t h = std::max(1, static_cast<int32_t>(static_cast<float>(matte.height) * k + 0.5f));
    levels.push_back(std::move(relight::plane_shrink(matte, w, h, job)[0]));
    for (float& v : levels.back().values) v = std::clamp(v, 0.0f, 1.0f);
    if (side < 24) break;
  }
  Plane u(levels.back().width, levels.back().height);
  for (size_t l = levels.size(); l-- > 0;) {
    const Plane& m = levels[l];
    Plane finer(m.width, m.height);
    const float kx = static_cast<float>(u.width) / static_cast<float>(m.width), ky = static_cast<float>(u.height) / static_cast<float>(m.height);
    for (int32_t y = 0; y < m.height; ++y)
      for (int32_t x = 0; x < m.width; ++x)
        finer.row(y)[x] = sample(u, (static_cast<float>(x) + 0.5f) * kx - 0.5f, (static_cast<float>(y) + 0.5f) * ky - 0.5f);
    u = std::move(finer);
    const float pixel = 1.0f / static_cast<float>(std::max(m.width, m.height));
    relax(m, pixel * pixel, u, job);
  }
  return u;
}

}  // namespace

void relight_inflate(const ConstImage& matte, const Image& out, const Job& job) {
  Plane u = membrane(matte, job);
  float top = 0;
  for (float v : u.values) top = std::max(top, v);
  const float scale = top > 0 ? 1.0f / top : 0.0f;
  const float kx = static_cast<float>(u.width) / static_cast<float>(out.width), ky = static_cast<float>(u.height) / static_cast<float>(out.height);
  parallel_for(out.height, 16, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(out.width)), held(static_cast<size_t>(out.width)), down(static_cast<size_t>(u.width));
    for (int64_t oy = begin; oy < end; ++oy) {
      const int32_t y = static_cast<int32_t>(oy);
      const float fy = (static_cast<float>(y) + 0.5f) * ky - 0.5f, y_whole = std::floor(fy);
      float wy[4], wx[4];
      relight::bspline_weights(fy - y_whole, wy);
      for (int32_t x = 0; x < u.width; ++x) {
        float sum = 0;
        for (int32_t k = 0; k < 4; ++k) sum += wy[k] * u.row(std::clamp(static_cast<int32_t>(y_whole) - 1 + k, 0, u.height - 1))[x];
        down[static_cast<size_t>(x)] = sum;
      }
      row_load(matte, 0, y, out.width, held.data());
      for (int32_t x = 0; x < out.width; ++x) {
        const float fx = (static_cast<float>(x) + 0.5f) * kx - 0.5f, x_whole = std::floor(fx);
        relight::bspline_weights(fx - x_whole, wx);
        float sum = 0;
        for (int32_t k = 0; k < 4; ++k) sum += wx[k] * down[static_cast<size_t>(std::clamp(static_cast<int32_t>(x_whole) - 1 + k, 0, u.width - 1))];
        row[static_cast<size_t>(x)] = silhouette(held[static_cast<size_t>(x)]) * (lift + (1.0f - lift) * std::sqrt(std::max(sum * scale, 0.0f)));
      }
      row_store(out, 0, y, out.width, row.data());
    }
  });
  job.report(1);
}

}  // namespace sfumato
