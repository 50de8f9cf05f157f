// SPDX-License-Identifier: Apache-2.0
#include "temporal/tile_average.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "sfumato/row.h"

namespace sfumato {
namespace {

int32_t padded(int32_t n) { return (n + 15) / 16 * 16 + 16; }

}  // namespace

TileAverage::TileAverage(const AveragePlan& plan, Rect tile)
    : plan_(plan),
      tile_(tile),
      stride_(padded(tile.width + 2 * window_reach)),
      rows_(tile.height + 2 * window_reach),
      plane_(stride_ * rows_),
      sum_plane_(stride_ * tile.height),
      block_(static_cast<size_t>(plane_) * (4 + 3 + 3) + static_cast<size_t>(sum_plane_) * 6 +
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
  shared_ = next(sum_plane_);
  displacement_ = next(2 * stride_);
  scratch_ = next(4 * stride_);
  // Vectors may reach into what follows a row's last pixel.
  std::memset(block_.data(), 0, static_cast<size_t>(at - block_.data()) * sizeof(float));
  load_frame();
}

// The part of the tile with its border that lies in the frame.
Rect TileAverage::inside() const {
  const int32_t x = std::max(tile_.x - window_reach, 0), y = std::max(tile_.y - window_reach, 0);
  return {x, y, std::min(tile_.x + tile_.width + window_reach, plan_.frame.width) - x,
          std::min(tile_.y + tile_.height + window_reach, plan_.frame.height) - y};
}

// Where pixel (x, y) of the frame lies in a plane.
ptrdiff_t TileAverage::at(int32_t x, int32_t y) const {
  return (y - tile_.y + window_reach) * stride_ + (x - tile_.x + window_reach);
}

void TileAverage::load_frame() {
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

// False where no part of the tile is like the neighbour.
bool TileAverage::compare(size_t neighbour) {
  const MotionField& motion = plan_.motion[neighbour];
  const Rect inner = inside();
  const NeighbourTile moved(plan_.neighbours[neighbour], motion, inner);
  if (moved.empty()) return false;
  for (int32_t y = inner.y; y < inner.y + inner.height; ++y) compare_row_of(moved, motion, inner, y);
  repeat_border(inner);
  return true;
}

void TileAverage::add(size_t neighbour) {
  if (!compare(neighbour)) return;
  for (int32_t y = 0; y < tile_.height; ++y) weigh(y);
}

void TileAverage::measure(size_t neighbour, std::vector<float>* found) {
  if (!compare(neighbour)) return;
  const Agreement& noise = plan_.agreement;
  constexpr float area = window_side * window_side;
  // Nearer to 0 and 1, clipping changes the noise.
  const float margin = 2.5f * std::sqrt(noise.slope[0] * 0.5f + noise.offset[0]);
  for (int32_t c = 0; c < plan_.planes; ++c)
    for (int32_t y = 0; y + window_side <= tile_.height; y += window_side)
      for (int32_t x = 0; x + window_side <= tile_.width; x += window_side) {
        float squared = 0, sum = 0, left = 0;
        bool outside = false;
        for (int32_t j = 0; j < window_side; ++j)
          for (int32_t i = 0; i < window_side; ++i) {
            const ptrdiff_t k = at(tile_.x + x + i, tile_.y + y + j);
            const float a = frame_[c * plane_ + k], difference = other_[c * plane_ + k] - a;
            outside = outside || left_[k] < 0 || squared_[k] >= never_alike;
            squared += difference * difference;
            sum += a;
            left += left_[k];
          }
        const float mean = sum / area;
        if (outside || !(mean > margin && mean < 1 - margin)) continue;
        const float variance = std::max(noise.slope[c] * mean + noise.offset[c], noise.floor[c]) * noise.coarseness2;
        found[c].push_back(squared / (area + left) / variance);
      }
}

void TileAverage::compare_row_of(const NeighbourTile& moved, const MotionField& motion, const Rect& inner, int32_t y) {
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

void TileAverage::repeat_border(const Rect& inner) {
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

void TileAverage::weigh(int32_t y) {
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
  row.shared = shared_ + y * stride_;
  row.sum_plane = sum_plane_;
  row.scratch = scratch_;
  SFUMATO_PICK(weigh_row)(row, plan_.agreement.low2);
}

void TileAverage::finish(const Image& out, const Image& remaining) {
  for (int32_t y = 0; y < tile_.height; ++y) {
    FinishedRow row;
    row.frame = frame_ + (y + window_reach) * stride_ + window_reach;
    row.plane = plane_;
    row.sum = sum_ + y * stride_;
    row.weight = weight_ + y * stride_;
    row.variance = variance_ + y * stride_;
    row.shared = shared_ + y * stride_;
    row.shared = shared_ + y * stride_;
    row.sum_plane = sum_plane_;
    row.planes = plan_.planes;
    row.count = tile_.width;
    row.luma = plan_.options.luma;
    row.chroma = plan_.options.chroma;
    SFUMATO_PICK(finish_row)(row);
    store(out, remaining, row.sum, row.variance, y);
  }
}

void TileAverage::store(const Image& out, const Image& remaining, const float* sum, const float* variance, int32_t y) {
  const int32_t channels = out.channels;
  if (channels == 4) {
    // The row's own planes with alpha behind them: the frame's planes are not needed any more.
    float* line = frame_ + (y + window_reach) * stride_ + window_reach;
    for (int32_t c = 0; c < 3; ++c) std::copy_n(sum + c * sum_plane_, tile_.width, line + c * plane_);
    row_store_planar(out, tile_.x, tile_.y + y, tile_.width, line, plane_);
  } else {
    row_store_planar(out, tile_.x, tile_.y + y, tile_.width, sum, sum_plane_);
  }
  row_store(remaining, tile_.x, tile_.y + y, tile_.width, variance);
}

}  // namespace sfumato
