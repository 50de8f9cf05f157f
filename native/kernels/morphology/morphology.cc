// SPDX-License-Identifier: Apache-2.0
#include "sfumato/morphology.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "base/scratch.h"
#include "morphology/extremes.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t largest_exact = 24, ring_points = 32;
constexpr float largest_step = 2.6f;  // how much a ring may widen a disc without leaving a hole in its middle

// Half the width of each row of a structuring element, from row -radius_y to row radius_y.
struct Chords {
  int32_t radius_x, radius_y;
  std::vector<int32_t> half;
};

Chords chords(Element element, int32_t radius_x, int32_t radius_y) {
  Chords c{radius_x, radius_y, {}};
  for (int32_t dy = -radius_y; dy <= radius_y; ++dy) {
    const double v = dy / (radius_y + 0.25);
    const double u = element == Element::ellipse ? std::sqrt(1.0 - v * v) * (radius_x + 0.25) : radius_x;
    c.half.push_back(static_cast<int32_t>(u));
  }
  return c;
}

// The picture as samples of one type, complemented for minima: everything below works on maxima.
template <typename T>
struct Samples {
  static constexpr DType dtype = sizeof(T) == 1 ? DType::u8 : DType::u16;
  bool inverted;

  void read(const ConstImage& image, int64_t x, int64_t y, int64_t n, T* out, float* row) const {
    const auto x32 = static_cast<int32_t>(x), y32 = static_cast<int32_t>(y), n32 = static_cast<int32_t>(n);
    if (image.dtype == dtype && image.range == Range::full) {
      std::copy_n(reinterpret_cast<const T*>(image.row(y32)) + x, n, out);
    } else {
      row_load(image, x32, y32, n32, row);
      row_store(Image{out, n32, 1, 1, 0, dtype, Range::full}, 0, 0, n32, row);
    }
    if (inverted) complement(out, n);
  }
  void write(const Image& image, int64_t x, int64_t y, int64_t n, T* in, float* row) const {
    const auto x32 = static_cast<int32_t>(x), y32 = static_cast<int32_t>(y), n32 = static_cast<int32_t>(n);
    if (inverted) complement(in, n);
    if (image.dtype == dtype && image.range == Range::full) {
      std::copy_n(in, n, reinterpret_cast<T*>(image.row(y32)) + x);
    } else {
      row_load(ConstImage{in, n32, 1, 1, 0, dtype, Range::full}, 0, 0, n32, row);
      row_store(image, x32, y32, n32, row);
    }
  }
};

template <typename T>
struct Plane {
  int64_t width, height;
  Scratch<T> samples;
  Plane(const ConstImage& like)
      : width(like.width), height(like.height), samples(static_cast<size_t>(width) * static_cast<size_t>(height)) {}
  T* row(int64_t y) const { return samples.data() + y * width; }
};

// One tile of the maximum over an element given by its chords. Rows are widened by doubling to each chord's length
// in turn, shortest first, and every length is used for all rows of the element that have it.
template <typename T>
class Tile {
 public:
  Tile(const Chords& element, int64_t width, int64_t height)
      : element_(element),
        width_(width),
        pitch_(width + 2 * element.radius_x),
        rows_(height + 2 * element.radius_y),
        wide_(static_cast<size_t>(pitch_ * rows_)),
        chord_(static_cast<size_t>(width * rows_)),
        result_(static_cast<size_t>(width * height)),
        floats_(static_cast<size_t>(pitch_)) {}

