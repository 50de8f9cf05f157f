// SPDX-License-Identifier: Apache-2.0
#include "sfumato/foreground.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "base/dispatch.h"
#include "base/scratch.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

SFUMATO_DECLARE(void, foreground_step, const float* in, int64_t plane, int64_t pitch, int64_t n, float regularisation,
                float gradient_weight, float highest, float* out)
SFUMATO_DECLARE(void, guide_stretch, const float* coarse, int64_t count, int64_t size, float scale, int64_t x0, int64_t x1,
                float* out)

namespace {

constexpr int64_t slack = 16, tile = 128, fine_scale = 4;
constexpr double whole_pixels = 1.5e6;
enum Plane : int32_t { image_0 = 0, alpha_0 = 3, front_0 = 4, back_0 = 7, planes = 10 };

// One level: ten planes with a border of one pixel.
struct Level {
  int64_t width, height, pitch, plane;
  Scratch<float> values;

  Level(int64_t w, int64_t h)
      : width(w), height(h), pitch(w + 2 + slack), plane(pitch * (h + 2)), values(static_cast<size_t>(plane * planes)) {
    std::fill_n(values.data(), plane * planes, 0.0f);
  }
  float* row(int32_t p, int64_t y) const { return values.data() + p * plane + (y + 1) * pitch + 1; }

  void repeat_borders(int32_t first, int32_t last) const {
    for (int32_t p = first; p < last; ++p) {
      for (int64_t y = 0; y < height; ++y) {
        row(p, y)[-1] = row(p, y)[0];
        row(p, y)[width] = row(p, y)[width - 1];
      }
      std::copy_n(row(p, 0) - 1, width + 2, row(p, -1) - 1);
      std::copy_n(row(p, height - 1) - 1, width + 2, row(p, height) - 1);
    }
  }
};

struct Solver {
  ForegroundOptions options;
  float highest;

