// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "select/region.h"
#include "select/scene.h"
#include "sfumato/resize.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t coarse_side = 224;
constexpr float smoothness = 0.5f;
// How far from the outline a matte may be soft, in parts of the longer side: little on the inside, where doubt is a
// hole, more on the outside, where it may be hair.
constexpr float reach_inside = 0.0045f, reach_outside = 0.03f;
constexpr float doubt_floor = 0.02f, doubt_full = 0.15f;  // distance from 0 or 1 where doubt begins and is complete

Image floats(std::vector<float>& values, int32_t width, int32_t height) {
  return {values.data(), width, height, 1, static_cast<ptrdiff_t>(width) * 4, DType::f32, Range::unit};
}

std::vector<float> resized(const ConstImage& from, int32_t width, int32_t height, const Job& job) {
  std::vector<float> values(static_cast<size_t>(width) * height);
  resize_pixels(from, floats(values, width, height), {}, job);
  return values;
}

}  // namespace

void select_settle(const ConstImage& image, const Image& matte, const Job& job) {
  if (matte.channels != 1 || matte.dtype != DType::f32)
    throw std::invalid_argument("Expected one channel of 32-bit floats for matte");
  std::vector<float> prior = resized(matte, image.width, image.height, job);
  std::vector<uint8_t> unmarked(static_cast<size_t>(image.width) * image.height, 0);
  const ConstImage marks{unmarked.data(), image.width, image.height, 1, image.width, DType::u8, Range::full};
  const ConstImage known = floats(prior, image.width, image.height);
  const Scene scene = scene_load(image, marks, &known, job);
  const int32_t longer = std::max(scene.width, scene.height);
  const Scene small = scene_reduce(scene, std::max(1, (longer + coarse_side / 2) / coarse_side));
  const Region region = region_from_prior(small, smoothness, 1, job);

  const float longest = static_cast<float>(std::max(small.width, small.height));
  const float reach[2] = {std::max(1.0f, reach_outside * longest), std::max(1.0f, reach_inside * longest)};
  const std::vector<uint8_t> distance =
      outline_distance(region.labels, small.width, small.height, static_cast<int32_t>(2 * reach[0]) + 1);
  std::vector<float> side(distance.size()), depth(distance.size());
  for (size_t i = 0; i < distance.size(); ++i) {
    const float r = reach[region.labels[i]];
    side[i] = region.labels[i] ? 1.0f : 0.0f;
    depth[i] = std::clamp((static_cast<float>(distance[i]) - r) / r, 0.0f, 1.0f);
  }
  side = resized(floats(side, small.width, small.height), matte.width, matte.height, job);
  depth = resized(floats(depth, small.width, small.height), matte.width, matte.height, job);
  std::vector<float> row(static_cast<size_t>(matte.width));
  for (int32_t y = 0; y < matte.height; ++y) {
    row_load(matte, 0, y, matte.width, row.data());
    for (int32_t x = 0; x < matte.width; ++x) {
      const size_t i = static_cast<size_t>(y) * matte.width + x;
      const float p = row[x] > 0 ? std::min(row[x], 1.0f) : 0.0f;  // NaN to 0
      const float doubt = std::clamp((std::min(p, 1 - p) - doubt_floor) / (doubt_full - doubt_floor), 0.0f, 1.0f);
      row[x] = p + (side[i] - p) * depth[i] * doubt;
    }
    row_store(matte, 0, y, matte.width, row.data());
  }
}

}  // namespace sfumato
