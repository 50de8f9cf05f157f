// SPDX-License-Identifier: Apache-2.0
#include "sfumato/morphology.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "base/scratch.h"
#include "morphology/element.h"
#include "morphology/extremes.h"
#include "morphology/samples.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t largest_exact = 24, ring_points = 32;
constexpr float largest_step = 2.6f;  // how much a ring may widen a disc without leaving a hole in its middle

// Runs `emit(x, y, n, samples, floats)` over the rows of every tile: 8 blocks side by side, or as many as the element
// is high. Tiles of settled blocks are not searched.
template <typename T, typename Emit>
void for_tiles(const ConstImage& image, const Chords& element, const Samples<T>& samples, const Blocks<T>& blocks,
               const Job& job, const Emit& emit) {
  constexpr int64_t side = Blocks<T>::size;
  const int64_t wide = 8, high = std::max<int64_t>(1, (element.radius_y + side - 1) / side);
  const int64_t across = (blocks.across() + wide - 1) / wide, down = (blocks.down() + high - 1) / high;
  const std::vector<T> highest = blocks.highest(std::max(element.radius_x, element.radius_y));
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    Tile<T> tile(element, wide * side, high * side);
    std::vector<T> constant(static_cast<size_t>(side));
    const auto flush = [&](int64_t bx0, int64_t bx1, int64_t by0, int64_t by1) {
      if (bx0 == bx1) return;
      const int64_t x = bx0 * side, y = by0 * side;
      const int64_t n = std::min<int64_t>(bx1 * side, image.width) - x, y1 = std::min<int64_t>(by1 * side, image.height);
      tile.compute(image, samples, x, n, y, y1);
      for (int64_t k = y; k < y1; ++k) emit(x, k, n, tile.row(k - y), tile.floats());
    };
    for (int64_t i = begin; i < end; ++i) {
      const int64_t bx0 = i % across * wide, bx1 = std::min(bx0 + wide, blocks.across());
      const int64_t by0 = i / across * high, by1 = std::min(by0 + high, blocks.down());
      int64_t run = bx0;
      for (int64_t bx = bx0; bx < bx1; ++bx) {
        bool settled = true;
        for (int64_t by = by0; by < by1; ++by) settled = settled && blocks.settled(blocks.at(bx, by), highest);
        if (!settled) continue;
        flush(run, bx, by0, by1);
        run = bx + 1;
        const int64_t n = std::min<int64_t>(side, image.width - bx * side);
        for (int64_t y = by0 * side; y < std::min<int64_t>(by1 * side, image.height); ++y) {
          std::fill(constant.begin(), constant.end(), highest[blocks.at(bx, y / side)]);
          emit(bx * side, y, n, constant.data(), tile.floats());
        }
      }
      flush(run, bx1, by0, by1);
    }
  });
}

template <typename T>
void to_plane(const ConstImage& image, const Chords& element, const Samples<T>& samples, const Blocks<T>& blocks,
              const Plane<T>& plane, const Job& job) {
  for_tiles<T>(image, element, samples, blocks, job, [&](int64_t x, int64_t y, int64_t n, T* row, float*) {
    std::copy_n(row, n, plane.row(y) + x);
  });
}

template <typename T>
void to_image(const ConstImage& image, const Chords& element, const Samples<T>& samples, const Blocks<T>& blocks,
              const Image& into, const Job& job) {
  for_tiles<T>(image, element, samples, blocks, job, [&](int64_t x, int64_t y, int64_t n, T* row, float* floats) {
    samples.write(into, x, y, n, row, floats);
  });
}

struct Offset {
  int32_t dx, dy;
  auto operator<=>(const Offset&) const = default;
};

// out[0..x1-x0) = maximum of row y, columns x0..x1, over itself and the offsets that stay inside the picture.
template <typename T>
void gather(const Plane<T>& in, int64_t y, int64_t x0, int64_t x1, const std::vector<Offset>& offsets, T* out) {
  std::copy_n(in.row(y) + x0, x1 - x0, out);
  for (const Offset& o : offsets) {
    if (y + o.dy < 0 || y + o.dy >= in.height) continue;
    const int64_t begin = std::max<int64_t>(x0, -o.dx), end = std::min<int64_t>(x1, in.width - o.dx);
    if (begin < end) raise(out + (begin - x0), 0, in.row(y + o.dy) + begin + o.dx, 0, end - begin, 1);
  }
}

// One ring for the whole picture, where blocks are not settled.
template <typename T>
void widen_by_ring(const Plane<T>& from, const Plane<T>& to, const std::vector<Offset>& offsets, const Blocks<T>& blocks,
                   const std::vector<T>& highest, const Job& job) {
  constexpr int64_t side = Blocks<T>::size;
  parallel_for(from.height, 16, job, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      int64_t run = 0;
      const auto flush = [&](int64_t bx) {
        const int64_t x0 = run * side, x1 = std::min(bx * side, from.width);
        if (x0 < x1) gather(from, y, x0, x1, offsets, to.row(y) + x0);
        run = bx + 1;
      };
      for (int64_t bx = 0; bx < blocks.across(); ++bx) {
        const size_t block = blocks.at(bx, y / side);
        if (!blocks.settled(block, highest)) continue;
        flush(bx);
        std::fill_n(to.row(y) + bx * side, std::min(side, from.width - bx * side), highest[block]);
      }
      flush(blocks.across());
    }
  });
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
  const Blocks<T> blocks(matte, samples, job);
  const double size = std::fabs(static_cast<double>(radius)), whole = std::floor(size);
  const auto weight = static_cast<int32_t>(std::lround((size - whole) * 256));
  const auto core = static_cast<int32_t>(std::min<double>(whole, largest_exact));
  const Chords disc = chords(Element::ellipse, core, core);
  if (whole == core && weight == 0 && into.data != matte.data)
    return to_image(matte, disc, samples, blocks, into, job);

  const Plane<T> a(matte), b(matte);
  const Plane<T>*from = &a, *to = &b;
  to_plane(matte, disc, samples, blocks, *from, job);
  job.report(0.4);
  if (whole > core) {
    const double stages = std::ceil(std::log(whole / core) / std::log(static_cast<double>(largest_step)));
    const double factor = std::pow(whole / core, 1.0 / stages);
    double reached = core;
    for (int32_t stage = 0; stage < static_cast<int32_t>(stages); ++stage) {
      const std::vector<Offset> offsets = ring(reached * (factor - 1.0), stage % 2 * 0.5);
      reached *= factor;
      widen_by_ring(*from, *to, offsets, blocks, blocks.highest(static_cast<int64_t>(reached) + 2), job);
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
        gather(*from, y, 0, matte.width, cross, next.data());
        blend(row.data(), next.data(), matte.width, weight);
      }
      samples.write(into, 0, y, matte.width, row.data(), floats.data());
    }
  });
}

template <typename T>
void extremes(const ConstImage& matte, const Image& into, const Chords& element, bool minimum, const Job& job) {
  const Samples<T> samples{minimum};
  const Blocks<T> blocks(matte, samples, job);
  if (into.data != matte.data) return to_image(matte, element, samples, blocks, into, job);
  const Plane<T> plane(matte);
  to_plane(matte, element, samples, blocks, plane, job);
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
