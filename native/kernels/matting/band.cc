// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>
#include <vector>

#include "sfumato/guided.h"
#include "sfumato/matting.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t tile = 192;

bool certain(uint8_t mark) { return mark == 0 || mark == 255; }

// One tile: what the trimap says, and the filter where it does not know.
void refine_tile(const ConstImage& image, const ConstImage& matte, const ConstImage& trimap, const Image& into,
                 const BandOptions& options, Rect inner) {
  bool any = false;
  for (int32_t y = inner.y; y < inner.y + inner.height && !any; ++y) {
    const uint8_t* marks = trimap.row(y) + inner.x;
    any = !std::all_of(marks, marks + inner.width, certain);
  }
  const int32_t halo = 2 * options.radius;  // windows of windows
  const int32_t left = std::max(inner.x - halo, 0), top = std::max(inner.y - halo, 0);
  const Rect area{left, top, std::min(inner.x + inner.width + halo, image.width) - left,
                  std::min(inner.y + inner.height + halo, image.height) - top};
  const auto pitch = static_cast<ptrdiff_t>(area.width);
  std::vector<float> known, refined, row(static_cast<size_t>(inner.width));
  if (any) {
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
  }
  for (int32_t y = inner.y; y < inner.y + inner.height; ++y) {
    const uint8_t* marks = trimap.row(y) + inner.x;
    for (int32_t x = 0; x < inner.width; ++x)
      row[static_cast<size_t>(x)] = certain(marks[x])
                                        ? (marks[x] ? 1.0f : 0.0f)
                                        : refined[static_cast<size_t>((y - area.y) * pitch + inner.x - area.x + x)];
    row_store(into, inner.x, y, inner.width, row.data());
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
  const int64_t across = (image.width + tile - 1) / tile, down = (image.height + tile - 1) / tile;
  std::atomic<int64_t> finished{0};
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const auto x = static_cast<int32_t>(i % across * tile), y = static_cast<int32_t>(i / across * tile);
      refine_tile(image, matte, trimap, into, options,
                  {x, y, std::min(tile, image.width - x), std::min(tile, image.height - y)});
      job.report(static_cast<double>(++finished) / static_cast<double>(across * down));
    }
  });
}

}  // namespace sfumato
