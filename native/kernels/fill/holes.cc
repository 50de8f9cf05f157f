// SPDX-License-Identifier: Apache-2.0
#include "fill/holes.h"

#include <algorithm>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

HoleMap find_holes(const ConstImage& mask, const Job& job) {
  HoleMap map;
  const int32_t across = (mask.width + hole_cell - 1) / hole_cell, down = (mask.height + hole_cell - 1) / hole_cell;
  map.cells_across = across;
  map.cell.assign(static_cast<size_t>(across) * down, -1);
  std::vector<Rect> used(map.cell.size());  // tight bounds within each cell; width 0: empty
  parallel_for(down, 4, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(mask.width));
    for (int32_t y = static_cast<int32_t>(begin) * hole_cell; y < std::min<int64_t>(end * hole_cell, mask.height); ++y) {
      row_load(mask, 0, y, mask.width, row.data());
      for (int32_t x = 0; x < mask.width; ++x) {
        if (!(row[static_cast<size_t>(x)] > 0.0f)) continue;
        Rect& r = used[static_cast<size_t>(y / hole_cell) * across + x / hole_cell];
        if (r.width == 0) {
          r = {x, y, 1, 1};
          continue;
        }
        const int32_t x0 = std::min(r.x, x), x1 = std::max(r.x + r.width, x + 1);
        r = {x0, r.y, x1 - x0, y + 1 - r.y};
      }
    }
  });
  std::vector<int32_t> queue;
  for (int32_t start = 0; start < static_cast<int32_t>(map.cell.size()); ++start) {
    if (used[static_cast<size_t>(start)].width == 0 || map.cell[static_cast<size_t>(start)] >= 0) continue;
    const int32_t id = static_cast<int32_t>(map.holes.size());
    int32_t x0 = mask.width, y0 = mask.height, x1 = 0, y1 = 0;
    map.cell[static_cast<size_t>(start)] = id;
    queue.assign(1, start);
    while (!queue.empty()) {
      const int32_t c = queue.back();
      queue.pop_back();
      const Rect& r = used[static_cast<size_t>(c)];
      x0 = std::min(x0, r.x), x1 = std::max(x1, r.x + r.width);
      y0 = std::min(y0, r.y), y1 = std::max(y1, r.y + r.height);
      for (int32_t dy = -1; dy <= 1; ++dy)
        for (int32_t dx = -1; dx <= 1; ++dx) {
          const int32_t cx = c % across + dx, cy = c / across + dy;
          if (cx < 0 || cy < 0 || cx >= across || cy >= down) continue;
          const int32_t n = cy * across + cx;
          if (used[static_cast<size_t>(n)].width == 0 || map.cell[static_cast<size_t>(n)] >= 0) continue;
          map.cell[static_cast<size_t>(n)] = id;
          queue.push_back(n);
        }
    }
    map.holes.push_back({x0, y0, x1 - x0, y1 - y0});
  }
  return map;
}

}  // namespace sfumato
