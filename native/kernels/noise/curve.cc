// SPDX-License-Identifier: Apache-2.0
#include "noise/curve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sfumato {
namespace {

// Of the power that texture has at low frequencies, the part that it has at high ones too (measured on photographs),
// and the most of the high frequencies that is put down to texture.
constexpr double texture_share = 0.07;
constexpr double most_texture = 0.8;
constexpr double flat_share = 0.02;  // of a class, the blocks that are used
constexpr float drawn = 1e-10f;      // what has less was never photographed: borders, titles
constexpr size_t least_flat = 24, least_in_class = 400;

ClassVariance measure_class(const BlockMeasures& blocks, std::vector<uint32_t>& members) {
  const size_t flat = std::min(
      members.size(), std::max(least_flat, static_cast<size_t>(static_cast<double>(members.size()) * flat_share)));
  std::nth_element(members.begin(), members.begin() + static_cast<ptrdiff_t>(flat - 1), members.end(),
                   [&](uint32_t a, uint32_t b) {
                     return blocks.rank[a] != blocks.rank[b] ? blocks.rank[a] < blocks.rank[b] : a < b;
                   });
  std::sort(members.begin(), members.begin() + static_cast<ptrdiff_t>(flat));
  double value = 0, noise = 0, texture = 0;
  for (size_t i = 0; i < flat; ++i) {
    value += blocks.mean[members[i]];
    noise += blocks.noise[members[i]];
    texture += blocks.texture[members[i]];
  }
  const double n = static_cast<double>(flat);
  ClassVariance c;
  c.value = static_cast<float>(value / n);
  const double clean =
      std::max((1.0 - most_texture) * noise, (noise - texture_share * texture) / (1.0 - texture_share)) / n;
  // White noise has as much at low frequencies as at high ones; what exceeds that is texture.
  c.variance = static_cast<float>(std::min(clean, noise / n));
  c.texture = static_cast<float>(texture > 0 ? std::clamp(1.0 - noise / texture, 0.0, 1.0) : 0.0);
  c.weight = static_cast<float>(n);
  return c;
}

}  // namespace

std::vector<ClassVariance> measure_classes(const BlockMeasures& blocks, size_t classes) {
  std::vector<uint32_t> usable;
  usable.reserve(blocks.size());
  size_t finite = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!std::isfinite(blocks.mean[i])) continue;
    ++finite;
    if (blocks.noise[i] > drawn) usable.push_back(static_cast<uint32_t>(i));
  }
  // A picture that is even for the greater part was drawn as a whole: it has no noise.
  if (usable.size() * 2 < finite) usable.clear();
  std::vector<ClassVariance> result;
  if (usable.empty()) return result;
  std::sort(usable.begin(), usable.end(), [&](uint32_t a, uint32_t b) {
    return blocks.mean[a] != blocks.mean[b] ? blocks.mean[a] < blocks.mean[b] : a < b;
  });
  const size_t count = std::clamp<size_t>(usable.size() / least_in_class, 1, classes);
  for (size_t k = 0; k < count; ++k) {
    std::vector<uint32_t> members(usable.begin() + static_cast<ptrdiff_t>(usable.size() * k / count),
                                  usable.begin() + static_cast<ptrdiff_t>(usable.size() * (k + 1) / count));
    result.push_back(measure_class(blocks, members));
  }
  return result;
}

NoiseLevel fit_level(const std::vector<ClassVariance>& classes, float prior_slope, float spread, bool clipped) {
  if (classes.empty()) return {};
  const double pull = static_cast<double>(spread) * static_cast<double>(spread);
  double slope = 0, offset = 0;
  std::vector<double> weight(classes.size());
  for (size_t i = 0; i < classes.size(); ++i)
    weight[i] = classes[i].weight * (1.0 - 0.9 * static_cast<double>(classes[i].texture));
  for (int round = 0; round < 20; ++round) {
    double w = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < classes.size(); ++i) {
      const double v = classes[i].value;
      w += weight[i];
      x += weight[i] * v;
      y += weight[i] * static_cast<double>(classes[i].variance);
    }
    x /= w;
    y /= w;
    for (size_t i = 0; i < classes.size(); ++i) {
      const double dv = static_cast<double>(classes[i].value) - x;
      xx += weight[i] * dv * dv;
      xy += weight[i] * dv * (static_cast<double>(classes[i].variance) - y);
    }
    slope = (xy + pull * w * static_cast<double>(prior_slope)) / (xx + pull * w);
    offset = y - slope * x;
    for (size_t i = 0; i < classes.size(); ++i) {
      const double fitted = std::max(slope * static_cast<double>(classes[i].value) + offset, 0.05 * y + 1e-12);
      const double residual = (static_cast<double>(classes[i].variance) - fitted) / fitted;
      // Relative errors are alike for all levels; far above the line is texture, far below it little so.
      const double scale = residual > 0 ? 0.15 : 0.5;
      const double prior = classes[i].weight * (1.0 - 0.9 * static_cast<double>(classes[i].texture));
      const double room = std::min(static_cast<double>(classes[i].value), 1.0 - static_cast<double>(classes[i].value));
      const double unclipped = clipped ? std::clamp(room / std::sqrt(fitted) - 1.0, 0.03, 1.0) : 1.0;
      weight[i] = unclipped * prior / (fitted * fitted / (y * y + 1e-24) + 1e-6) /
                  (1.0 + (residual / scale) * (residual / scale));
    }
  }
  NoiseLevel level{static_cast<float>(slope), static_cast<float>(offset)};
  // No brightness may have less than nothing.
  if (level.offset < 0) {
    level.offset = 0;
  }
  if (level.slope + level.offset < 0) level.slope = -level.offset;
  return level;
}

}  // namespace sfumato
