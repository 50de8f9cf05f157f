// SPDX-License-Identifier: Apache-2.0
#include "select/colour_mixture.h"

#include <algorithm>
#include <cmath>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

// Standard deviation that is added to every component: sensor noise and the picture's own gradients.
constexpr double noise = 0.016;
// Share of the uniform density. Bounds the log ratio to about ±log(largest density / share).
constexpr double uniform_share = 0.05;
constexpr int32_t refinements = 3;

struct Moments {
  double weight = 0;
  std::array<double, 3> sum{};
  std::array<double, 6> squares{};

  void add(const float* c, double w) {
    weight += w;
    for (int k = 0; k < 3; ++k) sum[k] += w * c[k];
    squares[0] += w * c[0] * c[0];
    squares[1] += w * c[1] * c[1];
    squares[2] += w * c[2] * c[2];
    squares[3] += w * c[0] * c[1];
    squares[4] += w * c[0] * c[2];
    squares[5] += w * c[1] * c[2];
  }
  std::array<double, 3> mean() const { return {sum[0] / weight, sum[1] / weight, sum[2] / weight}; }
  std::array<double, 6> covariance() const {
    const auto m = mean();
    return {squares[0] / weight - m[0] * m[0], squares[1] / weight - m[1] * m[1], squares[2] / weight - m[2] * m[2],
            squares[3] / weight - m[0] * m[1], squares[4] / weight - m[0] * m[2], squares[5] / weight - m[1] * m[2]};
  }
};

struct Axis {
  double length = 0;  // variance along the direction
  std::array<double, 3> direction{};
};

Axis principal_axis(const std::array<double, 6>& c) {
  std::array<double, 3> v{0.5773, 0.5774, 0.5775};
  double length = 0;
  for (int i = 0; i < 24; ++i) {
    const std::array<double, 3> n{c[0] * v[0] + c[3] * v[1] + c[4] * v[2], c[3] * v[0] + c[1] * v[1] + c[5] * v[2],
                                  c[4] * v[0] + c[5] * v[1] + c[2] * v[2]};
    length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    if (!(length > 1e-12)) return {};
    for (int k = 0; k < 3; ++k) v[k] = n[k] / length;
  }
  return {length, v};
}

}  // namespace

