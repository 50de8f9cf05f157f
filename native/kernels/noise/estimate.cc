// SPDX-License-Identifier: Apache-2.0
#include "sfumato/noise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "denoise/stabilise.h"
#include "noise/blocks.h"
#include "noise/curve.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t patch_side = 256;
constexpr int32_t most_patches = 64;
constexpr int32_t scales = 3;

struct Patch {
  Rect rect;
  BlockMeasures blocks[3][scales];  // by plane, then scale
};

// Evenly spread patches, all of the picture when it has no more.
std::vector<Patch> patches_of(const ConstImage& image) {
  const int32_t side_x = std::min(patch_side, image.width), side_y = std::min(patch_side, image.height);
  int32_t across = image.width / side_x, down = image.height / side_y;
  while (across * down > most_patches) (across > down ? across : down) -= 1;
  std::vector<Patch> patches;
  for (int32_t j = 0; j < down; ++j)
    for (int32_t i = 0; i < across; ++i) {
      const auto place = [](int32_t k, int32_t n, int32_t room) {
        return n == 1 ? room / 2 : static_cast<int32_t>(static_cast<int64_t>(room) * k / (n - 1));
      };
      Patch patch;
      patch.rect = {place(i, across, image.width - side_x), place(j, down, image.height - side_y), side_x, side_y};
      patches.push_back(std::move(patch));
    }
  return patches;
}

void measure_plane(const float* plane, int32_t width, int32_t height, int32_t step, float low, float high,
                   BlockMeasures& to) {
  const int32_t across = width < 8 ? 0 : (width - 8) / step + 1, down = height < 8 ? 0 : (height - 8) / step + 1;
  const size_t count = static_cast<size_t>(across) * static_cast<size_t>(down);
  for (auto* v : {&to.mean, &to.rank, &to.texture, &to.noise}) v->resize(count);
  for (int32_t j = 0; j < down; ++j) {
    const size_t at = static_cast<size_t>(j) * static_cast<size_t>(across);
    SFUMATO_PICK(measure_blocks)
    ({plane + static_cast<int64_t>(j) * step * width, width, across, step, low, high, &to.mean[at], &to.rank[at],
      &to.texture[at], &to.noise[at]});
  }
}

void load_patch(const ConstImage& image, const Rect& r, std::vector<float>& planes) {
  const size_t area = static_cast<size_t>(r.width) * static_cast<size_t>(r.height);
  planes.resize(area * 4);
  for (int32_t y = 0; y < r.height; ++y)
    row_load_planar(image, r.x, r.y + y, r.width, planes.data() + static_cast<size_t>(y) * static_cast<size_t>(r.width),
                    static_cast<ptrdiff_t>(area));
}

// Marks (NaN) the 8x8 cells of all planes where one of them is cut off at 0 or 1 in over 4 samples.
void discard_clipped(float* planes, int32_t width, int32_t height, int32_t channels) {
  const size_t row = static_cast<size_t>(width), area = row * static_cast<size_t>(height);
  for (int32_t y = 0; y < height; y += 8)
    for (int32_t x = 0; x < width; x += 8) {
      const int32_t bottom = std::min(y + 8, height), right = std::min(x + 8, width);
      int32_t most = 0;
      for (int32_t c = 0; c < channels; ++c) {
        int32_t cut = 0;
        for (int32_t v = y; v < bottom; ++v)
          for (int32_t u = x; u < right; ++u) {
            const float value =
                planes[static_cast<size_t>(c) * area + static_cast<size_t>(v) * row + static_cast<size_t>(u)];
            cut += value <= 0.0f || value >= 1.0f;
          }
        most = std::max(most, cut);
      }
      if (most <= 4) continue;
      for (int32_t c = 0; c < channels; ++c)
        for (int32_t v = y; v < bottom; ++v) {
          float* from = planes + static_cast<size_t>(c) * area + static_cast<size_t>(v) * row;
          std::fill(from + x, from + right, std::numeric_limits<float>::quiet_NaN());
        }
    }
}

BlockMeasures gather(const std::vector<Patch>& patches, int32_t plane, int32_t scale) {
  BlockMeasures all;
  for (const Patch& p : patches) {
    const BlockMeasures& b = p.blocks[plane][scale];
    all.mean.insert(all.mean.end(), b.mean.begin(), b.mean.end());
    all.rank.insert(all.rank.end(), b.rank.begin(), b.rank.end());
    all.texture.insert(all.texture.end(), b.texture.begin(), b.texture.end());
    all.noise.insert(all.noise.end(), b.noise.begin(), b.noise.end());
  }
  return all;
}

// Deviation of a plane whose noise does not depend on brightness: the lower quartile of its classes. Returns
// `otherwise` as far as the plane shows texture rather than noise.
float plane_sigma(const std::vector<ClassVariance>& classes, float otherwise) {
  if (classes.empty()) return otherwise;
  std::vector<ClassVariance> v = classes;
  std::sort(v.begin(), v.end(), [](const auto& a, const auto& b) { return a.variance < b.variance; });
  const ClassVariance& quartile = v[v.size() / 4];
  const float trust = std::clamp(1.5f - 2.0f * quartile.texture, 0.0f, 1.0f);
  return otherwise + trust * (std::sqrt(quartile.variance) - otherwise);
}

