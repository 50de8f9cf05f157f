// SPDX-License-Identifier: Apache-2.0
#include "fill/consensus.h"

#include <algorithm>
#include <cmath>

#include "fill/membrane.h"
#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr float variance_weight = 1.5f; // the answers err together too: their spread alone is too small
constexpr float open_doubt = 0.4f;       // at the picture's edge
constexpr float rim_cells = 4.0f;       // over which doubt sets in

// Distance in cells of every cell to where the hole meets the picture's edge; huge where it does not.
std::vector<float> to_edge(const FillField& f) {
  const int32_t w = f.width, h = f.height;
  std::vector<float> d(f.hole.size(), 1e9f);
  auto relax = [&](int32_t i, int32_t x, int32_t y, float step) {
    float& here = d[static_cast<size_t>(i)];
    if (x >= 0 && y >= 0 && x < w && y < h) here = std::min(here, d[static_cast<size_t>(f.at(x, y))] + step);
  };
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) {
      const int32_t i = f.at(x, y);
      const bool border = x == 0 || y == 0 || x == w - 1 || y == h - 1;
      if (border && f.hole[static_cast<size_t>(i)]) d[static_cast<size_t>(i)] = 0.5f;
      relax(i, x - 1, y, 1), relax(i, x, y - 1, 1), relax(i, x - 1, y - 1, 1.4f), relax(i, x + 1, y - 1, 1.4f);
    }
  for (int32_t y = h - 1; y >= 0; --y)
    for (int32_t x = w - 1; x >= 0; --x) {
      const int32_t i = f.at(x, y);
      relax(i, x + 1, y, 1), relax(i, x, y + 1, 1), relax(i, x + 1, y + 1, 1.4f), relax(i, x - 1, y + 1, 1.4f);
    }
  return d;
}

// How strong the texture in the hole is beside that of its surroundings: the logarithm of the ratio of root mean square
// gradients, 0 when they are alike.
double texture_change(const FillField& f) {
  constexpr int32_t ring = patch_side;  // cells round the hole
  auto luma = [&](int32_t i) { return 0.25 * f.pixel(i)[0] + 0.5 * f.pixel(i)[1] + 0.25 * f.pixel(i)[2]; };
  double inside = 1, outside = 1, in = 1, out = 1;
  for (int32_t y = std::max(0, f.y0 - ring); y < std::min(f.height - 1, f.y1 + patch_side + ring); ++y)
    for (int32_t x = std::max(0, f.x0 - ring); x < std::min(f.width - 1, f.x1 + patch_side + ring); ++x) {
      const int32_t i = f.at(x, y);
      const double g = std::fabs(luma(i) - luma(i + 1)) + std::fabs(luma(i) - luma(i + f.width));
      if (f.hole[static_cast<size_t>(i)]) inside += g * g, in += 1;
      else if (!f.barred[static_cast<size_t>(i)]) outside += g * g, out += 1;
    }
  return 0.5 * std::log(inside / in * (out / outside));
}

// The answer that lies near the mean and whose texture is like that of the surroundings. The mean alone would favour the
// blurred.
const FillField& typical(const std::vector<FillField>& answers, const Plane& mean) {
  constexpr double usual_distance = 48.0;  // root mean square, of 255
  size_t best = 0;
  double least = 1e300;
  for (size_t k = 0; k < answers.size(); ++k) {
    const FillField& a = answers[k];
    double sum = 0, n = 1;
    for (int32_t i = 0; i < mean.width * mean.height; ++i) {
      if (!a.hole[static_cast<size_t>(i)]) continue;
      for (int32_t c = 0; c < 3; ++c) {
        const double e = static_cast<double>(a.pixel(i)[c]) - static_cast<double>(mean.at(i)[c]);
        sum += e * e, n += 1;
      }
    }
    const double score = std::sqrt(sum / n) / usual_distance + std::fabs(texture_change(a));
    if (score < least) least = score, best = k;
  }
  return answers[best];
}

// Where the centre of pixel `p` lies between the centres of cells.
float along(int32_t p, int32_t cell, int32_t cells) {
  const float at = (static_cast<float>(p) + 0.5f) / static_cast<float>(cell) - 0.5f;
  return std::clamp(at, 0.0f, static_cast<float>(cells - 1));
}

}  // namespace