ColourMixture ColourMixture::fit(const float* rgb, const float* weights, int64_t count) {
  ColourMixture mixture;
  std::vector<uint8_t> cluster(static_cast<size_t>(count), 0);
  std::array<Moments, max_components> moments{};
  for (int64_t i = 0; i < count; ++i)
    if (weights[i] > 0) moments[0].add(rgb + 3 * i, weights[i]);
  if (!(moments[0].weight > 0)) return mixture;

  int32_t clusters = 1;
  while (clusters < max_components) {
    int32_t widest = -1;
    Axis axis;
    double most = noise * noise;  // narrower clusters are one colour
    for (int32_t k = 0; k < clusters; ++k) {
      const Axis a = principal_axis(moments[k].covariance());
      // Weighted by mass, so that a few stray colours do not take a component.
      const double spread = a.length * moments[k].weight / (moments[k].weight + 0.02 * moments[0].weight);
      if (spread > most) {
        most = spread;
        widest = k;
        axis = a;
      }
    }
    if (widest < 0) break;
    const auto mean = moments[widest].mean();
    Moments low, high;
    for (int64_t i = 0; i < count; ++i) {
      if (!(weights[i] > 0) || cluster[i] != widest) continue;
      const float* c = rgb + 3 * i;
      double t = 0;
      for (int k = 0; k < 3; ++k) t += (c[k] - mean[k]) * axis.direction[k];
      if (t > 0) cluster[i] = static_cast<uint8_t>(clusters);
      (t > 0 ? high : low).add(c, weights[i]);
    }
    if (!(low.weight > 0) || !(high.weight > 0)) break;
    moments[widest] = low;
    moments[clusters++] = high;
  }

  const auto estimate = [&] {
    double total = 0;
    for (int32_t k = 0; k < clusters; ++k) total += moments[k].weight;
    mixture.count_ = 0;
    for (int32_t k = 0; k < clusters; ++k) {
      if (!(moments[k].weight > 0)) continue;
      auto c = moments[k].covariance();
      for (int d = 0; d < 3; ++d) c[d] = std::max(c[d], 0.0) + noise * noise;
      const double xx = c[1] * c[2] - c[5] * c[5], yy = c[0] * c[2] - c[4] * c[4], zz = c[0] * c[1] - c[3] * c[3];
      const double xy = c[4] * c[5] - c[3] * c[2], xz = c[3] * c[5] - c[4] * c[1], yz = c[3] * c[4] - c[0] * c[5];
      const double det = std::max(c[0] * xx + c[3] * xy + c[4] * xz, 1e-15);
      Component& to = mixture.components_[mixture.count_++];
      to.weight = moments[k].weight / total;
      to.mean = moments[k].mean();
      to.inverse = {xx / det, yy / det, zz / det, xy / det, xz / det, yz / det};
      to.scale = to.weight / std::sqrt(std::pow(2 * 3.14159265358979, 3) * det);
    }
  };
  estimate();
  for (int32_t round = 0; round < refinements; ++round) {
    std::array<Moments, max_components> next{};
    std::array<double, max_components> level{};  // of the exponents: larger where the density is
    for (int32_t k = 0; k < mixture.count_; ++k) level[k] = 2 * std::log(mixture.components_[k].scale);
    for (int64_t i = 0; i < count; ++i) {
      if (!(weights[i] > 0)) continue;
      const float* c = rgb + 3 * i;
      double best = 0;
      int32_t nearest = -1;
      for (int32_t k = 0; k < mixture.count_; ++k) {
        const Component& g = mixture.components_[k];
        const double x = c[0] - g.mean[0], y = c[1] - g.mean[1], z = c[2] - g.mean[2];
        const auto& q = g.inverse;
        const double m = q[0] * x * x + q[1] * y * y + q[2] * z * z + 2 * (q[3] * x * y + q[4] * x * z + q[5] * y * z);
        if (const double p = level[k] - m; nearest < 0 || p > best) {
          best = p;
          nearest = k;
        }
      }
      next[nearest].add(c, weights[i]);
    }
    moments = next;
    clusters = mixture.count_;
    estimate();
  }
  return mixture;
}

double ColourMixture::density(const float* c) const {
  double sum = 0;
  for (int32_t k = 0; k < count_; ++k) {
    const Component& g = components_[k];
    const double x = c[0] - g.mean[0], y = c[1] - g.mean[1], z = c[2] - g.mean[2];
    const auto& q = g.inverse;
    const double m = q[0] * x * x + q[1] * y * y + q[2] * z * z + 2 * (q[3] * x * y + q[4] * x * z + q[5] * y * z);
    sum += g.scale * std::exp(-0.5 * m);
  }
  return count_ == 0 ? 1.0 : uniform_share + (1 - uniform_share) * sum;
}

ColourRatio::ColourRatio(const ColourMixture& inside, const ColourMixture& outside, const Job& job)
    : table_(static_cast<size_t>(side) * side * side) {
  parallel_for(side, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      for (int32_t g = 0; g < side; ++g)
        for (int32_t b = 0; b < side; ++b) {
          const float scale = 1.0f / (side - 1);
          const float c[3] = {static_cast<float>(r) * scale, static_cast<float>(g) * scale, static_cast<float>(b) * scale};
          table_[(r * side + g) * side + b] = static_cast<float>(std::log(inside.density(c) / outside.density(c)));
        }
  });
}

float ColourRatio::at(const float* rgb) const {
  int32_t i[3];
  float f[3];
  for (int k = 0; k < 3; ++k) {
    const float v = rgb[k] * (side - 1);
    i[k] = std::min(static_cast<int32_t>(v), side - 2);
    f[k] = v - static_cast<float>(i[k]);
  }
  const float* p = table_.data() + (i[0] * side + i[1]) * side + i[2];
  const auto line = [&](const float* q) { return q[0] + (q[1] - q[0]) * f[2]; };
  const auto plane = [&](const float* q) {
    const float a = line(q), b = line(q + side);
    return a + (b - a) * f[1];
  };
  const float a = plane(p), b = plane(p + side * side);
  return a + (b - a) * f[0];
}

}  // namespace sfumato
