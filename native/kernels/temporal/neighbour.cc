// SPDX-License-Identifier: Apache-2.0
#include "temporal/neighbour.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sfumato/row.h"

namespace sfumato {
namespace {

// In parts of the noise of a patch at half size; there, noise has a tenth of its variance.
constexpr float nothing_alike = 60.0f;
// Pixels by which a vector may differ from the mean of its tile.
constexpr float farthest = 64.0f;
// Pixels that Catmull-Rom needs before and after.
constexpr int32_t before = 1, after = 3;

// The cells that a pixel lies between, along one axis, and its share of the second.
struct Between {
  int32_t first, second;
  float share;
};

Between cells_at(int32_t pixel, int32_t step, int32_t count) {
  const float place = (static_cast<float>(pixel) + 0.5f) / static_cast<float>(step) - 0.5f, low = std::floor(place);
  const int32_t i = static_cast<int32_t>(low);
  return {std::clamp(i, 0, count - 1), std::clamp(i + 1, 0, count - 1), place - low};
}

struct Extent {
  float least = std::numeric_limits<float>::max(), most = std::numeric_limits<float>::lowest();
  double sum = 0;
  void add(float v) {
    least = std::min(least, v);
    most = std::max(most, v);
    sum += static_cast<double>(v);
  }
  // Pixels [begin, end) that [begin, end) may move to, given the mean of `count` vectors.
  void move(int64_t count, int32_t& begin, int32_t& end) const {
    const float mean = static_cast<float>(sum / static_cast<double>(count));
    begin += static_cast<int32_t>(std::floor(std::max(least, mean - farthest))) - before;
    end += static_cast<int32_t>(std::ceil(std::min(most, mean + farthest))) + after;
  }
};

}  // namespace

void motion_row(const MotionField& motion, int32_t x, int32_t y, int32_t count, float* along_x, float* along_y) {
  const Between down = cells_at(y, motion.step, motion.rows);
  const auto mix = [](float a, float b, float share) { return a + share * (b - a); };
  const float* const planes[2] = {motion.x.data(), motion.y.data()};
  float* const out[2] = {along_x, along_y};
  for (int k = 0; k < 2; ++k) {
    const float* top = planes[k] + static_cast<ptrdiff_t>(down.first) * motion.columns;
    const float* bottom = planes[k] + static_cast<ptrdiff_t>(down.second) * motion.columns;
    const auto column = [&](int32_t i) { return mix(top[i], bottom[i], down.share); };
    for (int32_t i = 0; i < count;) {
      const Between across = cells_at(x + i, motion.step, motion.columns);
      const float a = column(across.first), b = column(across.second);
      float share = across.share;
      for (; i < count && share < 1.0f; ++i, share += 1.0f / static_cast<float>(motion.step))
        out[k][i] = mix(a, b, share);
    }
  }
}

NeighbourTile::NeighbourTile(const ConstImage& neighbour, const MotionField& motion, Rect r) {
  const int32_t left = cells_at(r.x, motion.step, motion.columns).first,
                right = cells_at(r.x + r.width - 1, motion.step, motion.columns).second,
                top = cells_at(r.y, motion.step, motion.rows).first,
                bottom = cells_at(r.y + r.height - 1, motion.step, motion.rows).second;
  Extent x, y;
  int64_t count = 0;
  for (int32_t j = top; j <= bottom; ++j)
    for (int32_t i = left; i <= right; ++i) {
      const size_t cell = static_cast<size_t>(j) * static_cast<size_t>(motion.columns) + static_cast<size_t>(i);
      if (!(motion.error[cell] < nothing_alike)) continue;
      x.add(motion.x[cell]);
      y.add(motion.y[cell]);
      ++count;
    }
  if (count == 0) return;
  int32_t x0 = r.x, x1 = r.x + r.width, y0 = r.y, y1 = r.y + r.height;
  x.move(count, x0, x1);
  y.move(count, y0, y1);
  x0 = std::max(x0, -before - 1);
  y0 = std::max(y0, -before - 1);
  x1 = std::min(x1, neighbour.width + after);
  y1 = std::min(y1, neighbour.height + after);
  if (x0 >= x1 || y0 >= y1) return;
  const int32_t inner0 = std::clamp(x0, 0, neighbour.width - 1), inner1 = std::clamp(x1, inner0 + 1, neighbour.width);
  part_.x = x0;
  part_.y = y0;
  part_.width = x1 - x0;
  part_.height = y1 - y0;
  part_.stride = static_cast<ptrdiff_t>(part_.width) * 4;
  block_.emplace(static_cast<size_t>(part_.stride) * static_cast<size_t>(part_.height));
  part_.pixels = block_->data();
  const int32_t channels = neighbour.channels, inner = inner1 - inner0;
  for (int32_t j = 0; j < part_.height; ++j) {
    float* row = block_->data() + j * part_.stride;
    float* from = row + static_cast<ptrdiff_t>(inner0 - x0) * 4;
    row_load(neighbour, inner0, std::clamp(y0 + j, 0, neighbour.height - 1), inner, from);
    // From the end, so that what is spread does not cover what is still to be read.
    for (int32_t i = inner - 1; i >= 0 && channels != 4; --i)
      for (int32_t c = 3; c >= 0; --c) from[4 * i + c] = c < channels ? from[channels * i + c] : 0.0f;
    for (int32_t i = 0; i < part_.width; ++i) {
      const int32_t edge = std::clamp(i, inner0 - x0, inner1 - x0 - 1);
      if (edge != i) std::copy_n(row + static_cast<ptrdiff_t>(edge) * 4, 4, row + static_cast<ptrdiff_t>(i) * 4);
    }
  }
}

}  // namespace sfumato
