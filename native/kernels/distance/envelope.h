// SPDX-License-Identifier: Apache-2.0
// The lower envelope of parabolas (Felzenszwalb & Huttenlocher 2012).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace sfumato {

// The least (x - i)^2 + height(i) for every x of a row, in linear time.
class Envelope {
 public:
  explicit Envelope(int64_t size) : sites_(static_cast<size_t>(size)), starts_(static_cast<size_t>(size) + 1) {}

  // height(i) is a double; infinity means no parabola. Returns how many parabolas the envelope has. With `aside`,
  // parabola i stands at i + aside(i), which must not pass its neighbours'.
  template <typename Height>
  int64_t build(int64_t size, const Height& height) {
    return build(size, height, [](int64_t) { return 0.0; });
  }
  template <typename Height, typename Aside>
  int64_t build(int64_t size, const Height& height, const Aside& aside) {
    int64_t count = 0;
    for (int64_t i = 0; i < size; ++i) {
      const double h = height(i);
      if (h == std::numeric_limits<double>::infinity()) continue;
      const double x = static_cast<double>(i) + aside(i);
      double start = -std::numeric_limits<double>::infinity();
      while (count > 0) {
        const int64_t last = site(count - 1);
        const double u = static_cast<double>(last) + aside(last);
        start = ((h + x * x) - (height(last) + u * u)) / (2.0 * std::max(x - u, 1e-6));
        if (start > starts_[static_cast<size_t>(count - 1)]) break;
        --count;
        start = -std::numeric_limits<double>::infinity();
      }
      sites_[static_cast<size_t>(count)] = i;
      starts_[static_cast<size_t>(count)] = start;
      ++count;
    }
    starts_[static_cast<size_t>(count)] = std::numeric_limits<double>::infinity();
    return count;
  }
  // Parabola k is the lowest from after start(k) to start(k + 1).
  int64_t site(int64_t k) const { return sites_[static_cast<size_t>(k)]; }
  double start(int64_t k) const { return starts_[static_cast<size_t>(k)]; }

  // Calls visit(x, site) for every x in order. There must be a parabola.
  template <typename Visit>
  void each(int64_t size, const Visit& visit) const {
    int64_t k = 0;
    for (int64_t x = 0; x < size; ++x) {
      while (start(k + 1) < static_cast<double>(x)) ++k;
      visit(x, site(k));
    }
  }

 private:
  std::vector<int64_t> sites_;
  std::vector<double> starts_;
};

}  // namespace sfumato
