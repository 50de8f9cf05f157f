// SPDX-License-Identifier: Apache-2.0
#include "fill/seam.h"

#include <algorithm>
#include <limits>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t band_rows = 16;
constexpr uint32_t none = std::numeric_limits<uint32_t>::max();

struct Seams {
  const FillField& f;
  std::vector<int32_t>& label;
  PatchDistance distance;

  uint32_t difference(int32_t a, int32_t b) const {
    uint32_t d = 0;
    for (int32_t c = 0; c < 3; ++c) {
      const int32_t e = f.pixel(a)[c] - f.pixel(b)[c];
      d += static_cast<uint32_t>(e * e);
    }
    return d;
  }

  // What it costs pixel (x, y) to copy `source`, given its neighbours' labels.
  uint32_t cost(int32_t x, int32_t y, int32_t source, uint32_t limit) const {
    const int32_t p = f.at(x, y);
    const int32_t sx = source % f.width, sy = source / f.width;
    uint32_t total = 0;
    constexpr int32_t step[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (const auto& [dx, dy] : step) {
      const int32_t qx = x + dx, qy = y + dy;
      if (qx < 0 || qy < 0 || qx >= f.width || qy >= f.height) continue;
      const int32_t q = f.at(qx, qy), d = dy * f.width + dx;
      const bool other_in = sx + dx >= 0 && sy + dy >= 0 && sx + dx < f.width && sy + dy < f.height;
      if (!other_in) return none;
      if (!f.hole[static_cast<size_t>(q)]) {
        total += 2 * difference(source + d, q);
        continue;
      }
      const int32_t neighbour = label[static_cast<size_t>(q)];
      if (neighbour == source + d) continue;
      const int32_t nx = neighbour % f.width - dx, ny = neighbour / f.width - dy;
      if (nx < 0 || ny < 0 || nx >= f.width || ny >= f.height) continue;
      total += difference(source, neighbour - d) + difference(source + d, neighbour) + 30;
    }
    if (total >= limit) return none;
    const int32_t tx = std::clamp(x - patch_centre, 0, f.width - patch_side);
    const int32_t ty = std::clamp(y - patch_centre, 0, f.height - patch_side);
    const int32_t s = source + f.at(tx, ty) - p;
    if (!f.source_at(sx + tx - x, sy + ty - y)) return none;
    const uint32_t rest = limit == none ? none : (limit - total) * 16;
    const uint32_t d = distance(f.pixel(f.at(tx, ty)), f.pixel(s), f.row_bytes(), rest) / 16;
    return d >= none - total ? none : total + d;
  }

  void improve(int32_t x, int32_t y) {
    const int32_t p = f.at(x, y);
    int32_t& here = label[static_cast<size_t>(p)];
    uint32_t best = cost(x, y, here, none);
    constexpr int32_t step[8][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {3, 3}, {-3, 3}, {3, -3}, {-3, -3}};
    for (const auto& [dx, dy] : step) {
      const int32_t qx = x + dx, qy = y + dy;
      if (qx < 0 || qy < 0 || qx >= f.width || qy >= f.height) continue;
      const int32_t neighbour = label[static_cast<size_t>(f.at(qx, qy))];
      if (neighbour < 0) continue;
      const int32_t sx = neighbour % f.width - dx, sy = neighbour / f.width - dy;
      if (sx < 0 || sy < 0 || sx >= f.width || sy >= f.height) continue;
      const int32_t candidate = f.at(sx, sy);
      if (candidate == here || f.barred[static_cast<size_t>(candidate)]) continue;
      const uint32_t c = cost(x, y, candidate, best);
      if (c < best) best = c, here = candidate;
    }
  }
};

}  // namespace

std::vector<int32_t> seam_labels(const FillField& f, int32_t sweeps, const Job& job) {
  std::vector<int32_t> label(f.hole.size(), -1);
  const int32_t y1 = std::min(f.height, f.y1 + patch_side), x1 = std::min(f.width, f.x1 + patch_side);
  for (int32_t y = f.y0; y < y1; ++y)
    for (int32_t x = f.x0; x < x1; ++x) {
      if (!f.hole[static_cast<size_t>(f.at(x, y))]) continue;
      const int32_t t = f.at(std::clamp(x - patch_centre, 0, f.width - patch_side),
                             std::clamp(y - patch_centre, 0, f.height - patch_side));
      label[static_cast<size_t>(f.at(x, y))] = f.match[static_cast<size_t>(t)] + (f.at(x, y) - t);
    }
  Seams seams{f, label, SFUMATO_PICK(patch_distance)};
  const int32_t bands = (y1 - f.y0 + band_rows - 1) / band_rows;
  for (int32_t sweep = 0; sweep < sweeps; ++sweep)
    for (int32_t odd = 0; odd < 2; ++odd)
      parallel_for((bands + 1 - odd) / 2, 1, job, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; ++k) {
          const int32_t first = f.y0 + (2 * static_cast<int32_t>(k) + odd) * band_rows;
          const int32_t last = std::min(first + band_rows, y1);
          for (int32_t j = first; j < last; ++j)
            for (int32_t i = f.x0; i < x1; ++i) {
              const int32_t y = sweep & 1 ? last - 1 - (j - first) : j, x = sweep & 1 ? x1 - 1 - (i - f.x0) : i;
              if (f.hole[static_cast<size_t>(f.at(x, y))]) seams.improve(x, y);
            }
        }
      });
  return label;
}

}  // namespace sfumato