  // The maxima of columns x0..x0+n, rows y0..y1.
  void compute(const ConstImage& image, const Samples<T>& samples, int64_t x0, int64_t n, int64_t y0, int64_t y1) {
    const int64_t rx = element_.radius_x, ry = element_.radius_y, rows = y1 - y0 + 2 * ry, span = n + 2 * rx;
    for (int64_t i = 0; i < rows; ++i) {
      T* row = wide_.data() + i * pitch_;
      const int64_t y = y0 - ry + i, left = std::max<int64_t>(x0 - rx, 0);
      const int64_t right = std::min<int64_t>(x0 + n + rx, image.width);
      std::fill_n(row, span, T{0});
      if (y >= 0 && y < image.height) samples.read(image, left, y, right - left, row + (left - (x0 - rx)), floats_.data());
    }
    std::fill_n(result_.data(), width_ * (y1 - y0), T{0});
    std::vector<int32_t> lengths(element_.half);
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    int64_t reach = 1;  // wide_[i] is the maximum of i..i+reach-1
    for (const int32_t half : lengths) {
      const int64_t length = 2 * int64_t{half} + 1;
      for (; reach * 2 <= length; reach *= 2)
        for (int64_t i = 0; i < rows; ++i) widen(wide_.data() + i * pitch_, span - 2 * reach + 1, reach);
      for (int64_t i = 0; i < rows; ++i) {
        const T* from = wide_.data() + i * pitch_ + rx - half;
        larger(from, from + length - reach, n, chord_.data() + i * width_);
      }
      lengths.size() == 1 ? rectangle(y1 - y0, n) : rows_of(half, y1 - y0, n);
    }
  }

  T* row(int64_t i) const { return result_.data() + i * width_; }
  float* floats() { return floats_.data(); }

 private:
  void rows_of(int32_t half, int64_t count, int64_t n) {
    const int32_t ry = element_.radius_y;
    for (int64_t y = 0; y < count; ++y)
      for (int32_t dy = 0; dy <= ry; ++dy) {
        if (element_.half[static_cast<size_t>(ry + dy)] != half) continue;
        raise_two(row(y), chord_.data() + (y + ry - dy) * width_, chord_.data() + (y + ry + dy) * width_, n);
      }
  }
  // All rows of the element are alike: double down the columns too.
  void rectangle(int64_t count, int64_t n) {
    const int64_t length = 2 * int64_t{element_.radius_y} + 1;
    int64_t reach = 1, rows = count + length - 1;
    for (; reach * 2 <= length; reach *= 2) {
      rows -= reach;
      for (int64_t i = 0; i < rows; ++i) raise(chord_.data() + i * width_, chord_.data() + (i + reach) * width_, n);
    }
    for (int64_t y = 0; y < count; ++y)
      larger(chord_.data() + y * width_, chord_.data() + (y + length - reach) * width_, n, row(y));
  }

  const Chords& element_;
  int64_t width_, pitch_, rows_;
  Scratch<T> wide_, chord_, result_;
  std::vector<float> floats_;
};

// Runs `emit(x, y, n, samples, floats)` over the rows of every tile.
template <typename T, typename Emit>
void for_tiles(const ConstImage& image, const Chords& element, const Samples<T>& samples, const Job& job,
               const Emit& emit) {
  const int64_t tile_w = 1024, tile_h = std::max<int64_t>(64, element.radius_y);
  const int64_t across = (image.width + tile_w - 1) / tile_w, down = (image.height + tile_h - 1) / tile_h;
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    Tile<T> tile(element, tile_w, tile_h);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t x = i % across * tile_w, y = i / across * tile_h;
      const int64_t n = std::min<int64_t>(tile_w, image.width - x), y1 = std::min<int64_t>(y + tile_h, image.height);
      tile.compute(image, samples, x, n, y, y1);
      for (int64_t k = y; k < y1; ++k) emit(x, k, n, tile.row(k - y), tile.floats());
    }
  });
}

template <typename T>
void to_plane(const ConstImage& image, const Chords& element, const Samples<T>& samples, const Plane<T>& plane,
              const Job& job) {
  for_tiles<T>(image, element, samples, job, [&](int64_t x, int64_t y, int64_t n, T* row, float*) {
    std::copy_n(row, n, plane.row(y) + x);
  });
}

struct Offset {
  int32_t dx, dy;
  auto operator<=>(const Offset&) const = default;
};

// out row = maximum over the offsets that stay inside the picture.
template <typename T>
void gather_row(const Plane<T>& in, int64_t y, const std::vector<Offset>& offsets, T* out) {
  std::copy_n(in.row(y), in.width, out);
  for (const Offset& o : offsets) {
    if (y + o.dy < 0 || y + o.dy >= in.height) continue;
    const int64_t begin = std::max<int64_t>(0, -o.dx), end = std::min<int64_t>(in.width, in.width - o.dx);
    if (begin < end) raise(out + begin, in.row(y + o.dy) + begin + o.dx, end - begin);
  }
}

