// SPDX-License-Identifier: Apache-2.0
#include "motion/pyramid.h"

#include <algorithm>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t smallest_side = 16;
constexpr int32_t rows_at_once = 32;

// Repeats the border of rows [begin, end), and above and below where they are the first or last.
void fill_margins(MotionPyramid::Level& level, int32_t begin, int32_t end) {
  for (int32_t y = begin; y < end; ++y) {
    float* row = level.row(y);
    std::fill(row - motion_margin, row, row[0]);
    std::fill(row + level.width, row + level.width + motion_margin, row[level.width - 1]);
  }
  const auto repeat = [&](int32_t from, int32_t to) {
    const float* source = level.row(from) - motion_margin;
    std::copy(source, source + level.width + 2 * motion_margin, level.row(to) - motion_margin);
  };
  for (int32_t k = 1; begin == 0 && k <= motion_margin; ++k) repeat(0, -k);
  for (int32_t k = 0; end == level.height && k < motion_margin; ++k) repeat(level.height - 1, level.height + k);
}

void fill_first(const ConstImage& image, bool linear, MotionPyramid::Level& level, const Job& job) {
  const int32_t planes = image.channels == 1 ? 1 : 3;
  parallel_for(image.height, rows_at_once, job, [&](int64_t begin, int64_t end) {
    const Scratch<float> line(static_cast<size_t>(image.width) * static_cast<size_t>(image.channels));
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load_planar(image, 0, y, image.width, line.data(), image.width);
      SFUMATO_PICK(brightness_row)(line.data(), image.width, planes, linear, image.width, level.row(y));
    }
    fill_margins(level, static_cast<int32_t>(begin), static_cast<int32_t>(end));
  });
}

void fill_half(MotionPyramid::Level& from, MotionPyramid::Level& to, const Job& job) {
  parallel_for(to.height, rows_at_once, job, [&](int64_t begin, int64_t end) {
    const Scratch<float> sums(2 * static_cast<size_t>(to.width) + 18);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      const float* rows[4];
      for (int32_t k = 0; k < 4; ++k) rows[k] = from.row(2 * y - 1 + k);
      SFUMATO_PICK(halve_rows)(rows, to.width, sums.data(), to.row(y));
    }
    fill_margins(to, static_cast<int32_t>(begin), static_cast<int32_t>(end));
  });
}

}  // namespace

MotionPyramid::Level::Level(int32_t w, int32_t h)
    : width(w),
      height(h),
      stride((w + 2 * motion_margin + 15) / 16 * 16),
      block(static_cast<size_t>(stride) * static_cast<size_t>(h + 2 * motion_margin)) {}

MotionPyramid::MotionPyramid(const ConstImage& image, bool linear, const Job& job) : state_(std::make_unique<State>()) {
  state_->channels = image.channels;
  std::deque<Level>& levels = state_->levels;
  int32_t width = image.width, height = image.height;
  size_t count = 1;
  for (int32_t side = std::min(width, height); side / 2 >= smallest_side; side /= 2) ++count;
  levels.emplace_back(width, height);
  fill_first(image, linear, levels[0], job);
  for (size_t i = 1; i < count; ++i) {
    width = (width + 1) / 2;
    height = (height + 1) / 2;
    levels.emplace_back(width, height);
    fill_half(levels[i - 1], levels[i], job);
  }
}

MotionPyramid::MotionPyramid(MotionPyramid&&) noexcept = default;
MotionPyramid::~MotionPyramid() = default;
const std::deque<MotionPyramid::Level>& MotionPyramid::levels() const { return state_->levels; }
int32_t MotionPyramid::channels() const { return state_->channels; }

}  // namespace sfumato