  void run(const Level& level, int32_t iterations, const Job& job) const {
    const Level other(level.width, level.height);
    for (int32_t p = image_0; p < front_0; ++p)
      std::copy_n(level.values.data() + p * level.plane, level.plane, other.values.data() + p * level.plane);
    const Level *from = &level, *to = &other;
    for (int32_t i = 0; i < iterations; ++i) {
      from->repeat_borders(front_0, planes);
      parallel_for(level.height, 16, job, [&](int64_t begin, int64_t end) {
        for (int64_t y = begin; y < end; ++y)
          SFUMATO_PICK(foreground_step)(from->row(0, y), level.plane, level.pitch, level.width, options.regularisation,
                                        options.gradient_weight, highest, to->row(0, y));
      });
      std::swap(from, to);
    }
    if (from != &level)
      std::copy_n(from->row(front_0, 0) - level.pitch - 1, 6 * level.plane, level.row(front_0, 0) - level.pitch - 1);
  }
};

// Half the size, of the picture and alpha, by the mean of 2 x 2.
void halve(const Level& fine, const Level& coarse) {
  for (int32_t p = image_0; p < front_0; ++p)
    for (int64_t y = 0; y < coarse.height; ++y) {
      const float *a = fine.row(p, 2 * y), *b = fine.row(p, std::min(2 * y + 1, fine.height - 1));
      float* out = coarse.row(p, y);
      for (int64_t x = 0; x < coarse.width; ++x) {
        const int64_t right = std::min(2 * x + 1, fine.width - 1);
        out[x] = 0.25f * (a[2 * x] + a[right] + b[2 * x] + b[right]);
      }
    }
  coarse.repeat_borders(image_0, front_0);
}

// F and B of a level from the next coarser one, by linear interpolation. Pixel (0, 0) of `fine` lies `left`, `top`
// fine pixels from the corner of `coarse`.
void enlarge(const Level& coarse, const Level& fine, int64_t left, int64_t top) {
  for (int64_t y = 0; y < fine.height; ++y) {
    const double v = std::clamp((static_cast<double>(y + top) + 0.5) / 2 - 0.5, 0.0, static_cast<double>(coarse.height - 1));
    const auto y0 = static_cast<int64_t>(v), y1 = std::min(y0 + 1, coarse.height - 1);
    const auto ty = static_cast<float>(v - static_cast<double>(y0));
    for (int32_t p = front_0; p < planes; ++p) {
      const float *a = coarse.row(p, y0), *b = coarse.row(p, y1);
      float* out = fine.row(p, y);
      for (int64_t x = 0; x < fine.width; ++x) {
        const int64_t u = x + left, base = u / 2;
        const int64_t x0 = std::min(u % 2 ? base : std::max<int64_t>(base - 1, 0), coarse.width - 1);
        const int64_t x1 = std::min(u % 2 ? base + 1 : base, coarse.width - 1);
        const float tx = u % 2 ? 0.25f : 0.75f;
        const float above = a[x0] + tx * (a[x1] - a[x0]), below = b[x0] + tx * (b[x1] - b[x0]);
        out[x] = above + ty * (below - above);
      }
    }
  }
}

// The picture and alpha of a rectangle, each value the mean of scale x scale pixels (fewer at the border).
void read_region(const ConstImage& image, const ConstImage& alpha, Rect area, int32_t scale, const Level& level,
                 float* highest, const Job& job) {
  std::mutex mutex;
  const int32_t channels = image.channels;
  const size_t alpha_at = channels == 4 ? 3 : 4;  // of four
  const bool bounds = highest && image.range != Range::full;
  const auto samples = static_cast<size_t>(area.width * channels), across = static_cast<size_t>(area.width);
  parallel_for(level.height, 8, job, [&](int64_t begin, int64_t end) {
    std::vector<float> pixels(samples), matte(across), colours(samples), cover(across);
    float most = 0.0f;
    for (int64_t y = begin; y < end; ++y) {
      const int64_t first = y * scale, last = std::min<int64_t>(first + scale, area.height);
      std::fill(colours.begin(), colours.end(), 0.0f);
      std::fill(cover.begin(), cover.end(), 0.0f);
      for (int64_t i = first; i < last; ++i) {
        const auto at = static_cast<int32_t>(area.y + i);
        row_load(image, area.x, at, area.width, pixels.data());
        row_load(alpha, area.x, at, area.width, matte.data());
        for (size_t k = 0; k < samples; ++k) {
          const float v = pixels[k] > 0.0f ? pixels[k] : 0.0f, tame = v < 65504.0f ? v : 65504.0f;
          colours[k] += tame;
        }
        for (size_t k = 0; bounds && k < samples; ++k) most = k % 4 != alpha_at && pixels[k] > most ? pixels[k] : most;
        for (size_t k = 0; k < across; ++k) {
          const float a = matte[k] > 0.0f ? matte[k] : 0.0f;
          cover[k] += a < 1.0f ? a : 1.0f;
        }
      }
      float* out[4] = {level.row(0, y), level.row(1, y), level.row(2, y), level.row(alpha_0, y)};
      for (int64_t x = 0; x < level.width; ++x) {
        const int64_t left = x * scale, right = std::min<int64_t>(left + scale, area.width);
        float sum[4] = {};
        for (int64_t k = left; k < right; ++k) {
          for (int32_t c = 0; c < 3; ++c) sum[c] += colours[static_cast<size_t>(k * channels + c)];
          sum[3] += cover[static_cast<size_t>(k)];
        }
        const float share = 1.0f / static_cast<float>((right - left) * (last - first));
        for (int32_t c = 0; c < 4; ++c) out[c][x] = sum[c] * share;
      }
    }
    const std::lock_guard<std::mutex> lock(mutex);
    if (highest) *highest = std::max(*highest, std::min(most, 65504.0f));
  });
  level.repeat_borders(image_0, front_0);
}

// Starts F and B of the smallest level at the mean colours of what is surely each.
void start(const Level& level) {
  double sum[2][4] = {};
  for (int64_t y = 0; y < level.height; ++y)
    for (int64_t x = 0; x < level.width; ++x) {
      const double a = static_cast<double>(level.row(alpha_0, y)[x]);
      const double weight[2] = {a * a * a + 1e-6, (1 - a) * (1 - a) * (1 - a) + 1e-6};
      for (int k = 0; k < 2; ++k) {
        for (int32_t c = 0; c < 3; ++c) sum[k][c] += weight[k] * static_cast<double>(level.row(c, y)[x]);
        sum[k][3] += weight[k];
      }
    }
  for (int32_t c = 0; c < 3; ++c)
    for (int64_t y = 0; y < level.height; ++y) {
      std::fill_n(level.row(front_0 + c, y), level.width, static_cast<float>(sum[0][c] / sum[0][3]));
      std::fill_n(level.row(back_0 + c, y), level.width, static_cast<float>(sum[1][c] / sum[1][3]));
    }
}

// Solves a level from the mean colours up.
void solve_pyramid(const Level& level, const Solver& solver, const Job& job) {
  const int64_t side = std::max(level.width, level.height);
  if (side <= 2) {
    start(level);
  } else {
    const Level coarse((level.width + 1) / 2, (level.height + 1) / 2);
    halve(level, coarse);
    solve_pyramid(coarse, solver, job);
    enlarge(coarse, level, 0, 0);
  }
  solver.run(level, side <= 32 ? 10 : solver.options.iterations, job);
}

// A row of the result: the picture where alpha is 1, else F.
void write_row(const ConstImage& image, const ConstImage& alpha, const Image& into, const Level& level, int64_t level_x,
               int64_t level_y, int32_t x, int32_t y, int32_t n) {
  std::vector<float> pixels(static_cast<size_t>(n * image.channels)), matte(static_cast<size_t>(n)),
      out(static_cast<size_t>(n * into.channels));
  row_load(image, x, y, n, pixels.data());
  row_load(alpha, x, y, n, matte.data());
  for (int32_t i = 0; i < n; ++i) {
    const float a = matte[static_cast<size_t>(i)];
    for (int32_t c = 0; c < 3; ++c)
      out[static_cast<size_t>(i * into.channels + c)] =
          a >= 1.0f ? pixels[static_cast<size_t>(i * image.channels + c)] : level.row(front_0 + c, level_y)[level_x + i];
    if (into.channels == 4) out[static_cast<size_t>(i * 4 + 3)] = a;
  }
  row_store(into, x, y, n, out.data());
}

// A row where alpha is 0 or 1: the picture, or F as the coarse level has it. The rest is finished by tiles.
class PlainRows {
 public:
  PlainRows(const ConstImage& image, const ConstImage& alpha, const Image& into, const Level& base)
      : image_(image), alpha_(alpha), into_(into), base_(base), n_(static_cast<size_t>(image.width)),
        pixels_(n_ * static_cast<size_t>(image.channels)), matte_(n_), out_(n_ * static_cast<size_t>(into.channels)),
        mixed_(static_cast<size_t>(base.width)), front_(3 * n_) {}

