// SPDX-License-Identifier: Apache-2.0
#include "fill/field.h"

#include <algorithm>
#include <limits>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t band_rows = 16;  // part of the result: bands are searched alternately, whatever the threads

// Marks top-left pixels whose patch holds any pixel of `plane`, by two running counts.
std::vector<uint8_t> touches(const std::vector<uint8_t>& plane, int32_t width, int32_t height) {
  std::vector<uint8_t> rows(plane.size()), out(plane.size());
  for (int32_t y = 0; y < height; ++y) {
    int32_t count = 0;
    const uint8_t* in = plane.data() + static_cast<size_t>(y) * width;
    for (int32_t x = width - 1; x >= 0; --x) {
      count += in[x] != 0;
      if (x + patch_side < width) count -= in[x + patch_side] != 0;
      rows[static_cast<size_t>(y) * width + x] = count > 0;
    }
  }
  std::vector<int32_t> counts(static_cast<size_t>(width));
  for (int32_t y = height - 1; y >= 0; --y)
    for (int32_t x = 0; x < width; ++x) {
      const size_t i = static_cast<size_t>(y) * width + x;
      int32_t& count = counts[static_cast<size_t>(x)];
      count += rows[i];
      if (y + patch_side < height) count -= rows[i + static_cast<size_t>(patch_side) * width];
      out[i] = count > 0;
    }
  return out;
}

struct Search {
  FillField& f;
  PatchDistance distance;
  uint32_t seed;

  void consider(int32_t target, int32_t source) {
    const uint32_t best = f.cost[static_cast<size_t>(target)];
    const uint32_t penalty = f.penalty(target, source);
    if (source == f.match[static_cast<size_t>(target)] || penalty >= best) return;
    const uint32_t d = distance(f.pixel(target), f.pixel(source), f.row_bytes(), best - penalty) + penalty;
    if (d < best) {
      f.cost[static_cast<size_t>(target)] = d;
      f.match[static_cast<size_t>(target)] = source;
    }
  }

  void neighbour(int32_t x, int32_t y, int32_t dx, int32_t dy) {
    const int32_t nx = x - dx, ny = y - dy;
    if (nx < 0 || ny < 0 || nx >= f.width || ny >= f.height || !f.is_target[static_cast<size_t>(f.at(nx, ny))]) return;
    const int32_t q = f.match[static_cast<size_t>(f.at(nx, ny))];
    const int32_t sx = q % f.width + dx, sy = q / f.width + dy;
    if (f.source_at(sx, sy)) consider(f.at(x, y), f.at(sx, sy));
  }

  void jump(int32_t x, int32_t y, uint32_t pass) {
    const int32_t target = f.at(x, y);
    uint32_t draw = 0;
    for (int32_t radius = std::max(f.width, f.height); radius >= 1; radius /= 2) {
      const uint32_t r = fill_noise(seed, static_cast<uint32_t>(target), pass * 64u + draw++);
      const int32_t q = f.match[static_cast<size_t>(target)];
      const int32_t span = 2 * radius + 1;
      const int32_t sx = q % f.width - radius + static_cast<int32_t>((r & 0xffff) * static_cast<uint32_t>(span) >> 16);
      const int32_t sy = q / f.width - radius + static_cast<int32_t>((r >> 16) * static_cast<uint32_t>(span) >> 16);
      if (f.source_at(sx, sy)) consider(target, f.at(sx, sy));
    }
  }

  void rows(int32_t y0, int32_t y1, uint32_t pass) {
    const bool back = pass & 1;
    for (int32_t j = y0; j < y1; ++j) {
      const int32_t y = back ? y1 - 1 - (j - y0) : j;
      for (int32_t i = f.x0; i < f.x1; ++i) {
        const int32_t x = back ? f.x1 - 1 - (i - f.x0) : i;
        if (!f.is_target[static_cast<size_t>(f.at(x, y))]) continue;
        const int32_t s = back ? -1 : 1;
        neighbour(x, y, s, 0);
        neighbour(x, y, 0, s);
        jump(x, y, pass);
      }
    }
  }
};

}  // namespace

std::vector<int32_t> hole_depths(const std::vector<uint8_t>& hole, int32_t width, int32_t height) {
  const int32_t far = 1 << 24;
  std::vector<int32_t> d(hole.size());
  for (size_t i = 0; i < hole.size(); ++i) d[i] = hole[i] ? far : 0;
  auto relax = [&](int32_t x, int32_t y, int32_t dx, int32_t dy, int32_t step) {
    if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) return;
    int32_t& here = d[static_cast<size_t>(y) * width + x];
    here = std::min(here, d[static_cast<size_t>(y + dy) * width + x + dx] + step);
  };
  for (int32_t y = 0; y < height; ++y)
    for (int32_t x = 0; x < width; ++x) {
      relax(x, y, -1, 0, 3), relax(x, y, 0, -1, 3), relax(x, y, -1, -1, 4), relax(x, y, 1, -1, 4);
    }
  for (int32_t y = height - 1; y >= 0; --y)
    for (int32_t x = width - 1; x >= 0; --x) {
      relax(x, y, 1, 0, 3), relax(x, y, 0, 1, 3), relax(x, y, 1, 1, 4), relax(x, y, -1, 1, 4);
    }
  for (int32_t& v : d) v = (v + 2) / 3;
  return d;
}

