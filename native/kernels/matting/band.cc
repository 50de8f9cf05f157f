// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "sfumato/guided.h"
#include "sfumato/matting.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

// A tile and what the filter looks at around it, by default two pixels of windows of two, fill whole strips of 64
// columns (guided.cc).
constexpr int32_t tile = 56;

bool certain(uint8_t mark) { return mark == 0 || mark == 255; }

// The least rectangle of `area` that holds all of its uncertain pixels; of no width when it has none.
Rect band_within(const ConstImage& trimap, Rect area) {
  int32_t left = area.width, right = 0, top = area.height, bottom = 0;
  for (int32_t y = 0; y < area.height; ++y) {
    const uint8_t* marks = trimap.row(area.y + y) + area.x;
    const auto begin = static_cast<int32_t>(std::find_if_not(marks, marks + area.width, certain) - marks);
    if (begin == area.width) continue;
    int32_t end = area.width;
    while (certain(marks[end - 1])) --end;
    left = std::min(left, begin);
    right = std::max(right, end);
    top = std::min(top, y);
    bottom = y + 1;
  }
  return {area.x + left, area.y + top, std::max(right - left, 0), std::max(bottom - top, 0)};
}

// What the trimap is sure of, as the matte.
void write_certain(const ConstImage& trimap, const Image& into, Rect area, std::vector<float>& row) {
  const bool bytes = into.dtype == DType::u8;
  for (int32_t y = area.y; y < area.y + area.height; ++y) {
    const uint8_t* marks = trimap.row(y) + area.x;
    if (bytes) {
      std::memcpy(into.row(y) + area.x, marks, static_cast<size_t>(area.width));
      continue;
    }
    for (int32_t x = 0; x < area.width; ++x) row[static_cast<size_t>(x)] = marks[x] ? 1.0f : 0.0f;
    row_store(into, area.x, y, area.width, row.data());
  }
}

struct Buffers {
  std::vector<float> known, refined, row = std::vector<float>(tile);
};

// The filter where the trimap does not know; `band` holds all such pixels of a tile.
void refine(const ConstImage& image, const ConstImage& matte, const ConstImage& trimap, const Image& into,
            const BandOptions& options, Rect band, Buffers& buffers) {
  const int32_t halo = 2 * options.radius;  // windows of windows
  const int32_t left = std::max(band.x - halo, 0), top = std::max(band.y - halo, 0);
  const Rect area{left, top, std::min(band.x + band.width + halo, image.width) - left,
                  std::min(band.y + band.height + halo, image.height) - top};
  const auto pitch = static_cast<ptrdiff_t>(area.width);
  auto& [known, refined, row] = buffers;
  known.resize(static_cast<size_t>(pitch * area.height));
  refined.resize(known.size());
  for (int32_t y = 0; y < area.height; ++y) {
    float* out = known.data() + y * pitch;
    row_load(matte, area.x, area.y + y, area.width, out);
    const uint8_t* marks = trimap.row(area.y + y) + area.x;
    for (int32_t x = 0; x < area.width; ++x)
      if (certain(marks[x])) out[x] = marks[x] ? 1.0f : 0.0f;
  }
  const auto view = [&](std::vector<float>& values) {
    return Image{values.data(), area.width, area.height, 1, pitch * 4, DType::f32, Range::unit};
  };
  guided_refine(crop(image, area), view(known), view(refined), {options.radius, options.epsilon, 1, Guide::colour}, {});
  for (int32_t y = band.y; y < band.y + band.height; ++y) {
    const uint8_t* marks = trimap.row(y) + band.x;
    const float* found = refined.data() + (y - area.y) * pitch + (band.x - area.x);
    for (int32_t x = 0; x < band.width; ++x)
      row[static_cast<size_t>(x)] = certain(marks[x]) ? (marks[x] ? 1.0f : 0.0f) : found[x];
    row_store(into, band.x, y, band.width, row.data());
  }
}

}  // namespace

void matte_refine_band(const ConstImage& image, const ConstImage& matte, const ConstImage& trimap, const Image& into,
                       const BandOptions& options, const Job& job) {
  const auto fits = [&](const ConstImage& i) {
    return i.channels == 1 && i.width == image.width && i.height == image.height;
  };
  if (!fits(matte) || !fits(trimap) || !fits(into) || trimap.dtype != DType::u8)
    throw std::invalid_argument("Expected a matte, a trimap of u8 and a result of one channel, as large as the picture");
  const int64_t down = (image.height + tile - 1) / tile;
  std::atomic<int64_t> finished{0};
  parallel_for(down, 1, job, [&](int64_t begin, int64_t end) {
    Buffers buffers;
    std::vector<float> row(static_cast<size_t>(image.width));
    for (int64_t i = begin; i < end; ++i) {
      const auto y = static_cast<int32_t>(i * tile);
      const int32_t height = std::min(tile, image.height - y);
      write_certain(trimap, into, {0, y, image.width, height}, row);
      for (int32_t x = 0; x < image.width; x += tile) {
        const Rect band = band_within(trimap, {x, y, std::min(tile, image.width - x), height});
        if (band.width > 0) refine(image, matte, trimap, into, options, band, buffers);
      }
      job.check();
      job.report(static_cast<double>(++finished) / static_cast<double>(down));
    }
  });
}

}  // namespace sfumato