  void write(int32_t y) {
    row_load(image_, 0, y, image_.width, pixels_.data());
    row_load(alpha_, 0, y, image_.width, matte_.data());
    if (!std::all_of(matte_.begin(), matte_.end(), [](float a) { return a >= 1.0f; })) stretch(y);
    const int32_t in = image_.channels, out = into_.channels;
    for (size_t i = 0; i < n_; ++i) {
      const float *solid = pixels_.data() + i * static_cast<size_t>(in), *f = front_.data() + i, a = matte_[i];
      float* o = out_.data() + i * static_cast<size_t>(out);
      for (size_t c = 0; c < 3; ++c) o[c] = a >= 1.0f ? solid[c] : f[c * n_];
      if (out == 4) o[3] = a;
    }
    row_store(into_, 0, y, image_.width, out_.data());
  }

 private:
  void stretch(int32_t y) {
    const double v = std::clamp((static_cast<double>(y) + 0.5) / fine_scale - 0.5, 0.0, static_cast<double>(base_.height - 1));
    const auto y0 = static_cast<int64_t>(v), y1 = std::min(y0 + 1, base_.height - 1);
    const auto t = static_cast<float>(v - static_cast<double>(y0));
    for (int32_t c = 0; c < 3; ++c) {
      const float *a = base_.row(front_0 + c, y0), *b = base_.row(front_0 + c, y1);
      for (size_t x = 0; x < mixed_.size(); ++x) mixed_[x] = a[x] + t * (b[x] - a[x]);
      SFUMATO_PICK(guide_stretch)(mixed_.data(), base_.width, fine_scale, 1.0f, 0, image_.width,
                                  front_.data() + static_cast<size_t>(c) * n_);
    }
  }

