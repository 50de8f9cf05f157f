// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "motion/patch.h"
#include "motion/pyramid.h"
#include "sfumato/parallel.h"

namespace sfumato {
namespace {

// Whole pixels of the coarsest level.
constexpr int32_t reach = 3;
// A frame with a side under this is searched at full size.
constexpr int32_t small_side = 128;
constexpr float least_noise = 0.001f;
// Of the noise of adjacent pixels after (1 3 3 1) / 8: 6 / 20, and about that at each further level.
constexpr float halves_correlation = 0.3f;

struct Cells {
  Cells(int32_t c, int32_t r) : columns(c), rows(r) {
    for (auto* v : {&x, &y, &error}) v->resize(static_cast<size_t>(c) * static_cast<size_t>(r));
  }
  CellField field() { return {x.data(), y.data(), error.data(), columns, rows}; }

  int32_t columns, rows;
  std::vector<float> x, y, error;
};

// Variance of the difference of two pixels of a level: a level's filter keeps 0.0977 of white noise's variance, and
// about a quarter of what the one before left.
float noise_of(float deviation, int32_t channels, size_t level) {
  const float grey = std::max(deviation, least_noise) * (channels == 1 ? 1.0f : std::sqrt(1.0f / 3));
  const float kept = level == 0 ? 1.0f : 0.0977f * std::pow(0.23f, static_cast<float>(level - 1));
  return 2 * grey * grey * kept;
}

}  // namespace

MotionField motion_estimate(const MotionPyramid& frame, const MotionPyramid& other, const MotionOptions& options,
                            const Job& job) {
  const auto &of = frame.levels(), &in = other.levels();
  if (of[0].width != in[0].width || of[0].height != in[0].height)
    throw std::invalid_argument("Expected frames of one size");
  const size_t finest = std::min(of[0].width, of[0].height) < small_side ? 0 : 1;
  Cells above(0, 0);
  for (size_t level = of.size(); level-- > finest;) {
    PatchRow shared;
    shared.frame = of[level].pixels();
    shared.other = in[level].pixels();
    shared.stride = of[level].stride;
    shared.width = of[level].width;
    shared.height = of[level].height;
    shared.noise = noise_of(options.noise, frame.channels(), level);
    shared.correlation = level == 0 ? 0.0f : halves_correlation;
    Cells found((shared.width + cell_step - 1) / cell_step, (shared.height + cell_step - 1) / cell_step), calm = found;
    const bool coarsest = level + 1 == of.size();
    const auto each_row = [&](auto&& work) {
      parallel_for(found.rows, 4, job, [&](int64_t begin, int64_t end) {
        PatchRow row = shared;
        for (row.row = static_cast<int32_t>(begin); row.row < end; ++row.row) work(row);
      });
    };
    each_row([&](PatchRow& row) {
      row.known = above.field();
      row.found = found.field();
      if (coarsest)
        SFUMATO_PICK(search_patches)(row, reach);
      else
        SFUMATO_PICK(follow_patches)(row);
    });
    each_row([&](PatchRow& row) {
      row.known = found.field();
      row.found = calm.field();
      SFUMATO_PICK(settle_patches)(row);
    });
    above = std::move(calm);
  }
  const float scale = static_cast<float>(1 << finest);
  for (auto* v : {&above.x, &above.y})
    for (float& d : *v) d *= scale;
  return {cell_step << finest, above.columns,      above.rows,
          std::move(above.x),  std::move(above.y), std::move(above.error)};
}

MotionField motion_estimate(const ConstImage& frame, const ConstImage& other, const MotionOptions& options,
                            const Job& job) {
  return motion_estimate(MotionPyramid(frame, options.linear, job), MotionPyramid(other, options.linear, job), options,
                         job);
}

}  // namespace sfumato
