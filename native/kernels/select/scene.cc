// SPDX-License-Identifier: Apache-2.0
#include "select/scene.h"

#include <algorithm>
#include <stdexcept>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t rows_a_piece = 32;
constexpr float transparent = 1.0f / 16;

float unit(float v) { return v > 0 ? std::min(v, 1.0f) : 0.0f; }  // NaN to 0

void load_row(const ConstImage& image, int32_t y, std::vector<float>& row, Scene& to) {
  const int32_t n = image.channels;
  row_load(image, 0, y, image.width, row.data());
  for (int32_t x = 0; x < image.width; ++x) {
    const float* in = row.data() + static_cast<size_t>(x) * n;
    const size_t i = static_cast<size_t>(y) * image.width + x;
    for (int32_t c = 0; c < 3; ++c) to.rgb[3 * i + c] = unit(in[n == 1 ? 0 : c]);
    if (n == 4 && !(in[3] >= transparent) && to.marks[i] == Mark::none) to.marks[i] = Mark::limits;
  }
}

}  // namespace

Scene scene_load(const ConstImage& image, const ConstImage& marks, const ConstImage* prior, const Job& job) {
  const auto fits = [&](const ConstImage& other) { return other.width == image.width && other.height == image.height; };
  if (image.channels != 1 && image.channels != 3 && image.channels != 4)
    throw std::invalid_argument("Expected 1, 3 or 4 channels for image");
  if (marks.dtype != DType::u8 || marks.channels != 1 || !fits(marks))
    throw std::invalid_argument("Expected one 8-bit channel of the image's size for marks");
  if (prior && (prior->channels != 1 || !fits(*prior)))
    throw std::invalid_argument("Expected one channel of the image's size for prior");

  Scene scene;
  scene.width = image.width;
  scene.height = image.height;
  scene.rgb.resize(static_cast<size_t>(scene.size()) * 3);
  scene.marks.resize(static_cast<size_t>(scene.size()));
  if (prior) scene.prior.resize(static_cast<size_t>(scene.size()));
  parallel_for(image.height, rows_a_piece, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(image.width) * image.channels);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      const size_t start = static_cast<size_t>(y) * image.width;
      const uint8_t* m = marks.row(y);
      for (int32_t x = 0; x < image.width; ++x) scene.marks[start + x] = m[x] <= 3 ? static_cast<Mark>(m[x]) : Mark::none;
      load_row(image, y, row, scene);
      if (!prior) continue;
      float* p = scene.prior.data() + start;
      row_load(*prior, 0, y, image.width, p);
      for (int32_t x = 0; x < image.width; ++x) p[x] = p[x] != p[x] ? 0.5f : unit(p[x]);
    }
  });
  return scene;
}

Scene scene_reduce(const Scene& scene, int32_t factor) {
  Scene small;
  small.width = (scene.width + factor - 1) / factor;
  small.height = (scene.height + factor - 1) / factor;
  small.rgb.assign(static_cast<size_t>(small.size()) * 3, 0.0f);
  small.marks.assign(static_cast<size_t>(small.size()), Mark::none);
  if (!scene.prior.empty()) small.prior.assign(static_cast<size_t>(small.size()), 0.0f);
  for (int32_t y = 0; y < small.height; ++y)
    for (int32_t x = 0; x < small.width; ++x) {
      int32_t votes[4] = {};
      float sum[3] = {}, prior = 0;
      const int32_t bottom = std::min(scene.height, (y + 1) * factor), right = std::min(scene.width, (x + 1) * factor);
      for (int32_t v = y * factor; v < bottom; ++v)
        for (int32_t u = x * factor; u < right; ++u) {
          const size_t i = static_cast<size_t>(v) * scene.width + u;
          for (int32_t c = 0; c < 3; ++c) sum[c] += scene.rgb[3 * i + c];
          ++votes[static_cast<int32_t>(scene.marks[i])];
          if (!scene.prior.empty()) prior += scene.prior[i];
        }
      const int32_t count = (bottom - y * factor) * (right - x * factor);
      const float scale = 1.0f / static_cast<float>(count);
      const size_t o = static_cast<size_t>(y) * small.width + x;
      for (int32_t c = 0; c < 3; ++c) small.rgb[3 * o + c] = sum[c] * scale;
      if (!scene.prior.empty()) small.prior[o] = prior * scale;
      if (votes[1] + votes[2] > 0) small.marks[o] = votes[1] >= votes[2] ? Mark::inside : Mark::outside;
      else if (votes[3] == count) small.marks[o] = Mark::limits;
    }
  return small;
}

int32_t label_parts(const std::vector<uint8_t>& member, int32_t width, int32_t height, std::vector<int32_t>& labels) {
  labels.assign(member.size(), 0);
  std::vector<int32_t> stack;
  int32_t parts = 0;
  for (int32_t seed = 0; seed < static_cast<int32_t>(member.size()); ++seed) {
    if (!member[seed] || labels[seed]) continue;
    labels[seed] = ++parts;
    stack.push_back(seed);
    while (!stack.empty()) {
      const int32_t i = stack.back(), x = i % width, y = i / width;
      stack.pop_back();
      for (int32_t v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v)
        for (int32_t u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
          const int32_t j = v * width + u;
          if (!member[j] || labels[j]) continue;
          labels[j] = parts;
          stack.push_back(j);
        }
    }
  }
  return parts;
}

std::vector<uint8_t> outline_distance(const std::vector<uint8_t>& labels, int32_t width, int32_t height, int32_t limit) {
  const uint8_t beyond = static_cast<uint8_t>(limit + 1);
  std::vector<uint8_t> d(labels.size(), beyond);
  for (int32_t y = 0; y < height; ++y)
    for (int32_t x = 0; x < width; ++x) {
      const size_t i = static_cast<size_t>(y) * width + x;
      for (int32_t v = std::max(0, y - 1); v <= std::min(height - 1, y + 1) && d[i] != 1; ++v)
        for (int32_t u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u)
          if (labels[static_cast<size_t>(v) * width + u] != labels[i]) {
            d[i] = 1;
            break;
          }
    }
  const auto sweep = [&](int32_t x, int32_t y, int32_t sign) {
    const size_t i = static_cast<size_t>(y) * width + x;
    constexpr int32_t dx[4] = {-1, 0, 1, -1}, dy[4] = {-1, -1, -1, 0};
    for (int k = 0; k < 4; ++k) {
      const int32_t u = x + sign * dx[k], v = y + sign * dy[k];
      if (u < 0 || v < 0 || u >= width || v >= height) continue;
      const uint8_t via = static_cast<uint8_t>(d[static_cast<size_t>(v) * width + u] + 1);
      if (via < d[i]) d[i] = via;
    }
  };
  for (int32_t y = 0; y < height; ++y)
    for (int32_t x = 0; x < width; ++x) sweep(x, y, 1);
  for (int32_t y = height - 1; y >= 0; --y)
    for (int32_t x = width - 1; x >= 0; --x) sweep(x, y, -1);
  return d;
}

}  // namespace sfumato
