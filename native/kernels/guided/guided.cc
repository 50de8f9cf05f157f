// SPDX-License-Identifier: Apache-2.0
#include "sfumato/guided.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/dispatch.h"
#include "base/scratch.h"
#include "guided/resample.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

SFUMATO_DECLARE(void, guide_sum_u8, const uint8_t* in, int64_t n, bool first, uint16_t* sum)
SFUMATO_DECLARE(void, guide_sum_f32, const float* in, int64_t n, bool first, float* sum)
SFUMATO_DECLARE(void, guide_tame, float* values, int64_t n)
SFUMATO_DECLARE(void, guide_cells_u16, const uint16_t* sum, int64_t width, int64_t channels, int64_t size, float scale,
                bool colour, float* const* out)
SFUMATO_DECLARE(void, guide_cells_f32, const float* sum, int64_t width, int64_t channels, int64_t size, float scale,
                bool colour, float* const* out)
SFUMATO_DECLARE(int64_t, guide_cells4_u8, const uint8_t* const* rows, int64_t cells, int64_t channels, bool colour,
                float* const* out)
SFUMATO_DECLARE(void, guide_stretch, const float* coarse, int64_t count, int64_t size, float scale, int64_t x0,
                int64_t x1, float* out)
SFUMATO_DECLARE(void, guide_difference, const float* from, const float* to, int64_t n, float* out)
SFUMATO_DECLARE(void, guide_apply_u8, const uint8_t* in, int64_t channels, bool colour, const float* const* lines,
                float t, int64_t n, uint8_t* out)
SFUMATO_DECLARE(void, guide_apply_f32, const float* in, int64_t channels, bool colour, const float* const* lines,
                float t, int64_t n, float* out)
SFUMATO_DECLARE(void, box_columns, const float* a, const float* b, int64_t stride, int64_t width, int64_t height,
                int64_t y0, int64_t y1, int64_t radius, float* scratch, float* out, int64_t pitch)
SFUMATO_DECLARE(void, box_row, float* padded, int64_t width, int64_t radius, float* out)
SFUMATO_DECLARE(void, box_mean, float* sum, const float* count, float rows, int64_t n)
SFUMATO_DECLARE(void, guided_solve_luma, const float* const* mean, float epsilon, int64_t n, float* a, float* b)
SFUMATO_DECLARE(void, guided_solve_colour, const float* const* mean, float epsilon, int64_t n, float* const* a,
                float* b)

namespace {

constexpr int32_t strip = 64, tile = 1024, slack = 16;

// Two planes to multiply, by index; -1: the first alone.
struct Product {
  int32_t a, b;
};
constexpr Product luma_moments[] = {{0, -1}, {1, -1}, {0, 0}, {0, 1}};
constexpr Product colour_moments[] = {{0, -1}, {1, -1}, {2, -1}, {3, -1}, {0, 0}, {0, 1}, {0, 2},
                                      {1, 1},  {1, 2},  {2, 2},  {0, 3},  {1, 3}, {2, 3}};
constexpr Product coefficients[] = {{0, -1}, {1, -1}, {2, -1}, {3, -1}};

// The subsampled grid and its planes: first the guide's channels and the matte, then the line's coefficients.
struct Grid {
  int32_t width, height, size, radius, channels;
  int64_t pitch;
  Scratch<float> planes;
  std::vector<float> counts;  // columns in the window around each column

