// SPDX-License-Identifier: Apache-2.0
// Pictures with holes, for the tests of filling.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "check.h"

namespace fill_pictures {

using namespace sfumato;
using check::Picture;

struct Box {
  int32_t x0, y0, x1, y1;
  bool has(int32_t x, int32_t y) const { return x >= x0 && y >= y0 && x < x1 && y < y1; }
};

inline Picture mask_of(int32_t width, int32_t height, const std::vector<Box>& boxes) {
  Picture mask(width, height, 1, DType::u8);
  mask.fill([&](int32_t x, int32_t y, int32_t) {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Box& b) { return b.has(x, y); }) ? 1.0f : 0.0f;
  });
  return mask;
}

// Diagonal stripes with a slow ramp: structure and light that a filling must carry on.
inline float stripes(int32_t x, int32_t y, int32_t c) {
  const float wave = std::sin(static_cast<float>(x + y) * 0.7f) * 0.25f;
  return 0.45f + wave + 0.001f * static_cast<float>(x) * static_cast<float>(c + 1) / 3.0f;
}

inline double error_inside(const Picture& a, const std::function<float(int32_t, int32_t, int32_t)>& truth, const Box& box) {
  double sum = 0;
  int64_t n = 0;
  for (int32_t y = box.y0; y < box.y1; ++y)
    for (int32_t x = box.x0; x < box.x1; ++x)
      for (int32_t c = 0; c < a.view.channels; ++c, ++n) sum += std::fabs(static_cast<double>(a.get(x, y, c) - truth(x, y, c)));
  return sum / static_cast<double>(n);
}

inline std::vector<uint8_t> bytes_of(const Image& image) {
  std::vector<uint8_t> all;
  for (int32_t y = 0; y < image.height; ++y)
    all.insert(all.end(), image.row(y), image.row(y) + static_cast<size_t>(image.width) * image.pixel_bytes());
  return all;
}

}  // namespace fill_pictures
