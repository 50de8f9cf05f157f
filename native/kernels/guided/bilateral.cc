// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/dispatch.h"
#include "base/scratch.h"
#include "guided/resample.h"
#include "sfumato/guided.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

SFUMATO_DECLARE(void, guide_tame, float* values, int64_t n)
SFUMATO_DECLARE(void, bilateral_row, const float* coarse, int64_t pitch, int64_t row_pitch, int64_t taps,
                const float* row_weight, const int32_t* first, const float* offset, float space, float colour,
                const float* const* pixel, int64_t n, float* out)

namespace {

constexpr int32_t slack = 16, tile = 1024;

// (1 - d^2 / (8 s^2))^4, near enough exp(-d^2 / (2 s^2)) and zero beyond 2.83 s.
float falloff(float sigma) { return 1.0f / (8.0f * sigma * sigma); }

// The guide on the matte's grid, beside the matte: rows of four planes (red, green, blue, matte), whose borders are
// repeated `radius` cells further on all sides, so that every window lies inside.
struct Coarse {
  int32_t width, height, radius;
  int64_t pitch, row_pitch;
  Scratch<float> values;

  Coarse(const ConstImage& matte, int32_t r)
      : width(matte.width),
        height(matte.height),
        radius(r),
        pitch(width + 2 * r + slack),
        row_pitch(4 * pitch),
        values(static_cast<size_t>(row_pitch * (height + 2 * r))) {}
  float* row(int64_t y, int32_t plane) const { return values.data() + (y + radius) * row_pitch + plane * pitch + radius; }
};

// Where the window around a cell of the matte holds one value: every pixel there comes out as that value, whatever the
// guide shows. And which cells of the guide the other windows look at.
struct Need {
  std::vector<uint8_t> flat, guide;  // a byte a cell
  int32_t width;

  Need(const Coarse& coarse, const Job& job)
      : flat(static_cast<size_t>(coarse.width) * static_cast<size_t>(coarse.height)), guide(flat.size()), width(coarse.width) {
    std::vector<uint8_t> along(flat.size());
    const int64_t n = coarse.width, radius = coarse.radius;
    const auto neighbours = [&](int64_t y, const auto& visit) {
      for (int64_t v = std::max<int64_t>(y - radius, 0); v <= std::min<int64_t>(y + radius, coarse.height - 1); ++v) visit(v);
    };
    parallel_for(coarse.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* row = coarse.row(y, 3);
        uint8_t* out = along.data() + y * n;
        std::fill_n(out, n, uint8_t{1});
        for (int64_t k = -radius; k <= radius; ++k)
          for (int64_t x = 0; x < n; ++x) out[x] = static_cast<uint8_t>(out[x] & (row[x + k] == row[x]));
      }
    });
    parallel_for(coarse.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* row = coarse.row(y, 3);
        uint8_t* out = flat.data() + y * n;
        std::fill_n(out, n, uint8_t{1});
        neighbours(y, [&](int64_t v) {
          const float* other = coarse.row(v, 3);
          const uint8_t* even = along.data() + v * n;
          for (int64_t x = 0; x < n; ++x) out[x] = static_cast<uint8_t>(out[x] & even[x] & (other[x] == row[x]));
        });
      }
    });
    parallel_for(coarse.height, 32, job, [&](int64_t begin, int64_t end) {
      std::vector<uint8_t> column(static_cast<size_t>(n + 2 * radius), 0);
      for (int64_t y = begin; y < end; ++y) {
        uint8_t* out = guide.data() + y * n;
        std::fill_n(column.data() + radius, n, uint8_t{0});
        neighbours(y, [&](int64_t v) {
          const uint8_t* even = flat.data() + v * n;
          for (int64_t x = 0; x < n; ++x) column[static_cast<size_t>(x + radius)] |= static_cast<uint8_t>(!even[x]);
        });
        std::fill_n(out, n, uint8_t{0});
        for (int64_t k = 0; k <= 2 * radius; ++k)
          for (int64_t x = 0; x < n; ++x) out[x] |= column[static_cast<size_t>(x + k)];
      }
    });
  }
};

