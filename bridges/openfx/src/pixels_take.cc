// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "alpha.h"
#include "pixels.h"
#include "rows.h"
#include "sfumato/row.h"

namespace sfumato::ofx {
namespace {

bool all_opaque(const ConstImage& image) {
  for (int32_t y = 0; y < image.height; ++y)
    if (!row_is_opaque(image, y, 0, image.width)) return false;
  return true;
}

// What a pixel of 1, 3 or 4 channels says as a matte.
float matte_of(const float* pixel, int32_t channels, bool by_alpha) {
  if (channels == 1) return pixel[0];
  return by_alpha ? pixel[3] : 0.2126f * pixel[0] + 0.7152f * pixel[1] + 0.0722f * pixel[2];
}

}  // namespace

void pixels_take(const ConstImage& from, bool premultiplied, void* into) {
  const size_t row_bytes = static_cast<size_t>(from.width) * from.pixel_bytes();
  const Image tight{into, from.width, from.height, from.channels, static_cast<ptrdiff_t>(row_bytes), from.dtype, from.range};
  over_rows(from.height, row_bytes * static_cast<size_t>(from.height), [&](int32_t first, int32_t end) {
    std::vector<float> row;
    for (int32_t y = first; y < end; ++y) {
      if (!premultiplied || from.channels != 4 || row_is_opaque(from, y, 0, from.width)) {
        std::memcpy(tight.row(y), from.row(y), row_bytes);
        continue;
      }
      row.resize(static_cast<size_t>(from.width) * 4);
      row_load(from, 0, y, from.width, row.data());
      alpha_divide(row.data(), from.width);
      row_store(tight, 0, y, from.width, row.data());
    }
  });
}

void pixels_take_matte(const ConstImage& mask, const OfxRectI& bounds, const OfxRectI& frame, float* into) {
  const size_t width = static_cast<size_t>(frame.x2 - frame.x1);
  std::fill_n(into, width * static_cast<size_t>(frame.y2 - frame.y1), 0.0f);
  const int x1 = std::max(bounds.x1, frame.x1), x2 = std::min(bounds.x2, frame.x2);
  const int y1 = std::max(bounds.y1, frame.y1), y2 = std::min(bounds.y2, frame.y2);
  if (x1 >= x2 || y1 >= y2) return;
  const bool by_alpha = mask.channels == 4 && !all_opaque(mask);
  std::vector<float> row(static_cast<size_t>(x2 - x1) * static_cast<size_t>(mask.channels));
  for (int y = y1; y < y2; ++y) {
    row_load(mask, x1 - bounds.x1, bounds.y2 - 1 - y, x2 - x1, row.data());
    float* out = into + static_cast<size_t>(frame.y2 - 1 - y) * width + (x1 - frame.x1);
    for (int x = 0; x < x2 - x1; ++x) out[x] = matte_of(row.data() + x * mask.channels, mask.channels, by_alpha);
  }
}

void pixels_take_alpha(const ConstImage& from, bool inverted, float* into) {
  const size_t width = static_cast<size_t>(from.width);
  std::vector<float> row(width * static_cast<size_t>(from.channels));
  for (int32_t y = 0; y < from.height; ++y, into += width) {
    if (from.channels == 4) row_load(from, 0, y, from.width, row.data());
    for (size_t x = 0; x < width; ++x) {
      const float alpha = from.channels == 4 ? row[x * 4 + 3] : 1.0f;
      into[x] = inverted ? 1 - alpha : alpha;
    }
  }
}

}  // namespace sfumato::ofx