  Grid(const ConstImage& guide, const GuidedOptions& options)
      : width((guide.width + options.subsample - 1) / options.subsample),
        height((guide.height + options.subsample - 1) / options.subsample),
        size(options.subsample),
        radius(std::max(1, (options.radius + options.subsample / 2) / options.subsample)),
        channels(options.guide == Guide::colour ? 3 : 1),
        pitch((width + strip - 1) / strip * strip),
        planes(static_cast<size_t>(2 * (channels + 1)) * static_cast<size_t>(pitch) * static_cast<size_t>(height)),
        counts(static_cast<size_t>(pitch), 1.0f) {
    for (int32_t x = 0; x < width; ++x)
      counts[static_cast<size_t>(x)] =
          static_cast<float>(std::min(x + radius, width - 1) - std::max(x - radius, 0) + 1);
  }
  float* plane(int32_t i) { return planes.data() + i * pitch * height; }
  float rows(int64_t y) const {
    return static_cast<float>(std::min<int64_t>(y + radius, height - 1) - std::max<int64_t>(y - radius, 0) + 1);
  }
};

void read_guide(const ConstImage& guide, Grid& grid, const Job& job) {
  const auto samples = static_cast<int64_t>(guide.width) * guide.channels;
  const bool colour = grid.channels == 3, bytes = guide.dtype == DType::u8;
  parallel_for(grid.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<uint16_t> narrow(bytes ? static_cast<size_t>(samples) : 0);
    std::vector<float> row(bytes ? 0 : static_cast<size_t>(samples)), wide(row.size());
    for (int64_t y = begin; y < end; ++y) {
      float* out[3] = {};
      int32_t skip = 0;
      for (int32_t c = 0; c < grid.channels; ++c) out[c] = grid.plane(c) + y * grid.pitch;
      const auto first = static_cast<int32_t>(y * grid.size), last = std::min(first + grid.size, guide.height);
      const float scale = 1.0f / static_cast<float>(last - first);
      if (bytes && last - first == 4 && guide.channels >= 3) {
        const uint8_t* four[] = {guide.row(first), guide.row(first + 1), guide.row(first + 2), guide.row(first + 3)};
        const int64_t done = SFUMATO_PICK(guide_cells4_u8)(four, guide.width / 4, guide.channels, colour, out);
        for (float*& o : out) o = o ? o + done : o;
        skip = static_cast<int32_t>(4 * done);
      }
      const int64_t rest = samples - static_cast<int64_t>(skip) * guide.channels;
      for (int32_t i = first; i < last; ++i) {
        if (bytes) {
          SFUMATO_PICK(guide_sum_u8)(guide.row(i) + (samples - rest), rest, i == first, narrow.data());
        } else {
          row_load(guide, 0, i, guide.width, row.data());
          SFUMATO_PICK(guide_tame)(row.data(), samples);
          SFUMATO_PICK(guide_sum_f32)(row.data(), samples, i == first, wide.data());
        }
      }
      if (bytes)
        SFUMATO_PICK(guide_cells_u16)(narrow.data(), guide.width - skip, guide.channels, grid.size, scale / 255.0f,
                                      colour, out);
      else
        SFUMATO_PICK(guide_cells_f32)(wide.data(), guide.width, guide.channels, grid.size, scale, colour, out);
    }
  });
}

// Window means of products of planes, row by row, handed to `use(y, means)`; a means row has grid.pitch floats.
template <typename Use>
void window_means(Grid& grid, int32_t first_plane, const Product* products, int32_t count, const Job& job,
                  const Use& use) {
  const int32_t radius = grid.radius, band = std::max(32, 2 * radius);
  const int64_t padded = grid.pitch + 2 * radius + slack;
  parallel_for((grid.height + band - 1) / band, 1, job, [&](int64_t begin, int64_t end) {
    const Scratch<float> scratch(static_cast<size_t>((2 * radius + 1) * strip));
    const Scratch<float> columns(static_cast<size_t>(padded * band * count));
    const Scratch<float> means(static_cast<size_t>(grid.pitch * count));
    for (int64_t b = begin; b < end; ++b) {
      job.check();
      const int64_t y0 = b * band, y1 = std::min<int64_t>(y0 + band, grid.height);
      for (int32_t q = 0; q < count; ++q) {
        const float* one = grid.plane(first_plane + products[q].a);
        const float* two = products[q].b < 0 ? nullptr : grid.plane(first_plane + products[q].b);
        SFUMATO_PICK(box_columns)(one, two, grid.pitch, grid.pitch, grid.height, y0, y1, radius, scratch.data(),
                                  columns.data() + q * band * padded + radius, padded);
      }
      for (int64_t y = y0; y < y1; ++y) {
        const float* rows[16] = {};
        for (int32_t q = 0; q < count; ++q) {
          float* row = columns.data() + (q * band + y - y0) * padded;
          float* mean = means.data() + q * grid.pitch;
          std::fill_n(row, radius, 0.0f);
          std::fill(row + radius + grid.width, row + padded, 0.0f);
          SFUMATO_PICK(box_row)(row, grid.width, radius, mean);
          SFUMATO_PICK(box_mean)(mean, grid.counts.data(), grid.rows(y), grid.width);
          rows[q] = mean;
        }
        use(y, rows);
      }
    }
  });
}

