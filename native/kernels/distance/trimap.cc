// SPDX-License-Identifier: Apache-2.0
#include "sfumato/trimap.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/scratch.h"
#include "distance/envelope.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr float nothing = 1e30f;
constexpr uint8_t background = 0, foreground = 1, uncertain = 2;

// The picture in cells of size x size pixels, and a number for each.
struct Cells {
  int32_t width, height, size;
  Scratch<uint8_t> kinds;
  Scratch<float> values;

  Cells(const ConstImage& matte, int32_t s)
      : width((matte.width + s - 1) / s),
        height((matte.height + s - 1) / s),
        size(s),
        kinds(static_cast<size_t>(width) * static_cast<size_t>(height)),
        values(static_cast<size_t>(width) * static_cast<size_t>(height)) {}
  uint8_t* kind_row(int64_t y) const { return kinds.data() + y * width; }
  float* row(int64_t y) const { return values.data() + y * width; }
};

int32_t cell_size(const ConstImage& matte) {
  const double pixels = static_cast<double>(matte.width) * matte.height;
  return pixels > 8e6 ? 4 : pixels > 2e6 ? 2 : 1;
}

double height_of(float v) { return v == nothing ? std::numeric_limits<double>::infinity() : static_cast<double>(v); }

// The kinds of a row of cells from the least and the greatest pixel of each column, both of which it destroys.
template <typename T>
void cell_kinds(T* least, T* greatest, T low, T high, int32_t width, int32_t size, uint8_t* out) {
  int32_t count = width;
  for (; size > 1; size /= 2) {  // neighbours are joined until cells are left
    const int32_t pairs = count / 2;
    for (int32_t i = 0; i < pairs; ++i) {
      least[i] = std::min(least[2 * i], least[2 * i + 1]);
      greatest[i] = std::max(greatest[2 * i], greatest[2 * i + 1]);
    }
    if (count % 2) least[pairs] = least[count - 1], greatest[pairs] = greatest[count - 1];
    count = (count + 1) / 2;
  }
  for (int32_t i = 0; i < count; ++i) {
    const uint8_t above = (least[i] >= high) & (least[i] > low) ? foreground : uncertain;
    out[i] = greatest[i] <= low ? background : above;
  }
}

// The values that bytes stand for, compared with a threshold: where certainty begins.
struct ByteThresholds {
  uint8_t low = 0, high = 255;
  bool exist = true;  // whether any byte is as low, and any as high

  ByteThresholds(const TrimapOptions& o) {
    uint8_t bytes[256];
    float values[256];
    for (int32_t i = 0; i < 256; ++i) bytes[i] = static_cast<uint8_t>(i);
    row_load(ConstImage{bytes, 256, 1, 1, 256, DType::u8, Range::full}, 0, 0, 256, values);
    const auto below = std::upper_bound(values, values + 256, o.low), above = std::lower_bound(values, values + 256, o.high);
    exist = below != values && above != values + 256;
    if (!exist) return;
    low = static_cast<uint8_t>(below - values - 1);
    high = static_cast<uint8_t>(above - values);
  }
};

// Background where every pixel is, foreground likewise; any other cell is uncertain by itself.
void classify(const ConstImage& matte, const TrimapOptions& o, const Cells& cells, const Job& job) {
  const auto n = static_cast<size_t>(matte.width);
  const ByteThresholds bytes(o);
  const bool narrow = matte.dtype == DType::u8 && bytes.exist;
  parallel_for(cells.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<uint8_t> least(narrow ? n : 0), greatest(least.size());
    std::vector<float> row(narrow ? 0 : n), low(row.size()), high(row.size());
    for (int64_t y = begin; y < end; ++y) {
      const auto first = static_cast<int32_t>(y * cells.size), last = std::min(first + cells.size, matte.height);
      for (int32_t k = first; k < last; ++k) {
        if (narrow) {
          const uint8_t* in = matte.row(k);
          if (k == first) {
            std::memcpy(least.data(), in, n);
            std::memcpy(greatest.data(), in, n);
          } else {
            for (size_t x = 0; x < n; ++x) least[x] = std::min(least[x], in[x]), greatest[x] = std::max(greatest[x], in[x]);
          }
        } else {
          row_load(matte, 0, k, matte.width, row.data());
          for (size_t x = 0; x < n; ++x) {
            const bool none = std::isnan(row[x]);  // uncertain: neither low nor high
            const float lo = none ? -nothing : row[x], hi = none ? nothing : row[x];
            low[x] = k == first ? lo : std::min(low[x], lo);
            high[x] = k == first ? hi : std::max(high[x], hi);
          }
        }
      }
      if (narrow)
        cell_kinds(least.data(), greatest.data(), bytes.low, bytes.high, matte.width, cells.size, cells.kind_row(y));
      else
        cell_kinds(low.data(), high.data(), o.low, o.high, matte.width, cells.size, cells.kind_row(y));
    }
  });
}

