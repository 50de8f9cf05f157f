// SPDX-License-Identifier: Apache-2.0
#include "sfumato/tile.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/dispatch.h"
#include "base/mirror.h"
#include "base/scratch.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

SFUMATO_DECLARE(void, blend_ramp, const float* tile, const float* weight, float row_weight, int64_t n, float* canvas)

namespace {

int32_t rows_at_a_time(const Image& image) { return std::max(1, 131072 / image.width); }

float raised_cosine(int32_t i, int32_t n) {
  constexpr double pi = 3.14159265358979323846;
  return i < n ? static_cast<float>(0.5 - 0.5 * std::cos(pi * (i + 0.5) / n)) : 1.0f;
}

}  // namespace

void tile_cut(const ConstImage& source, int32_t x, int32_t y, const Image& tile, const Job& job) {
  if (source.dtype != tile.dtype || source.range != tile.range || source.channels != tile.channels)
    throw std::invalid_argument("Expected a tile of the source's format");
  const size_t pixel = source.pixel_bytes();
  const int64_t end = static_cast<int64_t>(x) + tile.width;
  const auto inside_begin = static_cast<int32_t>(std::clamp<int64_t>(-static_cast<int64_t>(x), 0, tile.width));
  const auto inside_end = static_cast<int32_t>(std::clamp<int64_t>(source.width - static_cast<int64_t>(x), inside_begin, tile.width));
  if (end > INT32_MAX || static_cast<int64_t>(y) + tile.height > INT32_MAX)
    throw std::invalid_argument("Expected a tile within 32-bit coordinates");
  parallel_for(tile.height, rows_at_a_time(tile), job, [&](int64_t first, int64_t last) {
    for (auto row = static_cast<int32_t>(first); row < last; ++row) {
      const uint8_t* from = source.row(mirrored(y + row, source.height));
      uint8_t* to = tile.row(row);
      const auto copy = [&](int32_t column) {
        std::memcpy(to + static_cast<size_t>(column) * pixel,
                    from + static_cast<size_t>(mirrored(x + column, source.width)) * pixel, pixel);
      };
      for (int32_t column = 0; column < inside_begin; ++column) copy(column);
      if (inside_end > inside_begin)
        std::memcpy(to + static_cast<size_t>(inside_begin) * pixel,
                    from + static_cast<size_t>(x + inside_begin) * pixel,
                    static_cast<size_t>(inside_end - inside_begin) * pixel);
      for (int32_t column = inside_end; column < tile.width; ++column) copy(column);
    }
  });
}

void tile_blend(const ConstImage& tile, const Image& canvas, int32_t left, int32_t top, const Job& job) {
  if (tile.width != canvas.width || tile.height != canvas.height || tile.channels != canvas.channels ||
      canvas.dtype != DType::f32)
    throw std::invalid_argument("Expected a float canvas of the tile's size and channels");
  const int32_t channels = tile.channels;
  const auto samples = static_cast<size_t>(tile.width) * static_cast<size_t>(channels);
  std::vector<float> weights(samples, 1.0f);
  const int32_t ramp = std::clamp(left, 0, tile.width);
  for (int32_t i = 0; i < ramp * channels; ++i) weights[static_cast<size_t>(i)] = raised_cosine(i / channels, left);
  parallel_for(tile.height, rows_at_a_time(canvas), job, [&](int64_t first, int64_t last) {
    const Scratch<float> loaded(samples);
    for (auto y = static_cast<int32_t>(first); y < last; ++y) {
      auto* out = reinterpret_cast<float*>(canvas.row(y));
      const int32_t mixed = y < top ? tile.width : ramp;  // columns whose weight may be below 1
      row_load(tile, 0, y, mixed, loaded.data());
      SFUMATO_PICK(blend_ramp)(loaded.data(), weights.data(), raised_cosine(y, top), static_cast<int64_t>(mixed) * channels, out);
      row_load(tile, mixed, y, tile.width - mixed, out + static_cast<ptrdiff_t>(mixed) * channels);
    }
  });
}

}  // namespace sfumato