Doubt agree(FillField& f, const std::vector<FillField>& answers, const Job& job) {
  const int32_t cells = f.width * f.height;
  const float n = static_cast<float>(answers.size());
  Plane mean(f.width, f.height), surface(f.width, f.height), spread(f.width, f.height);
  std::vector<uint8_t> known(f.hole.size());
  for (int32_t i = 0; i < cells; ++i) {
    const size_t s = static_cast<size_t>(i);
    known[s] = !f.barred[s];
    for (int32_t c = 0; c < 3; ++c) surface.at(i)[c] = f.pixel(i)[c];
    for (int32_t c = 0; c < 3 && f.hole[s]; ++c) {
      float sum = 0;
      for (const FillField& a : answers) sum += static_cast<float>(a.pixel(i)[c]);
      mean.at(i)[c] = sum / n;
    }
  }
  const std::vector<float> edge = to_edge(f);
  const FillField& chosen = typical(answers, mean);
  f.pixels = chosen.pixels, f.match = chosen.match;

  for (const FillField& a : answers) {
    Plane away(f.width, f.height);
    for (int32_t i = 0; i < cells; ++i)
      for (int32_t c = 0; c < 3 && f.hole[static_cast<size_t>(i)]; ++c)
        away.at(i)[c] = static_cast<float>(a.pixel(i)[c]) - mean.at(i)[c];
    plane_smooth(away, job);
    for (size_t k = 0; k < away.v.size(); ++k) spread.v[k] += away.v[k] * away.v[k] / (n - 1.0f);
  }
  plane_smooth(spread, job);
  plane_membrane(surface, f.hole, known, job);
  for (int32_t i = 0; i < cells; ++i)
    for (int32_t c = 0; c < 3; ++c)
      surface.at(i)[c] = f.hole[static_cast<size_t>(i)] ? mean.at(i)[c] - surface.at(i)[c] : 0.0f;
  plane_smooth(surface, job);
  for (float& v : surface.v) v *= v;
  plane_smooth(surface, job);

  Doubt doubt{1 << f.level, f.width, f.height, std::vector<float>(f.hole.size(), 0.0f)};
  for (int32_t i = 0; i < cells; ++i) {
    const size_t s = static_cast<size_t>(i);
    if (!f.hole[s]) continue;
    const float* v = spread.at(i);
    const float* m = surface.at(i);
    const float noise = variance_weight * (v[0] + v[1] + v[2]), signal = m[0] + m[1] + m[2] + 1.0f;
    const float depth = static_cast<float>(f.depth[s]);
    const float far = open_doubt * std::sqrt(depth / (depth + edge[s]));
    const float doubted = std::max(noise / (noise + signal), far);
    doubt.at[s] = doubted * std::min(1.0f, depth / rim_cells);
  }
  return doubt;
}

void calm(FillWindow& window, const Doubt& doubt, float strength, const Job& job) {
  const int32_t cell = doubt.cell, w = window.place.width, h = window.place.height;
  Plane filled(doubt.width, doubt.height), surface(doubt.width, doubt.height);
  std::vector<uint8_t> wanted(doubt.at.size(), 0), known(doubt.at.size(), 0);
  for (int32_t y = 0; y < doubt.height; ++y)
    for (int32_t x = 0; x < doubt.width; ++x) {
      const int32_t i = y * doubt.width + x;
      float inside[3] = {}, outside[3] = {}, in = 0, out = 0;
      for (int32_t py = y * cell; py < std::min(h, (y + 1) * cell); ++py)
        for (int32_t px = x * cell; px < std::min(w, (x + 1) * cell); ++px) {
          const int32_t p = py * w + px;
          const bool hole = window.hole[static_cast<size_t>(p)];
          if (!hole && window.barred[static_cast<size_t>(p)]) continue;
          for (int32_t c = 0; c < 3; ++c) (hole ? inside : outside)[c] += window.pixel(p)[c];
          (hole ? in : out) += 1;
        }
      wanted[static_cast<size_t>(i)] = in > 0 && out == 0;
      known[static_cast<size_t>(i)] = out > 0;
      for (int32_t c = 0; c < 3; ++c) {
        if (in > 0) filled.at(i)[c] = inside[c] / in;
        if (out > 0) surface.at(i)[c] = outside[c] / out;
      }
    }
  plane_membrane(surface, wanted, known, job);
  for (int32_t i = 0; i < doubt.width * doubt.height; ++i)
    for (int32_t c = 0; c < 3; ++c)
      filled.at(i)[c] = wanted[static_cast<size_t>(i)] ? surface.at(i)[c] - filled.at(i)[c] : 0.0f;
  plane_smooth(filled, job);
  for (int32_t i = 0; i < doubt.width * doubt.height; ++i)
    for (int32_t c = 0; c < 3; ++c) filled.at(i)[c] *= strength * doubt.at[static_cast<size_t>(i)];
  parallel_for(h, 16, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
      for (int32_t x = 0; x < w; ++x) {
        if (!window.hole[static_cast<size_t>(y) * w + x]) continue;
        const float cx = along(x, cell, doubt.width), cy = along(y, cell, doubt.height);
        const int32_t x0 = static_cast<int32_t>(cx), y0 = static_cast<int32_t>(cy);
        const int32_t x1 = std::min(x0 + 1, doubt.width - 1), y1 = std::min(y0 + 1, doubt.height - 1);
        const float u = cx - static_cast<float>(x0), v = cy - static_cast<float>(y0);
        float* pixel = window.pixel(y * w + x);
        const float* corner[4] = {filled.at(y0 * doubt.width + x0), filled.at(y0 * doubt.width + x1),
                                  filled.at(y1 * doubt.width + x0), filled.at(y1 * doubt.width + x1)};
        for (int32_t c = 0; c < 3; ++c) {
          const float top = corner[0][c] * (1 - u) + corner[1][c] * u;
          const float bottom = corner[2][c] * (1 - u) + corner[3][c] * u;
          pixel[c] = std::max(pixel[c] + top * (1 - v) + bottom * v, std::min(pixel[c], 0.0f));
        }
      }
  });
}

}  // namespace sfumato
