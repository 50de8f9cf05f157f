// SPDX-License-Identifier: Apache-2.0
#include "resize/axis.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

double sinc(double x) {
  constexpr double pi = 3.14159265358979323846;
  return x == 0 ? 1 : std::sin(pi * x) / (pi * x);
}

double kernel(Filter filter, double x) {
  x = std::fabs(x);
  switch (filter) {
    case Filter::cubic:
      return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    case Filter::lanczos3: return x < 3 ? sinc(x) * sinc(x / 3) : 0;
    default: return x < 1 ? 1 - x : 0;
  }
}

double support(Filter filter) { return filter == Filter::cubic ? 2 : filter == Filter::lanczos3 ? 3 : 1; }

// The inputs from `begin` that output `i` uses, not normalised.
void weigh(Filter filter, int32_t in, double scale, int32_t i, int32_t& begin, std::vector<double>& w) {
  const double centre = (i + 0.5) * scale;
  if (filter == Filter::nearest) {
    begin = std::clamp(static_cast<int32_t>(std::floor(centre)), 0, in - 1);
    w.assign(1, 1.0);
    return;
  }
  if (filter == Filter::area) {
    const double from = i * scale, to = (i + 1) * scale;
    begin = std::clamp(static_cast<int32_t>(std::floor(from + 1e-9)), 0, in - 1);
    const int32_t end = std::clamp(static_cast<int32_t>(std::ceil(to - 1e-9)), begin + 1, in);
    w.clear();
    for (int32_t j = begin; j < end; ++j) w.push_back(std::min(to, j + 1.0) - std::max(from, static_cast<double>(j)));
    return;
  }
  const double stretch = filter == Filter::bilinear_aliased ? 1 : std::max(scale, 1.0);
  const double reach = support(filter) * stretch;
  begin = std::clamp(static_cast<int32_t>(std::ceil(centre - reach - 0.5)), 0, in - 1);
  const int32_t end = std::clamp(static_cast<int32_t>(std::floor(centre + reach - 0.5)) + 1, begin + 1, in);
  w.clear();
  for (int32_t j = begin; j < end; ++j) w.push_back(kernel(filter, (j + 0.5 - centre) / stretch));
}

}  // namespace

Axis make_axis(int32_t in, int32_t out, Filter filter) {
  const double scale = static_cast<double>(in) / out;
  if (filter == Filter::area && scale < 1) filter = Filter::bilinear;
  if (in == out) filter = Filter::nearest;
  Axis axis;
  axis.in = in;
  axis.out = out;
  axis.first.resize(static_cast<size_t>(out));
  axis.count.resize(static_cast<size_t>(out));
  // The weights of each output: `zeros`, then `count` of `kept`.
  struct Span { size_t zeros, begin, count; };
  std::vector<Span> spans(static_cast<size_t>(out));
  std::vector<float> kept;
  std::vector<double> w;
  for (int32_t i = 0; i < out; ++i) {
    int32_t begin = 0;
    weigh(filter, in, scale, i, begin, w);
    double sum = 0, largest = 0;
    for (double x : w) {
      sum += x;
      largest = std::max(largest, std::fabs(x));
    }
    const auto negligible = [&](double x) { return std::fabs(x) < 1e-9 * largest; };
    while (w.size() > 1 && negligible(w.back())) w.pop_back();
    size_t skipped = 0;
    while (skipped + 1 < w.size() && negligible(w[skipped])) ++skipped;
    const auto at = static_cast<size_t>(i);
    spans[at] = {0, kept.size(), w.size() - skipped};
    for (size_t k = skipped; k < w.size(); ++k) kept.push_back(static_cast<float>(w[k] / sum));
    axis.first[at] = begin + static_cast<int32_t>(skipped);
  }
  // Zeros that were left out on one output only must not make its neighbours overtake it.
  for (size_t i = static_cast<size_t>(out) - 1; i-- > 0;)
    if (axis.first[i] > axis.first[i + 1]) {
      spans[i].zeros = static_cast<size_t>(axis.first[i] - axis.first[i + 1]);
      axis.first[i] = axis.first[i + 1];
    }
  int32_t end = 0;
  for (size_t i = 0; i < static_cast<size_t>(out); ++i) {
    end = std::max(end, axis.first[i] + static_cast<int32_t>(spans[i].zeros + spans[i].count));
    axis.count[i] = end - axis.first[i];
    axis.taps = std::max(axis.taps, axis.count[i]);
  }
  const auto taps = static_cast<size_t>(axis.taps), n = static_cast<size_t>(out);
  axis.weights.assign(n * taps, 0.0f);
  axis.by_tap.assign(n * taps, 0.0f);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < spans[i].count; ++k) {
      const size_t tap = spans[i].zeros + k;
      axis.weights[i * taps + tap] = axis.by_tap[tap * n + i] = kept[spans[i].begin + k];
    }
  return axis;
}

}  // namespace sfumato
