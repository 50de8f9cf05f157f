// SPDX-License-Identifier: Apache-2.0
// Maxima over structuring elements, tile by tile.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/scratch.h"
#include "morphology/extremes.h"
#include "morphology/samples.h"
#include "sfumato/morphology.h"

namespace sfumato {

// Half the width of each row of a structuring element, from row -radius_y to row radius_y.
struct Chords {
  int32_t radius_x, radius_y;
  std::vector<int32_t> half;
};

inline Chords chords(Element element, int32_t radius_x, int32_t radius_y) {
  Chords c{radius_x, radius_y, {}};
  for (int32_t dy = -radius_y; dy <= radius_y; ++dy) {
    const double v = dy / (radius_y + 0.25);
    const double u = element == Element::ellipse ? std::sqrt(1.0 - v * v) * (radius_x + 0.25) : radius_x;
    c.half.push_back(static_cast<int32_t>(u));
  }
  return c;
}

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
        widen(wide_.data(), pitch_, span - 2 * reach + 1, reach, rows);
      const T* from = wide_.data() + rx - half;
      larger(from, from + length - reach, pitch_, n, rows, chord_.data(), width_);
      lengths.size() == 1 ? rectangle(y1 - y0, n) : rows_of(half, y1 - y0, n);
    }
  }

  T* row(int64_t i) const { return result_.data() + i * width_; }
  float* floats() { return floats_.data(); }

 private:
  void rows_of(int32_t half, int64_t count, int64_t n) {
    const int32_t ry = element_.radius_y;
    for (int32_t dy = 0; dy <= ry; ++dy)
      if (element_.half[static_cast<size_t>(ry + dy)] == half)
        raise_two(row(0), width_, chord_.data() + (ry - dy) * width_, chord_.data() + (ry + dy) * width_, width_, n,
                  count);
  }
  // All rows of the element are alike: double down the columns too.
  void rectangle(int64_t count, int64_t n) {
    const int64_t length = 2 * int64_t{element_.radius_y} + 1;
    int64_t reach = 1, rows = count + length - 1;
    for (; reach * 2 <= length; reach *= 2) {
      rows -= reach;
      raise(chord_.data(), width_, chord_.data() + reach * width_, width_, n, rows);
    }
    larger(chord_.data(), chord_.data() + (length - reach) * width_, width_, n, count, row(0), width_);
  }

  const Chords& element_;
  int64_t width_, pitch_, rows_;
  Scratch<T> wide_, chord_, result_;
  std::vector<float> floats_;
};

}  // namespace sfumato