void field_prepare(FillField& f) {
  const std::vector<uint8_t> dirty = touches(f.barred, f.width, f.height);
  f.is_target = touches(f.hole, f.width, f.height);
  f.is_source.assign(dirty.size(), 0);
  f.sources.clear();
  f.x0 = f.width, f.y0 = f.height, f.x1 = f.y1 = 0;
  for (int32_t y = 0; y < f.height; ++y)
    for (int32_t x = 0; x < f.width; ++x) {
      const size_t i = static_cast<size_t>(f.at(x, y));
      const bool inside = x <= f.width - patch_side && y <= f.height - patch_side;
      f.is_target[i] = f.is_target[i] && inside;
      f.is_source[i] = !dirty[i] && inside;
      if (f.is_source[i]) f.sources.push_back(f.at(x, y));
      if (!f.is_target[i]) continue;
      f.x0 = std::min(f.x0, x), f.x1 = std::max(f.x1, x + 1);
      f.y0 = std::min(f.y0, y), f.y1 = std::max(f.y1, y + 1);
    }
  f.depth = hole_depths(f.hole, f.width, f.height);
  f.match.assign(dirty.size(), -1);
  f.cost.assign(dirty.size(), std::numeric_limits<uint32_t>::max());
}

void field_scatter(FillField& f, uint32_t seed, const Job& job) {
  parallel_for(f.y1 - f.y0, band_rows, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = f.y0 + static_cast<int32_t>(begin); y < f.y0 + static_cast<int32_t>(end); ++y)
      for (int32_t x = f.x0; x < f.x1; ++x) {
        const size_t i = static_cast<size_t>(f.at(x, y));
        if (f.is_target[i]) f.match[i] = f.sources[fill_noise(seed, static_cast<uint32_t>(i), 0) % f.sources.size()];
      }
  });
}

void field_refine(FillField& f, const FillField& coarse, uint32_t seed, const Job& job) {
  constexpr int32_t around[9][2] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};
  parallel_for(f.y1 - f.y0, band_rows, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = f.y0 + static_cast<int32_t>(begin); y < f.y0 + static_cast<int32_t>(end); ++y)
      for (int32_t x = f.x0; x < f.x1; ++x) {
        const size_t i = static_cast<size_t>(f.at(x, y));
        if (!f.is_target[i]) continue;
        // The coarse patch whose centre covers this patch's centre.
        const int32_t cx = std::clamp((x + patch_centre) / 2 - patch_centre, coarse.x0, coarse.x1 - 1);
        const int32_t cy = std::clamp((y + patch_centre) / 2 - patch_centre, coarse.y0, coarse.y1 - 1);
        f.match[i] = f.sources[fill_noise(seed, static_cast<uint32_t>(i), 1) % f.sources.size()];
        for (const auto& [dx, dy] : around) {
          const int32_t ox = cx + dx, oy = cy + dy;
          if (ox < 0 || oy < 0 || ox >= coarse.width || oy >= coarse.height) continue;
          const int32_t q = coarse.match[static_cast<size_t>(coarse.at(ox, oy))];
          if (q < 0) continue;
          const int32_t sx = x + 2 * (q % coarse.width - ox), sy = y + 2 * (q / coarse.width - oy);
          if (!f.source_at(sx, sy)) continue;
          f.match[i] = f.at(sx, sy);
          break;
        }
      }
  });
}

void field_search(FillField& f, int32_t passes, uint32_t seed, const Job& job) {
  const PatchDistance distance = SFUMATO_PICK(patch_distance);
  const uint32_t unlimited = std::numeric_limits<uint32_t>::max();
  parallel_for(f.y1 - f.y0, band_rows, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = f.y0 + static_cast<int32_t>(begin); y < f.y0 + static_cast<int32_t>(end); ++y)
      for (int32_t i = f.at(f.x0, y); i < f.at(f.x1, y); ++i) {
        const int32_t q = f.match[static_cast<size_t>(i)];
        if (!f.is_target[static_cast<size_t>(i)]) continue;
        f.cost[static_cast<size_t>(i)] =
            distance(f.pixel(i), f.pixel(q), f.row_bytes(), unlimited) + f.penalty(i, q);
      }
  });
  const int32_t bands = (f.y1 - f.y0 + band_rows - 1) / band_rows;
  for (int32_t pass = 0; pass < passes; ++pass)
    for (int32_t odd = 0; odd < 2; ++odd)
      parallel_for((bands + 1 - odd) / 2, 1, job, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; ++k) {
          const int32_t y = f.y0 + (2 * static_cast<int32_t>(k) + odd) * band_rows;
          Search{f, distance, seed}.rows(y, std::min(y + band_rows, f.y1), static_cast<uint32_t>(pass));
        }
      });
}

}  // namespace sfumato