// Calls visit(begin, end, value) for runs of equal bytes.
template <typename Visit>
void each_run(const uint8_t* values, int32_t n, const Visit& visit) {
  for (int32_t begin = 0; begin < n;) {
    int32_t end = begin + 1;
    while (end < n && values[end] == values[begin]) ++end;
    visit(begin, end, values[begin] != 0);
    begin = end;
  }
}

// Averages the guide's pixels whose centres lie in each cell of the coarse grid that is needed; a cell with none takes
// the nearest. Other cells become 0.
void shrink_guide(const ConstImage& guide, const Coarse& coarse, const Need& need, const Job& job) {
  const double cells_x = static_cast<double>(guide.width) / coarse.width;
  const double cells_y = static_cast<double>(guide.height) / coarse.height;
  const auto edge = [](double step, int32_t i, int32_t size) {
    return std::clamp(static_cast<int32_t>(std::lround(i * step)), 0, size);
  };
  const int32_t channels = guide.channels;
  parallel_for(coarse.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(guide.width) * static_cast<size_t>(channels)), sum(row.size());
    for (int64_t y = begin; y < end; ++y) {
      const auto cell = static_cast<int32_t>(y);
      const int32_t top = std::min(edge(cells_y, cell, guide.height), guide.height - 1);
      const int32_t bottom = std::max(edge(cells_y, cell + 1, guide.height), top + 1);
      each_run(need.guide.data() + y * coarse.width, coarse.width, [&](int32_t from, int32_t to, bool needed) {
        if (!needed) {
          for (int32_t k = 0; k < 3; ++k) std::fill(coarse.row(y, k) + from, coarse.row(y, k) + to, 0.0f);
          return;
        }
        const int32_t x0 = std::min(edge(cells_x, from, guide.width), guide.width - 1);
        const int32_t x1 = std::max(edge(cells_x, to, guide.width), std::min(edge(cells_x, to - 1, guide.width), guide.width - 1) + 1);
        const auto samples = static_cast<size_t>(x1 - x0) * static_cast<size_t>(channels);
        std::fill_n(sum.begin(), samples, 0.0f);
        for (int32_t i = top; i < bottom; ++i) {
          row_load(guide, x0, i, x1 - x0, row.data());
          SFUMATO_PICK(guide_tame)(row.data(), static_cast<int64_t>(samples));
          for (size_t k = 0; k < samples; ++k) sum[k] += row[k];
        }
        for (int32_t x = from; x < to; ++x) {
          const int32_t left = std::min(edge(cells_x, x, guide.width), guide.width - 1);
          const int32_t right = std::max(edge(cells_x, x + 1, guide.width), left + 1);
          float c[3] = {};
          for (int32_t i = left; i < right; ++i)
            for (int32_t k = 0; k < 3; ++k)
              c[k] += sum[static_cast<size_t>((i - x0) * channels + (channels < 3 ? 0 : k))];
          for (int32_t k = 0; k < 3; ++k) coarse.row(y, k)[x] = c[k] / static_cast<float>((right - left) * (bottom - top));
        }
      });
    }
  });
}

void repeat_borders(const Coarse& coarse, int32_t from, int32_t to) {
  for (int64_t y = 0; y < coarse.height; ++y)
    for (int32_t plane = from; plane < to; ++plane) {
      float* row = coarse.row(y, plane);
      std::fill_n(row - coarse.radius, coarse.radius, row[0]);
      std::fill_n(row + coarse.width, coarse.radius + slack, row[coarse.width - 1]);
    }
  const auto planes = static_cast<size_t>((to - from) * coarse.pitch);
  for (int32_t k = 1; k <= coarse.radius; ++k) {
    std::copy_n(coarse.row(0, from) - coarse.radius, planes, coarse.row(-k, from) - coarse.radius);
    std::copy_n(coarse.row(coarse.height - 1, from) - coarse.radius, planes, coarse.row(coarse.height - 1 + k, from) - coarse.radius);
  }
}

}  // namespace