// How far uncertain cells are from the nearest certain one, squared, in cells; `nothing` where none is. Each run of
// uncertain cells only sees its own ends: what lies beyond is farther. Certain cells are not written.
void softness(const Cells& cells, const Job& job) {
  constexpr int64_t strip = 256;
  parallel_for((cells.width + strip - 1) / strip, 1, job, [&](int64_t begin, int64_t end) {
    const int64_t x0 = begin * strip, x1 = std::min<int64_t>(end * strip, cells.width);
    const auto sweep = [&](int64_t y, const float* before, bool again) {
      const uint8_t* kind = cells.kind_row(y);
      float* row = cells.row(y);
      for (int64_t x = x0; x < x1; ++x) {
        const float next = before ? before[x] + 1.0f : nothing;
        const float near = again ? std::min(row[x], next) : next;
        row[x] = kind[x] == uncertain ? near : 0.0f;
      }
    };
    for (int64_t y = 0; y < cells.height; ++y) sweep(y, y ? cells.row(y - 1) : nullptr, false);
    for (int64_t y = cells.height - 1; y-- > 0;) sweep(y, cells.row(y + 1), true);
  });
  parallel_for(cells.height, 16, job, [&](int64_t begin, int64_t end) {
    Envelope envelope(cells.width);
    std::vector<float> squares(static_cast<size_t>(cells.width));
    for (int64_t y = begin; y < end; ++y) {
      const uint8_t* kind = cells.kind_row(y);
      float* row = cells.row(y);
      for (int64_t x = 0; x < cells.width; ++x) {
        if (kind[x] != uncertain) continue;
        int64_t stop = x + 1;
        while (stop < cells.width && kind[stop] == uncertain) ++stop;
        const int64_t from = std::max<int64_t>(x - 1, 0), count = std::min(stop + 1, static_cast<int64_t>(cells.width)) - from;
        for (int64_t i = 0; i < count; ++i) {
          const float d = row[from + i];
          squares[static_cast<size_t>(i)] = d < 1e9f ? d * d : nothing;
        }
        const auto value = [&](int64_t i) { return height_of(squares[static_cast<size_t>(i)]); };
        if (envelope.build(count, value) == 0) {
          std::fill(row + x, row + stop, nothing);
        } else {
          envelope.each(count, [&](int64_t i, int64_t site) {
            const double d = static_cast<double>(i - site);
            if (kind[from + i] == uncertain) row[from + i] = static_cast<float>(d * d + value(site));
          });
        }
        x = stop - 1;
      }
    }
  });
}

// -radius^2, in cells, of the disc that each cell makes uncertain; `nothing` where it makes none.
void discs(const Cells& cells, const TrimapOptions& options, const Job& job) {
  const float size = static_cast<float>(cells.size);
  const auto power = [&](float margin, float soft) {
    const float radius = std::min(margin + (1.0f + options.softness) * soft, options.reach) / size;
    return -radius * radius;
  };
  // The pixel beside a hard edge is the first of the margin itself.
  const float beside = power(std::max(0.0f, options.margin - 1.0f), 0.0f);
  parallel_for(cells.height, 16, job, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      const uint8_t* kind = cells.kind_row(y);
      const uint8_t* above = cells.kind_row(std::max<int64_t>(y - 1, 0));
      const uint8_t* below = cells.kind_row(std::min<int64_t>(y + 1, cells.height - 1));
      float* row = cells.row(y);
      for (int64_t x = 0; x < cells.width; ++x) {
        if (kind[x] == uncertain) {
          row[x] = power(options.margin, row[x] < nothing ? std::sqrt(row[x]) * size : 0.0f);
          continue;
        }
        // Another certainty beside it: kinds 0 and 1 whose sum is 1.
        const int64_t left = x ? x - 1 : 0, right = std::min<int64_t>(x + 1, cells.width - 1);
        const int other = 1 - kind[x];
        const bool edge = (above[x] == other) | (below[x] == other) | (kind[left] == other) | (kind[right] == other);
        row[x] = edge ? beside : nothing;
      }
    }
  });
}