std::vector<Offset> ring(double radius, double turn) {
  std::set<Offset> points;
  for (int32_t i = 0; i < ring_points; ++i) {
    const double angle = (i + turn) * 2.0 * 3.14159265358979323846 / ring_points;
    points.insert({static_cast<int32_t>(std::lround(radius * std::cos(angle))),
                   static_cast<int32_t>(std::lround(radius * std::sin(angle)))});
  }
  return {points.begin(), points.end()};
}

template <typename T>
void grow(const ConstImage& matte, const Image& into, float radius, const Job& job) {
  const Samples<T> samples{radius < 0};
  const double size = std::fabs(static_cast<double>(radius)), whole = std::floor(size);
  const auto weight = static_cast<int32_t>(std::lround((size - whole) * 256));
  const auto core = static_cast<int32_t>(std::min<double>(whole, largest_exact));
  const Chords disc = chords(Element::ellipse, core, core);
  Plane<T> a(matte), b(matte);
  Plane<T>*from = &a, *to = &b;
  to_plane(matte, disc, samples, *from, job);
  job.report(0.4);
  if (whole > core) {
    const double stages = std::ceil(std::log(whole / core) / std::log(static_cast<double>(largest_step)));
    const double factor = std::pow(whole / core, 1.0 / stages);
    double reached = core;
    for (int32_t stage = 0; stage < static_cast<int32_t>(stages); ++stage) {
      const std::vector<Offset> offsets = ring(reached * (factor - 1.0), stage % 2 * 0.5);
      reached *= factor;
      parallel_for(matte.height, 16, job, [&](int64_t begin, int64_t end) {
        for (int64_t y = begin; y < end; ++y) gather_row(*from, y, offsets, to->row(y));
      });
      std::swap(from, to);
    }
  }
  job.report(0.8);
  const std::vector<Offset> cross{{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
  parallel_for(matte.height, 16, job, [&](int64_t begin, int64_t end) {
    std::vector<T> next(static_cast<size_t>(matte.width)), row(next.size());
    std::vector<float> floats(next.size());
    for (int64_t y = begin; y < end; ++y) {
      std::copy_n(from->row(y), matte.width, row.data());
      if (weight > 0) {
        gather_row(*from, y, cross, next.data());
        blend(row.data(), next.data(), matte.width, weight);
      }
      samples.write(into, 0, y, matte.width, row.data(), floats.data());
    }
  });
}

template <typename T>
void extremes(const ConstImage& matte, const Image& into, const Chords& element, bool minimum, const Job& job) {
  const Samples<T> samples{minimum};
  const Plane<T> plane(matte);
  to_plane(matte, element, samples, plane, job);
  parallel_for(matte.height, 32, job, [&](int64_t begin, int64_t end) {
    std::vector<float> floats(static_cast<size_t>(matte.width));
    for (int64_t y = begin; y < end; ++y) samples.write(into, 0, y, matte.width, plane.row(y), floats.data());
  });
}

void check_sizes(const ConstImage& matte, const Image& into) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
}

void extremes_of(const ConstImage& matte, const Image& into, const Chords& element, bool minimum, const Job& job) {
  check_sizes(matte, into);
  matte.dtype == DType::u8 ? extremes<uint8_t>(matte, into, element, minimum, job)
                           : extremes<uint16_t>(matte, into, element, minimum, job);
  job.report(1.0);
}

}  // namespace

void matte_grow(const ConstImage& matte, const Image& into, float radius, const Job& job) {
  check_sizes(matte, into);
  matte.dtype == DType::u8 ? grow<uint8_t>(matte, into, radius, job) : grow<uint16_t>(matte, into, radius, job);
  job.report(1.0);
}

void matte_dilate(const ConstImage& matte, const Image& into, Element element, int32_t radius_x, int32_t radius_y,
                  const Job& job) {
  extremes_of(matte, into, chords(element, radius_x, radius_y), false, job);
}

void matte_erode(const ConstImage& matte, const Image& into, Element element, int32_t radius_x, int32_t radius_y,
                 const Job& job) {
  extremes_of(matte, into, chords(element, radius_x, radius_y), true, job);
}

}  // namespace sfumato