  const ConstImage &image_, &alpha_;
  const Image& into_;
  const Level& base_;
  size_t n_;
  std::vector<float> pixels_, matte_, out_, mixed_, front_;
};

// The least rectangle of a tile that holds its pixels of alpha between 0 and 1; of no width when there are none.
Rect soft_within(const ConstImage& alpha, int64_t x0, int64_t y0) {
  const auto n = static_cast<int32_t>(std::min<int64_t>(tile, alpha.width - x0)), x = static_cast<int32_t>(x0);
  const auto bottom = static_cast<int32_t>(std::min<int64_t>(y0 + tile, alpha.height));
  int32_t left = n, right = 0, first = bottom, last = bottom;
  float row[tile];
  for (auto y = static_cast<int32_t>(y0); y < bottom; ++y) {
    row_load(alpha, x, y, n, row);
    const auto soft = [&](int32_t i) { return row[i] > 0.0f && row[i] < 1.0f; };
    int32_t begin = 0, end = n;
    while (begin < n && !soft(begin)) ++begin;
    if (begin == n) continue;
    while (!soft(end - 1)) --end;
    left = std::min(left, begin);
    right = std::max(right, end);
    first = std::min(first, y);
    last = y + 1;
  }
  return {x + left, first, std::max(right - left, 0), last - first};
}

// The two finest levels of a part of the picture, with enough around it that parts meet exactly: each iteration looks
// one pixel further, and half-size pixels are two.
void finish_part(const ConstImage& image, const ConstImage& alpha, const Image& into, const Level& coarse,
                 const Solver& solver, Rect part) {
  const int32_t halo = 3 * solver.options.iterations + 8;
  const int32_t left = std::max(part.x - halo, 0) / 2 * 2, top = std::max(part.y - halo, 0) / 2 * 2;
  const Rect area{left, top, std::min(part.x + part.width + halo, image.width) - left,
                  std::min(part.y + part.height + halo, image.height) - top};
  const Level full(area.width, area.height), half((area.width + 1) / 2, (area.height + 1) / 2);
  read_region(image, alpha, area, 1, full, nullptr, {});
  halve(full, half);
  enlarge(coarse, half, left / 2, top / 2);
  solver.run(half, solver.options.iterations, {});
  enlarge(half, full, 0, 0);
  solver.run(full, solver.options.iterations, {});
  for (int32_t y = part.y; y < part.y + part.height; ++y)
    write_row(image, alpha, into, full, part.x - left, y - top, part.x, y, part.width);
}

}  // namespace

void estimate_foreground(const ConstImage& image, const ConstImage& alpha, const Image& into,
                         const ForegroundOptions& options, const Job& job) {
  const bool sizes = alpha.width == image.width && alpha.height == image.height && into.width == image.width &&
                     into.height == image.height;
  if (image.channels < 3 || alpha.channels != 1 || into.channels < 3 || !sizes)
    throw std::invalid_argument("Expected a colour picture, its alpha and a colour result of one size");
  Solver solver{options, 1.0f};
  const bool whole = static_cast<double>(image.width) * image.height <= whole_pixels;
  const int32_t scale = whole ? 1 : static_cast<int32_t>(fine_scale);
  const Level base((image.width + scale - 1) / scale, (image.height + scale - 1) / scale);
  read_region(image, alpha, {0, 0, image.width, image.height}, scale, base, &solver.highest, job);
  job.report(0.2);
  solve_pyramid(base, solver, job);
  job.report(0.4);
  if (whole) {
    parallel_for(image.height, 16, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y)
        write_row(image, alpha, into, base, 0, y, 0, static_cast<int32_t>(y), image.width);
    });
  } else {
    const int64_t across = (image.width + tile - 1) / tile, down = (image.height + tile - 1) / tile;
    std::atomic<int64_t> finished{0};
    parallel_for(down, 1, job, [&](int64_t begin, int64_t end) {
      PlainRows plain(image, alpha, into, base);
      for (int64_t i = begin; i < end; ++i) {
        for (int64_t y = i * tile; y < std::min<int64_t>((i + 1) * tile, image.height); ++y) plain.write(static_cast<int32_t>(y));
        for (int64_t k = 0; k < across; ++k) {
          job.check();
          const Rect part = soft_within(alpha, k * tile, i * tile);
          if (part.width > 0) finish_part(image, alpha, into, base, solver, part);
        }
        job.report(0.4 + 0.6 * static_cast<double>(++finished) / static_cast<double>(down));
      }
    });
  }
  job.report(1.0);
}

}  // namespace sfumato