// Down each column, how far beyond a cell the discs of its column still reach: -reach^2, or more than 0.
void spread_down(const Cells& cells, float reach, const Job& job) {
  constexpr int64_t strip = 16;
  const auto most = static_cast<int64_t>(std::ceil(reach / static_cast<float>(cells.size)));
  parallel_for((cells.width + strip - 1) / strip, 1, job, [&](int64_t begin, int64_t end) {
    Envelope envelope(cells.height);
    std::vector<float> column(static_cast<size_t>(cells.height));
    for (int64_t x = begin * strip; x < std::min<int64_t>(end * strip, cells.width); ++x) {
      float* top = cells.values.data() + x;
      int64_t next = 0;
      const auto find = [&] {
        while (next < cells.height && top[next * cells.width] == nothing) ++next;
      };
      for (find(); next < cells.height; find()) {
        // A cluster of cells whose discs may meet, and what they may reach.
        const int64_t from = std::max<int64_t>(next - most, 0);
        int64_t last = next;
        for (; next < cells.height && next <= last + 2 * most + 1; ++next)
          if (top[next * cells.width] != nothing) last = next;
        const int64_t count = std::min<int64_t>(last + most + 1, cells.height) - from;
        for (int64_t i = 0; i < count; ++i) column[static_cast<size_t>(i)] = top[(from + i) * cells.width];
        const auto value = [&](int64_t i) { return height_of(column[static_cast<size_t>(i)]); };
        envelope.build(count, value);
        envelope.each(count, [&](int64_t i, int64_t site) {
          const double d = static_cast<double>(i - site);
          top[(from + i) * cells.width] = static_cast<float>(d * d + value(site));
        });
        next = from + count;
      }
    }
  });
}

// Whether a cell of the row lies in a disc: each value of -reach^2 or less than 0 covers that far to both sides.
void cover(const float* values, int64_t width, uint8_t* covered) {
  const auto reach = [](float value) {
    const double square = -static_cast<double>(value);
    auto r = static_cast<int64_t>(std::sqrt(square));
    while (static_cast<double>((r + 1) * (r + 1)) <= square) ++r;
    while (r > 0 && static_cast<double>(r * r) > square) --r;
    return r;
  };
  std::fill_n(covered, width, uint8_t{0});
  int64_t until = -1;
  for (int64_t x = 0; x < width; ++x) {
    if (values[x] <= 0.0f) {
      const int64_t r = reach(values[x]);
      until = std::max(until, x + r);
      std::fill(covered + std::max<int64_t>(x - r, 0), covered + x, uint8_t{1});
    }
    covered[x] = x <= until;
  }
}

}  // namespace

void matte_trimap(const ConstImage& matte, const Image& into, const TrimapOptions& options, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
  if (into.dtype != DType::u8) throw std::invalid_argument("Expected a trimap of u8");
  const Cells cells(matte, cell_size(matte));
  classify(matte, options, cells, job);
  job.report(0.3);
  softness(cells, job);
  job.report(0.5);
  discs(cells, options, job);
  spread_down(cells, options.reach, job);
  job.report(0.7);
  parallel_for(cells.height, 4, job, [&](int64_t begin, int64_t end) {
    std::vector<uint8_t> covered(static_cast<size_t>(cells.width));
    for (int64_t y = begin; y < end; ++y) {
      cover(cells.row(y), cells.width, covered.data());
      const uint8_t* kind = cells.kind_row(y);
      const auto top = static_cast<int32_t>(y * cells.size), bottom = std::min(top + cells.size, into.height);
      uint8_t* out = into.row(top);
      const auto mark = [&](int64_t x) -> uint8_t {
        return covered[static_cast<size_t>(x)] || kind[x] == uncertain ? 128 : kind[x] == foreground ? 255 : 0;
      };
      for (int64_t x = 0; x < cells.width;) {
        const uint8_t value = mark(x);
        int64_t stop = x + 1;
        while (stop < cells.width && mark(stop) == value) ++stop;
        const int64_t from = x * cells.size, to = std::min<int64_t>(stop * cells.size, into.width);
        std::memset(out + from, value, static_cast<size_t>(to - from));
        x = stop;
      }
      for (int32_t k = top + 1; k < bottom; ++k) std::memcpy(into.row(k), out, static_cast<size_t>(into.width));
    }
  });
  job.report(1.0);
}

}  // namespace sfumato