void solve(Grid& grid, float epsilon, const Job& job) {
  const int32_t channels = grid.channels;
  if (channels == 1)
    window_means(grid, 0, luma_moments, 4, job, [&](int64_t y, const float* const* mean) {
      SFUMATO_PICK(guided_solve_luma)(mean, epsilon, grid.width, grid.plane(2) + y * grid.pitch,
                                      grid.plane(3) + y * grid.pitch);
    });
  else
    window_means(grid, 0, colour_moments, 13, job, [&](int64_t y, const float* const* mean) {
      float* slopes[3];
      for (int32_t c = 0; c < 3; ++c) slopes[c] = grid.plane(4 + c) + y * grid.pitch;
      SFUMATO_PICK(guided_solve_colour)(mean, epsilon, grid.width, slopes, grid.plane(7) + y * grid.pitch);
    });
  job.report(0.5);
  // Their means go where the guide and matte were: those are not needed any more.
  window_means(grid, channels + 1, coefficients, channels + 1, job, [&](int64_t y, const float* const* mean) {
    for (int32_t c = 0; c <= channels; ++c) std::copy_n(mean[c], grid.width, grid.plane(c) + y * grid.pitch);
  });
}

void apply(const ConstImage& guide, Grid& grid, const Image& into, const Job& job) {
  const int32_t lines = grid.channels + 1, channels = guide.channels, size = grid.size;
  const bool colour = grid.channels == 3, bytes = guide.dtype == DType::u8 && into.dtype == DType::u8;
  const float slope_scale = !bytes ? 1.0f : colour ? 1.0f / 255.0f : 1.0f / (128.0f * 255.0f);
  // Group j: the rows between the centres of coarse rows j and j + 1.
  parallel_for(grid.height + 1, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> stretched(static_cast<size_t>(2 * lines) * (tile + slack));
    std::vector<float> change(static_cast<size_t>(lines * grid.width));
    std::vector<float> pixels(bytes ? 0 : static_cast<size_t>(tile * channels)), result(bytes ? 0 : tile);
    const float* at[8] = {};
    for (int32_t k = 0; k < 2 * lines; ++k) at[k] = stretched.data() + k * (tile + slack);
    for (int64_t group = begin; group < end; ++group) {
      const int64_t j = group - 1;
      const int64_t top = std::max<int64_t>(0, j * size + size / 2);
      const int64_t bottom = std::min<int64_t>(guide.height, (j + 1) * size + size / 2);
      const int64_t above = std::max<int64_t>(j, 0), below = std::min<int64_t>(j + 1, grid.height - 1);
      for (int32_t c = 0; c < lines; ++c)
        SFUMATO_PICK(guide_difference)(grid.plane(c) + below * grid.pitch, grid.plane(c) + above * grid.pitch,
                                       grid.width, change.data() + c * grid.width);
      for (int32_t x = 0; x < guide.width; x += tile) {
        const int32_t n = std::min(tile, guide.width - x);
        for (int32_t c = 0; c < lines; ++c) {
          const float scale = c + 1 < lines ? slope_scale : 1.0f;
          float* line = stretched.data() + 2 * c * (tile + slack);
          SFUMATO_PICK(guide_stretch)(grid.plane(c) + above * grid.pitch, grid.width, size, scale, x, x + n, line);
          SFUMATO_PICK(guide_stretch)(change.data() + c * grid.width, grid.width, size, scale, x, x + n,
                                      line + tile + slack);
        }
        for (int64_t y = top; y < bottom; ++y) {
          const auto t = static_cast<float>((static_cast<double>(y) + 0.5) / size - 0.5 - static_cast<double>(j));
          const auto row = static_cast<int32_t>(y);
          if (bytes) {
            SFUMATO_PICK(guide_apply_u8)(guide.row(row) + static_cast<ptrdiff_t>(x) * channels, channels, colour, at,
                                         t, n, into.row(row) + x);
          } else {
            row_load(guide, x, row, n, pixels.data());
            SFUMATO_PICK(guide_tame)(pixels.data(), static_cast<int64_t>(n) * channels);
            SFUMATO_PICK(guide_apply_f32)(pixels.data(), channels, colour, at, t, n, result.data());
            row_store(into, x, row, n, result.data());
          }
        }
      }
    }
  });
}

}  // namespace

void guided_refine(const ConstImage& guide, const ConstImage& matte, const Image& into, const GuidedOptions& options,
                   const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != guide.width || into.height != guide.height)
    throw std::invalid_argument("Expected a matte and a result of one channel, the result as large as the guide");
  Grid grid(guide, options);
  read_guide(guide, grid, job);
  job.report(0.2);
  matte_resample(matte, static_cast<double>(grid.size) * matte.width / guide.width,
                 static_cast<double>(grid.size) * matte.height / guide.height, grid.width, grid.height,
                 grid.plane(grid.channels), grid.pitch, job);
  solve(grid, std::max(options.epsilon, 1e-6f), job);
  job.report(0.6);
  apply(guide, grid, into, job);
  job.report(1.0);
}

}  // namespace sfumato