// A level per channel; channels that show little lean on what all of them show together.
void fit_channels(const std::vector<Patch>& patches, bool clipped, NoiseEstimate& estimate, const Job& job) {
  std::vector<ClassVariance> classes[3], all;
  double trusted = 0;
  for (int32_t c = 0; c < estimate.channels; ++c) {
    job.check();
    classes[c] = measure_classes(gather(patches, c, 0), 16);
    all.insert(all.end(), classes[c].begin(), classes[c].end());
  }
  const NoiseLevel together = fit_level(all, 0.0f, 0.02f, clipped);
  for (const ClassVariance& k : all)
    trusted += (1.0 - static_cast<double>(k.texture)) / static_cast<double>(all.size());
  estimate.confidence = static_cast<float>(trusted);
  for (int32_t c = 0; c < estimate.channels; ++c) {
    estimate.level[c] = classes[c].empty() ? together : fit_level(classes[c], together.slope, 0.05f, clipped);
    double variance = 0;
    const std::vector<ClassVariance>& seen = classes[c].empty() ? all : classes[c];
    for (const ClassVariance& k : seen)
      variance += std::max(0.0f, estimate.level[c].slope * k.value + estimate.level[c].offset) /
                  static_cast<double>(seen.size());
    estimate.sigma[c] = static_cast<float>(std::sqrt(variance));
  }
}

}  // namespace

NoiseEstimate noise_estimate(const ConstImage& image, const Job& job) {
  NoiseEstimate estimate;
  estimate.channels = image.channels == 1 ? 1 : 3;
  std::vector<Patch> patches = patches_of(image);
  const bool integer = image.dtype == DType::u8 || image.dtype == DType::u16;
  constexpr float unbounded = std::numeric_limits<float>::max();
  const float low = integer ? 0.0f : -unbounded, high = integer ? 1.0f : unbounded;
  const int32_t step = patches.size() * patch_side * patch_side > (1u << 20) ? 8 : 4;
  const int64_t count = static_cast<int64_t>(patches.size());

  parallel_for(count, 1, job, [&](int64_t begin, int64_t end) {
    std::vector<float> planes;
    for (int64_t i = begin; i < end; ++i) {
      Patch& p = patches[static_cast<size_t>(i)];
      load_patch(image, p.rect, planes);
      const size_t area = static_cast<size_t>(p.rect.width) * static_cast<size_t>(p.rect.height);
      for (int32_t c = 0; c < estimate.channels; ++c)
        measure_plane(planes.data() + c * area, p.rect.width, p.rect.height, step, low, high, p.blocks[c][0]);
    }
  });
  job.report(0.5);
  fit_channels(patches, integer, estimate, job);

  Stabiliser stabilisers[3];
  for (int32_t c = 0; c < estimate.channels; ++c) {
    if (estimate.sigma[c] <= 0) return estimate;
    stabilisers[c] = stabiliser_for(estimate.level[c], 1.0f, false);
  }
  parallel_for(count, 1, job, [&](int64_t begin, int64_t end) {
    std::vector<float> planes, half;
    for (int64_t i = begin; i < end; ++i) {
      Patch& p = patches[static_cast<size_t>(i)];
      load_patch(image, p.rect, planes);
      const int64_t area = static_cast<int64_t>(p.rect.width) * p.rect.height;
      if (integer) discard_clipped(planes.data(), p.rect.width, p.rect.height, estimate.channels);
      for (int32_t c = 0; c < estimate.channels; ++c)
        SFUMATO_PICK(stabilise)(stabilisers[c], planes.data() + c * area, area);
      if (estimate.channels == 3)
        SFUMATO_PICK(to_opponent)(planes.data(), planes.data() + area, planes.data() + 2 * area, area);
      for (int32_t c = 0; c < estimate.channels; ++c) {
        float* plane = planes.data() + c * area;
        int32_t width = p.rect.width, height = p.rect.height;
        for (int32_t s = 0; s < scales; ++s) {
          if (s > 0) {
            half.resize(static_cast<size_t>(area));
            SFUMATO_PICK(halve_plane)(plane, width, width / 2, height / 2, half.data(), width / 2);
            width /= 2;
            height /= 2;
            std::copy(half.begin(), half.begin() + static_cast<int64_t>(width) * height, plane);
          }
          measure_plane(plane, width, height, std::max(2, step >> s), -unbounded, unbounded, p.blocks[c][s]);
        }
      }
    }
  });
  for (int32_t c = 0; c < estimate.channels; ++c) {
    float* octave = estimate.spectrum[c].octave;
    for (int32_t s = 0; s < scales; ++s) {
      job.check();
      const float white = 1.0f / static_cast<float>(1 << s), before = s == 0 ? 1.0f : octave[s - 1];
      octave[s] = plane_sigma(measure_classes(gather(patches, c, s), 16), before * white) / white;
    }
    octave[scales] = octave[scales - 1];
    for (int32_t s = 0; s <= scales; ++s)
      if (octave[s] > 0.8f && octave[s] < 1.25f) octave[s] = 1.0f;
  }
  job.report(1.0);
  return estimate;
}

}  // namespace sfumato
