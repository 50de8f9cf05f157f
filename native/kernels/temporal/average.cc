// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>

#include "sfumato/parallel.h"
#include "sfumato/temporal.h"
#include "temporal/tile_average.h"

namespace sfumato {
namespace {

constexpr int32_t tile_width = 256, tile_height = 64;

// Parts of the options' variance that the noise of each plane has.
using NoiseParts = std::array<float, 3>;

Agreement agreement_of(const TemporalOptions& options, const NoiseParts& parts, int32_t planes) {
  Agreement a{};
  for (size_t c = 0; c < static_cast<size_t>(planes); ++c) {
    const NoiseLevel level = {options.level[c].slope * parts[c], options.level[c].offset * parts[c]};
    a.slope[c] = level.slope;
    a.offset[c] = level.offset;
    // As in denoise_image: the law says little where it nears zero.
    a.floor[c] = std::max(0.04f * (level.slope * 0.5f + level.offset), 1e-10f);
  }
  a.coarseness2 = options.coarseness * options.coarseness;
  a.low2 = options.low_frequencies * options.low_frequencies;
  return a;
}

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

// The variance that most of these windows agree on, by the quarter that differs least, so that what moved wrongly or is
// new does not count. 0 where the windows are too few, or spread wider than noise makes them, as after a cut, or differ
// so little that they are no frames of their own. They are means of `count` independent squares of normal values.
float agreed_variance(std::vector<float>& windows, float count) {
  constexpr size_t fewest = 40;
  constexpr float widest = 1.5f, least = 0.1f, most = 30.0f;
  if (windows.size() < fewest) return 0;
  const float deviation = std::sqrt(2.0f / count);
  // A quantile in parts of what it is for variance 1; `normal`: where it lies in a normal distribution, whose cube
  // (Wilson & Hilferty 1931) comes near the distribution of such means.
  const auto at = [&](float share, float normal) {
    const auto place = windows.begin() + static_cast<ptrdiff_t>(share * static_cast<float>(windows.size()));
    std::nth_element(windows.begin(), place, windows.end());
    const float root = 1 - deviation * deviation / 9 + normal * deviation / 3;
    return *place / (root * root * root);
  };
  const float tenth = at(0.1f, -1.2816f), quarter = at(0.25f, -0.6745f), middle = at(0.45f, -0.1257f);
  return quarter > least && quarter < most && middle < tenth * widest ? quarter : 0.0f;
}

// The noise's variance as the frames' differences have it, in parts of the plan's; 1 where a plane cannot tell.
NoiseParts measured_noise(const AveragePlan& plan, const Job& job) {
  constexpr int32_t width = 64, height = 49, most_tiles = 32;
  const int32_t across = std::max(1, plan.frame.width / width), down = std::max(1, plan.frame.height / height);
  const int64_t all = static_cast<int64_t>(across) * down, count = std::min<int64_t>(all, most_tiles);
  std::vector<std::array<std::vector<float>, 3>> found(static_cast<size_t>(count));
  parallel_for(count, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t tile = (2 * i + 1) * all / (2 * count);
      const int32_t x = static_cast<int32_t>(tile % across) * width, y = static_cast<int32_t>(tile / across) * height;
      TileAverage work(plan, {x, y, std::min(width, plan.frame.width - x), std::min(height, plan.frame.height - y)});
      for (size_t k = 0; k < std::min<size_t>(2, plan.neighbours.size()); ++k)
        work.measure(k, found[static_cast<size_t>(i)].data());
    }
  });
  // Coarse noise has fewer independent values in a window.
  const float independent = std::min(1.0f, plan.agreement.coarseness2 / plan.agreement.low2);
  NoiseParts parts = {1, 1, 1};
  for (size_t c = 0; c < static_cast<size_t>(plan.planes); ++c) {
    std::vector<float> together;
    for (const auto& one : found) together.insert(together.end(), one[c].begin(), one[c].end());
    parts[c] = agreed_variance(together, std::max(4.0f, window_side * window_side * independent));
    if (parts[c] == 0) return {1, 1, 1};
  }
  return parts;
}

}  // namespace

float temporal_average(const ConstImage& frame, const std::vector<ConstImage>& neighbours, const Image& out,
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
  AveragePlan plan = {frame, neighbours, motion, options, agreement_of(options, {1, 1, 1}, planes), planes};
  const NoiseParts noise = measured_noise(plan, job);
  plan.agreement = agreement_of(options, noise, planes);
  const int64_t across = (frame.width + tile_width - 1) / tile_width;
  const int64_t down = (frame.height + tile_height - 1) / tile_height;
  std::atomic<int64_t> done{0};
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int32_t x = static_cast<int32_t>(i % across) * tile_width,
                    y = static_cast<int32_t>(i / across) * tile_height;
      TileAverage work(plan, {x, y, std::min(tile_width, frame.width - x), std::min(tile_height, frame.height - y)});
      for (size_t k = 0; k < neighbours.size(); ++k) {
        job.check();
        work.add(k);
      }
      work.finish(out, remaining);
      job.report(0.4 + 0.6 * static_cast<double>(++done) / static_cast<double>(across * down));
    }
  });
  float mean = 0;
  for (size_t c = 0; c < static_cast<size_t>(planes); ++c) mean += noise[c] / static_cast<float>(planes);
  return mean > 0.5f && mean < 2.0f ? mean : 1.0f;
}

}  // namespace sfumato
