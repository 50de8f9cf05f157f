// SPDX-License-Identifier: Apache-2.0
#include "convert/blue_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace sfumato {
namespace {

constexpr int32_t side = blue_noise_side, cells = side * side;

// Energy in whole numbers, so that the pattern does not depend on how a compiler rounds.
class Energy {
 public:
  Energy() : field_(cells, 0) {
    for (int32_t y = 0; y < side; ++y)
      for (int32_t x = 0; x < side; ++x) {
        const int32_t dx = x < side / 2 ? x : side - x, dy = y < side / 2 ? y : side - y;
        const double sigma = 1.9;
        kernel_[static_cast<size_t>(y * side + x)] =
            static_cast<int32_t>(std::lround(std::exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)) * 100000.0));
      }
  }

  void add(int32_t cell, int32_t sign) {
    const int32_t cx = cell % side, cy = cell / side;
    for (int32_t y = 0; y < side; ++y) {
      const int32_t* kernel = &kernel_[static_cast<size_t>(((y - cy) & (side - 1)) * side)];
      int32_t* field = &field_[static_cast<size_t>(y * side)];
      for (int32_t x = 0; x < side; ++x) field[x] += sign * kernel[(x - cx) & (side - 1)];
    }
  }

  // The cell with set[cell] == value of largest (tightest cluster) or smallest (largest void) energy.
  int32_t extreme(const std::vector<uint8_t>& set, uint8_t value, bool largest) const {
    int32_t best = -1;
    for (int32_t i = 0; i < cells; ++i) {
      const auto at = static_cast<size_t>(i);
      if (set[at] != value) continue;
      const auto b = static_cast<size_t>(best);
      if (best < 0 || (largest ? field_[at] > field_[b] : field_[at] < field_[b])) best = i;
    }
    return best;
  }

 private:
  std::array<int32_t, cells> kernel_{};
  std::vector<int32_t> field_;
};

std::vector<float> make_pattern() {
  Energy energy;
  std::vector<uint8_t> set(cells, 0);
  uint32_t state = 1;
  int32_t ones = 0;
  while (ones < cells / 10) {
    state = state * 1664525u + 1013904223u;
    const auto cell = static_cast<int32_t>(state >> 20);
    if (set[static_cast<size_t>(cell)]) continue;
    set[static_cast<size_t>(cell)] = 1;
    energy.add(cell, 1);
    ++ones;
  }
  for (int32_t moves = 0; moves < 2 * cells; ++moves) {  // even out the first points
    const int32_t cluster = energy.extreme(set, 1, true);
    set[static_cast<size_t>(cluster)] = 0;
    energy.add(cluster, -1);
    const int32_t gap = energy.extreme(set, 0, false);
    set[static_cast<size_t>(gap)] = 1;
    energy.add(gap, 1);
    if (gap == cluster) break;
  }
  std::vector<int32_t> rank(cells, 0);
  {
    Energy rest = energy;
    std::vector<uint8_t> left = set;
    for (int32_t r = ones - 1; r >= 0; --r) {
      const int32_t cell = rest.extreme(left, 1, true);
      left[static_cast<size_t>(cell)] = 0;
      rest.add(cell, -1);
      rank[static_cast<size_t>(cell)] = r;
    }
  }
  // Adding to the largest void serves for the second half too: with a Gaussian that wraps around, the largest void
  // of the ones is the tightest cluster of the zeros.
  for (int32_t r = ones; r < cells; ++r) {
    const int32_t cell = energy.extreme(set, 0, false);
    set[static_cast<size_t>(cell)] = 1;
    energy.add(cell, 1);
    rank[static_cast<size_t>(cell)] = r;
  }
  std::vector<float> pattern(cells);
  for (size_t i = 0; i < pattern.size(); ++i)
    pattern[i] = ((static_cast<float>(rank[i]) + 0.5f) / static_cast<float>(cells) - 0.5f) * 0.996f;
  return pattern;
}

const std::vector<float>& pattern() {
  static const std::vector<float> shared = make_pattern();
  return shared;
}

}  // namespace

void blue_noise_row(uint32_t seed, int32_t x, int32_t y, int32_t count, int32_t channels, float* out) {
  uint32_t hash = seed * 0x9e3779b9u;
  hash = (hash ^ (hash >> 15)) * 0x85ebca6bu;
  const auto shift_x = static_cast<int32_t>(hash >> 26), shift_y = static_cast<int32_t>((hash >> 20) & 63u);
  const float* row = pattern().data() + ((y + shift_y) & (side - 1)) * side;
  int32_t from = (x + shift_x) & (side - 1);
  for (int32_t done = 0; done < count; from = 0) {
    const int32_t n = std::min(side - from, count - done);
    if (channels == 1) {
      std::copy_n(row + from, n, out);
      out += n;
    } else {
      for (int32_t i = 0; i < n; ++i)
        for (int32_t c = 0; c < channels; ++c) *out++ = row[from + i];
    }
    done += n;
  }
}

}  // namespace sfumato
