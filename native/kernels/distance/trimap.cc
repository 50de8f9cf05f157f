// SPDX-License-Identifier: Apache-2.0
#include "sfumato/trimap.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/scratch.h"
#include "distance/envelope.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr float nothing = 1e30f;

struct Cells {
  int32_t width, height, size;
  Scratch<float> values, other;

  Cells(const ConstImage& matte, int32_t s)
      : width((matte.width + s - 1) / s),
        height((matte.height + s - 1) / s),
        size(s),
        values(static_cast<size_t>(width) * static_cast<size_t>(height)),
        other(static_cast<size_t>(width) * static_cast<size_t>(height)) {}
  size_t at(int64_t x, int64_t y) const { return static_cast<size_t>(y * width + x); }
};

int32_t cell_size(const ConstImage& matte) {
  const double pixels = static_cast<double>(matte.width) * matte.height;
  return pixels > 8e6 ? 4 : pixels > 2e6 ? 2 : 1;
}

// plane[p] = least |p - q|^2 + plane[q], in cells; `nothing` has no parabola.
void least_power(const Cells& cells, float* plane, const Job& job) {
  const auto height = [](float v) {
    return v == nothing ? std::numeric_limits<double>::infinity() : static_cast<double>(v);
  };
  constexpr int64_t strip = 16;
  parallel_for((cells.width + strip - 1) / strip, 1, job, [&](int64_t begin, int64_t end) {
    Envelope envelope(cells.height);
    std::vector<float> column(static_cast<size_t>(cells.height));
    for (int64_t x = begin * strip; x < std::min<int64_t>(end * strip, cells.width); ++x) {
      for (int64_t y = 0; y < cells.height; ++y) column[static_cast<size_t>(y)] = plane[cells.at(x, y)];
      const auto value = [&](int64_t i) { return height(column[static_cast<size_t>(i)]); };
      if (envelope.build(cells.height, value) == 0) continue;
      envelope.each(cells.height, [&](int64_t y, int64_t site) {
        const double d = static_cast<double>(y - site);
        plane[cells.at(x, y)] = static_cast<float>(d * d + value(site));
      });
    }
  });
  parallel_for(cells.height, 16, job, [&](int64_t begin, int64_t end) {
    Envelope envelope(cells.width);
    std::vector<float> copy(static_cast<size_t>(cells.width));
    for (int64_t y = begin; y < end; ++y) {
      float* row = plane + cells.at(0, y);
      std::copy_n(row, cells.width, copy.data());
      const auto value = [&](int64_t i) { return height(copy[static_cast<size_t>(i)]); };
      if (envelope.build(cells.width, value) == 0) continue;
      envelope.each(cells.width, [&](int64_t x, int64_t site) {
        const double d = static_cast<double>(x - site);
        row[x] = static_cast<float>(d * d + value(site));
      });
    }
  });
}

// values = 0 background, 1 foreground, 2 uncertain by itself.
void classify(const ConstImage& matte, const TrimapOptions& o, const Cells& cells, const Job& job) {
  parallel_for(cells.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(matte.width));
    for (int64_t y = begin; y < end; ++y) {
      float* out = cells.values.data() + cells.at(0, y);
      for (int64_t k = y * cells.size; k < std::min<int64_t>((y + 1) * cells.size, matte.height); ++k) {
        row_load(matte, 0, static_cast<int32_t>(k), matte.width, row.data());
        for (int32_t x = 0; x < matte.width; ++x) {
          const float v = row[static_cast<size_t>(x)], kind = v <= o.low ? 0.0f : v >= o.high ? 1.0f : 2.0f;
          float& cell = out[x / cells.size];
          const bool first = k == y * cells.size && x % cells.size == 0;
          cell = first || cell == kind ? kind : 2.0f;
        }
      }
    }
  });
}

}  // namespace

void matte_trimap(const ConstImage& matte, const Image& into, const TrimapOptions& options, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
  if (into.dtype != DType::u8) throw std::invalid_argument("Expected a trimap of u8");
  const Cells cells(matte, cell_size(matte));
  classify(matte, options, cells, job);
  job.report(0.3);
  // Squared distances to the nearest certain cell: how soft the edge is there.
  const size_t count = cells.at(0, cells.height);
  for (size_t i = 0; i < count; ++i) cells.other[i] = cells.values[i] == 2.0f ? nothing : 0.0f;
  least_power(cells, cells.other.data(), job);
  job.report(0.6);
  const float size = static_cast<float>(cells.size);
  parallel_for(cells.height, 16, job, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y)
      for (int64_t x = 0; x < cells.width; ++x) {
        const float kind = cells.values[cells.at(x, y)];
        const auto differs = [&](int64_t dx, int64_t dy) {
          const int64_t u = std::clamp<int64_t>(x + dx, 0, cells.width - 1), v = std::clamp<int64_t>(y + dy, 0, cells.height - 1);
          const float beside = cells.values[cells.at(u, v)];
          return beside != kind && beside != 2.0f;
        };
        const bool edge = kind != 2.0f && (differs(1, 0) || differs(-1, 0) || differs(0, 1) || differs(0, -1));
        float& power = cells.other[cells.at(x, y)];
        if (kind != 2.0f && !edge) {
          power = nothing;
          continue;
        }
        const float soft = kind == 2.0f && power < nothing ? std::sqrt(power) * size : 0.0f;
        // The pixel beside a hard edge is the first of the margin itself.
        const float margin = edge ? std::max(0.0f, options.margin - 1.0f) : options.margin;
        const float radius = std::min(margin + (1.0f + options.softness) * soft, options.reach) / size;
        power = -radius * radius;
      }
  });
  least_power(cells, cells.other.data(), job);
  job.report(0.9);
  parallel_for(matte.height, 16, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(matte.width));
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load(matte, 0, y, matte.width, row.data());
      uint8_t* out = into.row(y);
      for (int32_t x = 0; x < matte.width; ++x) {
        const size_t cell = cells.at(x / cells.size, y / cells.size);
        const bool band = cells.values[cell] == 2.0f || cells.other[cell] <= 0.0f;
        out[x] = band ? 128 : row[static_cast<size_t>(x)] >= options.high ? 255 : 0;
      }
    }
  });
  job.report(1.0);
}

}  // namespace sfumato
