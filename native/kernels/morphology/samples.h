// SPDX-License-Identifier: Apache-2.0
// Mattes as whole numbers of one type, and where they are constant.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "base/scratch.h"
#include "morphology/extremes.h"
#include "sfumato/image.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

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

// The range of the samples in blocks of 64 x 64: most of a matte is constant, and so is its maximum over any element
// that does not reach past the constant part.
template <typename T>
class Blocks {
 public:
  static constexpr int64_t size = 64;

  Blocks(const ConstImage& image, const Samples<T>& samples, const Job& job)
      : across_((image.width + size - 1) / size),
        down_((image.height + size - 1) / size),
        low_(static_cast<size_t>(across_ * down_), std::numeric_limits<T>::max()),
        high_(low_.size(), T{0}) {
    parallel_for(down_, 2, job, [&](int64_t begin, int64_t end) {
      std::vector<T> row(static_cast<size_t>(image.width));
      std::vector<float> floats(row.size());
      for (int64_t y = begin * size; y < std::min<int64_t>(end * size, image.height); ++y) {
        samples.read(image, 0, y, image.width, row.data(), floats.data());
        for (int64_t x = 0; x < image.width; x += size) {
          const auto at = static_cast<size_t>(y / size * across_ + x / size);
          bounds(row.data() + x, std::min<int64_t>(size, image.width - x), &low_[at], &high_[at]);
        }
      }
    });
  }

  // The highest sample within `reach` pixels of each block.
  std::vector<T> highest(int64_t reach) const {
    const int64_t r = (reach + size - 1) / size;
    std::vector<T> rows(high_.size()), all(high_.size());
    for (int64_t y = 0; y < down_; ++y)
      for (int64_t x = 0; x < across_; ++x)
        for (int64_t i = std::max<int64_t>(0, x - r); i <= std::min(across_ - 1, x + r); ++i)
          rows[at(x, y)] = std::max(rows[at(x, y)], high_[at(i, y)]);
    for (int64_t y = 0; y < down_; ++y)
      for (int64_t x = 0; x < across_; ++x)
        for (int64_t i = std::max<int64_t>(0, y - r); i <= std::min(down_ - 1, y + r); ++i)
          all[at(x, y)] = std::max(all[at(x, y)], rows[at(x, i)]);
    return all;
  }

  int64_t across() const { return across_; }
  int64_t down() const { return down_; }
  size_t at(int64_t x, int64_t y) const { return static_cast<size_t>(y * across_ + x); }
  // Whether no element that sees at most `highest` can raise the block.
  bool settled(size_t block, const std::vector<T>& highest) const { return low_[block] == highest[block]; }

 private:
  int64_t across_, down_;
  std::vector<T> low_, high_;
};

}  // namespace sfumato
