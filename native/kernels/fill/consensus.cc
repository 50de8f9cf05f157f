// SPDX-License-Identifier: Apache-2.0
#include "fill/consensus.h"

#include <algorithm>
#include <cmath>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t smoothings = 4;       // of [1 2 1]: a deviation of 1.4 cells
constexpr float variance_weight = 8.0f; // the answers err together too: their spread alone is too small
constexpr float open_doubt = 0.4f;       // at the picture's edge
constexpr float rim_cells = 4.0f;       // over which doubt sets in
constexpr int32_t rounds = 60;

struct Plane {
  int32_t width = 0, height = 0;
  std::vector<float> v;  // three a cell

  Plane(int32_t w, int32_t h) : width(w), height(h), v(static_cast<size_t>(w) * h * 3, 0.0f) {}
  float* at(int32_t i) { return v.data() + static_cast<size_t>(i) * 3; }
  const float* at(int32_t i) const { return v.data() + static_cast<size_t>(i) * 3; }
};

void smooth(Plane& p, const Job& job) {
  const int32_t row = p.width * 3;
  std::vector<float> t(p.v.size());
  for (int32_t n = 0; n < smoothings; ++n) {
    parallel_for(p.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* in = p.v.data() + y * row;
        float* out = t.data() + y * row;
        for (int32_t x = 0; x < row; ++x) {
          const float left = in[x < 3 ? x : x - 3], right = in[x + 3 < row ? x + 3 : x];
          out[x] = 0.5f * in[x] + 0.25f * (left + right);
        }
      }
    });
    parallel_for(p.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* here = t.data() + y * row;
        const float* above = y > 0 ? here - row : here;
        const float* below = y + 1 < p.height ? here + row : here;
        float* out = p.v.data() + y * row;
        for (int32_t x = 0; x < row; ++x) out[x] = 0.5f * here[x] + 0.25f * (above[x] + below[x]);
      }
    });
  }
}

// Solves Laplace's equation for the cells of `wanted` (chequerboard over-relaxation); cells neither wanted nor `known`
// are no neighbours. Wanted cells start from the mean of the known ones.
void membrane(Plane& p, const std::vector<uint8_t>& wanted, const std::vector<uint8_t>& known, const Job& job) {
  const int32_t w = p.width, h = p.height;
  double sum[3] = {}, count = 1e-9;
  for (int32_t i = 0; i < w * h; ++i) {
    if (!known[static_cast<size_t>(i)]) continue;
    count += 1;
    for (int32_t c = 0; c < 3; ++c) sum[c] += static_cast<double>(p.at(i)[c]);
  }
  for (int32_t i = 0; i < w * h; ++i)
    for (int32_t c = 0; c < 3 && wanted[static_cast<size_t>(i)]; ++c) p.at(i)[c] = static_cast<float>(sum[c] / count);
  const float omega = 1.85f;
  for (int32_t round = 0; round < 2 * rounds; ++round)
    parallel_for(h, 32, job, [&](int64_t begin, int64_t end) {
      for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
        for (int32_t x = (y + round) & 1; x < w; x += 2) {
          const int32_t i = y * w + x;
          if (!wanted[static_cast<size_t>(i)]) continue;
          float total[3] = {}, n = 0;
          auto add = [&](int32_t k) {
            if (!wanted[static_cast<size_t>(k)] && !known[static_cast<size_t>(k)]) return;
            for (int32_t c = 0; c < 3; ++c) total[c] += p.at(k)[c];
            n += 1;
          };
          if (x > 0) add(i - 1);
          if (x + 1 < w) add(i + 1);
          if (y > 0) add(i - w);
          if (y + 1 < h) add(i + w);
          for (int32_t c = 0; c < 3 && n > 0; ++c) p.at(i)[c] += omega * (total[c] / n - p.at(i)[c]);
        }
    });
}

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
    for (int32_t c = 0; c < 4 && f.hole[s]; ++c) {
      float sum = 0;
      for (const FillField& a : answers) sum += static_cast<float>(a.pixel(i)[c]);
      if (c < 3) mean.at(i)[c] = sum / n;
      f.pixel(i)[c] = static_cast<uint8_t>(sum / n + 0.5f);
    }
  }
  field_choose(f, answers, job);

  for (const FillField& a : answers) {
    Plane away(f.width, f.height);
    for (int32_t i = 0; i < cells; ++i)
      for (int32_t c = 0; c < 3 && f.hole[static_cast<size_t>(i)]; ++c)
        away.at(i)[c] = static_cast<float>(a.pixel(i)[c]) - mean.at(i)[c];
    smooth(away, job);
    for (size_t k = 0; k < away.v.size(); ++k) spread.v[k] += away.v[k] * away.v[k] / (n - 1.0f);
  }
  smooth(spread, job);
  membrane(surface, f.hole, known, job);
  for (int32_t i = 0; i < cells; ++i)
    for (int32_t c = 0; c < 3; ++c)
      surface.at(i)[c] = f.hole[static_cast<size_t>(i)] ? mean.at(i)[c] - surface.at(i)[c] : 0.0f;
  smooth(surface, job);
  for (float& v : surface.v) v *= v;
  smooth(surface, job);

  Doubt doubt{1 << f.level, f.width, f.height, std::vector<float>(f.hole.size(), 0.0f)};
  const std::vector<float> edge = to_edge(f);
  for (int32_t i = 0; i < cells; ++i) {
    const size_t s = static_cast<size_t>(i);
    if (!f.hole[s]) continue;
    const float* v = spread.at(i);
    const float* m = surface.at(i);
    const float noise = variance_weight * (v[0] + v[1] + v[2]), signal = m[0] + m[1] + m[2] + 1.0f;
    const float depth = static_cast<float>(f.depth[s]);
    const float open = open_doubt * std::sqrt(depth / (depth + edge[s]));
    const float doubted = std::max(noise / (noise + signal), open);
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
  membrane(surface, wanted, known, job);
  for (int32_t i = 0; i < doubt.width * doubt.height; ++i)
    for (int32_t c = 0; c < 3; ++c)
      filled.at(i)[c] = wanted[static_cast<size_t>(i)] ? surface.at(i)[c] - filled.at(i)[c] : 0.0f;
  smooth(filled, job);
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
