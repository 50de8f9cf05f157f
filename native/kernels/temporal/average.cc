// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/scratch.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"
#include "sfumato/temporal.h"
#include "temporal/neighbour.h"
#include "temporal/stages.h"

namespace sfumato {
namespace {

constexpr int32_t tile_width = 256, tile_height = 64;

int32_t padded(int32_t n) { return (n + 15) / 16 * 16 + 16; }

Agreement agreement_of(const TemporalOptions& options, int32_t planes) {
  Agreement a{};
  for (int32_t c = 0; c < planes; ++c) {
    const NoiseLevel& level = options.level[c];
    a.slope[c] = level.slope;
    a.offset[c] = level.offset;
    // As in denoise_image: the law says little where it nears zero.
    a.floor[c] = std::max(0.04f * (level.slope * 0.5f + level.offset), 1e-10f);
  }
  a.coarseness2 = options.coarseness * options.coarseness;
  a.low2 = options.low_frequencies * options.low_frequencies;
  return a;
}

// What all tiles of a call share.
struct Plan {
  const ConstImage& frame;
  const std::vector<ConstImage>& neighbours;
  const std::vector<MotionField>& motion;
  const TemporalOptions& options;
  Agreement agreement;
  int32_t planes;
};

// A tile with its border, in planes; rows and columns outside the frame repeat those at its edge.
class TileWork {
 public:
  TileWork(const Plan& plan, Rect tile)
      : plan_(plan),
        tile_(tile),
        stride_(padded(tile.width + 2 * window_reach)),
        rows_(tile.height + 2 * window_reach),
        plane_(stride_ * rows_),
        sum_plane_(stride_ * tile.height),
        block_(static_cast<size_t>(plane_) * (4 + 3 + 3) + static_cast<size_t>(sum_plane_) * 5 +
               static_cast<size_t>(stride_) * 6) {
    float* at = block_.data();
    const auto next = [&](ptrdiff_t count) { return std::exchange(at, at + count); };
    frame_ = next(4 * plane_);
    other_ = next(3 * plane_);
    left_ = next(plane_);
    squared_ = next(plane_);
    signed_ = next(plane_);
    sum_ = next(3 * sum_plane_);
    weight_ = next(sum_plane_);
    variance_ = next(sum_plane_);
    displacement_ = next(2 * stride_);
    scratch_ = next(4 * stride_);
    // Vectors may reach into what follows a row's last pixel.
    std::memset(block_.data(), 0, static_cast<size_t>(at - block_.data()) * sizeof(float));
    load_frame();
  }

  void add(size_t neighbour) {
    const MotionField& motion = plan_.motion[neighbour];
    const Rect inner = inside();
    const NeighbourTile moved(plan_.neighbours[neighbour], motion, inner);
    if (moved.empty()) return;
    for (int32_t y = inner.y; y < inner.y + inner.height; ++y) compare(moved, motion, inner, y);
    repeat_border(inner);
    for (int32_t y = 0; y < tile_.height; ++y) weigh(y);
  }

  void finish(const Image& out, const Image& remaining) {
    for (int32_t y = 0; y < tile_.height; ++y) {
      FinishedRow row;
      row.frame = frame_ + (y + window_reach) * stride_ + window_reach;
      row.plane = plane_;
      row.sum = sum_ + y * stride_;
      row.weight = weight_ + y * stride_;
      row.variance = variance_ + y * stride_;
      row.sum_plane = sum_plane_;
      row.planes = plan_.planes;
      row.count = tile_.width;
      row.luma = plan_.options.luma;
      row.chroma = plan_.options.chroma;
      SFUMATO_PICK(finish_row)(row);
      store(out, remaining, row, y);
    }
  }

 private:
  // The part of the tile with its border that lies in the frame.
  Rect inside() const {
    const int32_t x = std::max(tile_.x - window_reach, 0), y = std::max(tile_.y - window_reach, 0);
    return {x, y, std::min(tile_.x + tile_.width + window_reach, plan_.frame.width) - x,
            std::min(tile_.y + tile_.height + window_reach, plan_.frame.height) - y};
  }

  // Where pixel (x, y) of the frame lies in a plane.
  ptrdiff_t at(int32_t x, int32_t y) const {
    return (y - tile_.y + window_reach) * stride_ + (x - tile_.x + window_reach);
  }

  void load_frame() {
    const Rect inner = inside();
    for (int32_t y = inner.y; y < inner.y + inner.height; ++y)
      row_load_planar(plan_.frame, inner.x, y, inner.width, frame_ + at(inner.x, y), plane_);
    for (int32_t y = 0; y < tile_.height; ++y) {
      const ptrdiff_t from = (y + window_reach) * stride_ + window_reach, to = y * stride_;
      for (int32_t c = 0; c < plan_.planes; ++c)
        std::copy_n(frame_ + c * plane_ + from, tile_.width, sum_ + c * sum_plane_ + to);
      std::fill_n(weight_ + to, stride_, 1.0f);
      std::fill_n(variance_ + to, stride_, 1.0f);
    }
  }

  void compare(const NeighbourTile& moved, const MotionField& motion, const Rect& inner, int32_t y) {
    const ptrdiff_t place = at(inner.x, y);
    motion_row(motion, inner.x, y, inner.width, displacement_, displacement_ + stride_);
    SampledRow sampled;
    sampled.part = &moved.part();
    sampled.x = inner.x;
    sampled.y = y;
    sampled.count = inner.width;
    sampled.planes = plan_.planes;
    sampled.width = plan_.frame.width;
    sampled.height = plan_.frame.height;
    sampled.displacement_x = displacement_;
    sampled.displacement_y = displacement_ + stride_;
    sampled.out = other_ + place;
    sampled.plane = plane_;
    sampled.left = left_ + place;
    SFUMATO_PICK(sample_row)(sampled);
    ComparedRow compared;
    compared.frame = frame_ + place;
    compared.other = other_ + place;
    compared.left = left_ + place;
    compared.plane = plane_;
    compared.planes = plan_.planes;
    compared.count = inner.width;
    compared.squared = squared_ + place;
    compared.signed_sum = signed_ + place;
    SFUMATO_PICK(compare_row)(compared, plan_.agreement);
  }