void bilateral_upsample(const ConstImage& guide, const ConstImage& matte, const Image& into,
                        const BilateralOptions& options, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != guide.width || into.height != guide.height)
    throw std::invalid_argument("Expected a matte and a result of one channel, the result as large as the guide");
  const int32_t radius = options.radius, taps = 2 * radius + 1;
  const Coarse coarse(matte, radius);
  matte_resample(matte, 1.0, 1.0, matte.width, matte.height, coarse.row(0, 3), coarse.row_pitch, job);
  repeat_borders(coarse, 3, 4);
  const Need need(coarse, job);
  shrink_guide(guide, coarse, need, job);
  repeat_borders(coarse, 0, 3);
  job.report(0.1);

  const auto padded = static_cast<size_t>(guide.width) + slack;
  std::vector<int32_t> first(padded, 0);
  std::vector<float> offset(padded, 0.0f);
  const double step_x = static_cast<double>(matte.width) / guide.width;
  const double step_y = static_cast<double>(matte.height) / guide.height;
  for (int32_t x = 0; x < guide.width; ++x) {
    const double at = (x + 0.5) * step_x - 0.5, nearest = std::nearbyint(at);
    first[static_cast<size_t>(x)] = std::clamp(static_cast<int32_t>(nearest), 0, matte.width - 1);  // border included
    offset[static_cast<size_t>(x)] = static_cast<float>(nearest - radius - at);
  }
  // Where the pixels of each column begin: pixel x belongs to column first[x].
  std::vector<int32_t> starts(static_cast<size_t>(matte.width) + 1, guide.width);
  for (int32_t x = guide.width - 1, column = matte.width - 1; column >= 0; --column) {
    while (x >= 0 && first[static_cast<size_t>(x)] >= column) --x;
    starts[static_cast<size_t>(column)] = x + 1;
  }
  std::atomic<int64_t> finished{0};
  parallel_for(guide.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> weights(static_cast<size_t>(taps)), planes(3 * (tile + slack), 0.0f), result(tile + slack);
    std::vector<float> plain(tile, 0.0f);
    const int32_t depth = guide.channels;
    std::vector<float> pixels(static_cast<size_t>(tile * depth));
    for (int64_t y = begin; y < end; ++y) {
      const double at = (static_cast<double>(y) + 0.5) * step_y - 0.5, nearest = std::nearbyint(at);
      const auto centre = static_cast<int32_t>(std::clamp(nearest, 0.0, matte.height - 1.0));
      for (int32_t k = 0; k < taps; ++k) {
        const double d = nearest + k - radius - at;
        const double near = std::max(0.0, 1.0 - d * d * static_cast<double>(falloff(options.sigma_space)));
        weights[static_cast<size_t>(k)] = static_cast<float>(near * near * near * near);
      }
      const float* window = coarse.row(centre - radius, 0) - radius;
      const auto filter = [&](int32_t x, int32_t n) {
        row_load(guide, x, static_cast<int32_t>(y), n, pixels.data());
        SFUMATO_PICK(guide_tame)(pixels.data(), static_cast<int64_t>(n) * depth);
        const float* pixel[3];
        for (int32_t c = 0; c < 3; ++c) {
          float* plane = planes.data() + c * (tile + slack);
          for (int32_t i = 0; i < n; ++i) plane[i] = pixels[static_cast<size_t>(i * depth + (depth < 3 ? 0 : c))];
          pixel[c] = plane;
        }
        SFUMATO_PICK(bilateral_row)(window, coarse.pitch, coarse.row_pitch, taps, weights.data(),
                                    first.data() + x, offset.data() + x, falloff(options.sigma_space),
                                    falloff(options.sigma_colour), pixel, n, result.data());
        row_store(into, x, static_cast<int32_t>(y), n, result.data());
      };
      const float* known = coarse.row(centre, 3);
      each_run(need.flat.data() + static_cast<int64_t>(centre) * need.width, need.width, [&](int32_t from, int32_t to, bool flat) {
        while (from < to) {
          int32_t last = to;
          if (flat)
            for (last = from + 1; last < to && known[last] == known[from];) ++last;
          const int32_t x1 = starts[static_cast<size_t>(last)];
          if (flat && plain[0] != known[from]) std::fill(plain.begin(), plain.end(), known[from]);
          for (int32_t x = starts[static_cast<size_t>(from)]; x < x1; x += tile) {
            const int32_t n = std::min(tile, x1 - x);
            if (flat)
              row_store(into, x, static_cast<int32_t>(y), n, plain.data());
            else
              filter(x, n);
          }
          from = last;
        }
      });
    }
    finished += end - begin;
    job.report(0.1 + 0.9 * static_cast<double>(finished) / guide.height);
  });
}

}  // namespace sfumato