  void repeat_border(const Rect& inner) {
    for (float* plane : {squared_, signed_}) {
      for (int32_t y = inner.y; y < inner.y + inner.height; ++y) {
        float* row = plane + at(inner.x, y);
        std::fill(plane + at(tile_.x - window_reach, y), row, row[0]);
        std::fill(row + inner.width, plane + at(tile_.x + tile_.width + window_reach, y), row[inner.width - 1]);
      }
      const auto copy = [&](int32_t from, int32_t to) {
        std::copy_n(plane + at(tile_.x - window_reach, from), tile_.width + 2 * window_reach,
                    plane + at(tile_.x - window_reach, to));
      };
      for (int32_t y = tile_.y - window_reach; y < inner.y; ++y) copy(inner.y, y);
      const int32_t last = inner.y + inner.height - 1;
      for (int32_t y = last + 1; y < tile_.y + tile_.height + window_reach; ++y) copy(last, y);
    }
  }

  void weigh(int32_t y) {
    const ptrdiff_t centre = (y + window_reach) * stride_ + window_reach;
    WeighedRow row;
    row.squared = squared_ + y * stride_;
    row.signed_sum = signed_ + y * stride_;
    row.stride = stride_;
    row.count = tile_.width;
    row.planes = plan_.planes;
    row.other = other_ + centre;
    row.left = left_ + centre;
    row.plane = plane_;
    row.sum = sum_ + y * stride_;
    row.weight = weight_ + y * stride_;
    row.variance = variance_ + y * stride_;
    row.sum_plane = sum_plane_;
    row.scratch = scratch_;
    SFUMATO_PICK(weigh_row)(row, plan_.agreement.low2);
  }

  void store(const Image& out, const Image& remaining, const FinishedRow& row, int32_t y) {
    const int32_t channels = out.channels;
    if (channels == 4) {
      // The row's own planes with alpha behind them: the frame's planes are not needed any more.
      float* line = frame_ + (y + window_reach) * stride_ + window_reach;
      for (int32_t c = 0; c < 3; ++c) std::copy_n(row.sum + c * sum_plane_, tile_.width, line + c * plane_);
      row_store_planar(out, tile_.x, tile_.y + y, tile_.width, line, plane_);
    } else {
      row_store_planar(out, tile_.x, tile_.y + y, tile_.width, row.sum, sum_plane_);
    }
    row_store(remaining, tile_.x, tile_.y + y, tile_.width, row.variance);
  }

  const Plan& plan_;
  Rect tile_;
  ptrdiff_t stride_, rows_, plane_, sum_plane_;
  Scratch<float> block_;
  float *frame_, *other_, *left_, *squared_, *signed_, *sum_, *weight_, *variance_, *displacement_, *scratch_;
};

void require_alike(const ConstImage& frame, const ConstImage& other, const char* name) {
  if (frame.width != other.width || frame.height != other.height || frame.channels != other.channels)
    throw std::invalid_argument(std::string("Expected the frame's size and channels for ") + name);
}

// The deviation that the frames' middle values have, for the motion estimate.
float typical_noise(const TemporalOptions& options, int32_t planes) {
  float variance = 0;
  for (int32_t c = 0; c < planes; ++c)
    variance += std::max(options.level[c].slope * 0.4f + options.level[c].offset, 0.0f);
  return options.low_frequencies * std::sqrt(variance / static_cast<float>(planes));
}

}  // namespace

void temporal_average(const ConstImage& frame, const std::vector<ConstImage>& neighbours, const Image& out,
                      const Image& remaining, const TemporalOptions& options, const Job& job) {
  require_alike(frame, out, "out");
  for (const ConstImage& neighbour : neighbours) require_alike(frame, neighbour, "a neighbour");
  if (remaining.width != frame.width || remaining.height != frame.height || remaining.channels != 1 ||
      remaining.dtype != DType::f32)
    throw std::invalid_argument("Expected one channel of f32 of the frame's size for remaining");
  const int32_t planes = frame.channels == 1 ? 1 : 3;
  std::vector<MotionField> motion;
  if (!neighbours.empty()) {
    const MotionPyramid pyramid(frame, options.linear, job);
    const MotionOptions search = {typical_noise(options, planes), options.linear};
    for (const ConstImage& neighbour : neighbours) {
      motion.push_back(motion_estimate(pyramid, MotionPyramid(neighbour, options.linear, job), search, job));
      job.report(0.4 * static_cast<double>(motion.size()) / static_cast<double>(neighbours.size()));
    }
  }
  const Plan plan = {frame, neighbours, motion, options, agreement_of(options, planes), planes};
  const int64_t across = (frame.width + tile_width - 1) / tile_width;
  const int64_t down = (frame.height + tile_height - 1) / tile_height;
  std::atomic<int64_t> done{0};
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int32_t x = static_cast<int32_t>(i % across) * tile_width,
                    y = static_cast<int32_t>(i / across) * tile_height;
      TileWork work(plan, {x, y, std::min(tile_width, frame.width - x), std::min(tile_height, frame.height - y)});
      for (size_t k = 0; k < neighbours.size(); ++k) {
        job.check();
        work.add(k);
      }
      work.finish(out, remaining);
      job.report(0.4 + 0.6 * static_cast<double>(++done) / static_cast<double>(across * down));
    }
  });
}

}  // namespace sfumato
