// SPDX-License-Identifier: Apache-2.0
#include "sfumato/resize.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

constexpr Filter filters[] = {Filter::nearest, Filter::bilinear, Filter::bilinear_aliased,
                              Filter::area,    Filter::cubic,    Filter::lanczos3};

// The weight of input `j` in output `i`, not normalised: the definition of each filter, in double precision.
double weight(Filter filter, int32_t in, int32_t out, int32_t i, int32_t j) {
  const double scale = static_cast<double>(in) / out, centre = (i + 0.5) * scale;
  if (in == out) return i == j;
  if (filter == Filter::nearest) return j == static_cast<int32_t>(centre);
  if (filter == Filter::area && scale > 1)
    return std::max(0.0, std::min((i + 1) * scale, j + 1.0) - std::max(i * scale, static_cast<double>(j)));
  const double stretch = filter == Filter::bilinear_aliased ? 1 : std::max(1.0, scale);
  const double x = std::fabs(j + 0.5 - centre) / stretch, pi = 3.14159265358979323846;
  if (filter == Filter::cubic)
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
  if (filter == Filter::lanczos3)
    return x == 0 ? 1 : x < 3 ? 3 * std::sin(pi * x) * std::sin(pi * x / 3) / (pi * pi * x * x) : 0;
  return std::max(0.0, 1 - x);
}

std::vector<double> expected(const check::Picture& source, int32_t width, int32_t height, Filter filter) {
  const auto& s = source.view;
  const int32_t channels = s.channels;
  std::vector<double> across(static_cast<size_t>(width * s.height * channels)), out(static_cast<size_t>(width * height * channels));
  const auto resize = [&](int32_t in, int32_t n, auto read, auto write) {
    for (int32_t i = 0; i < n; ++i) {
      double sum = 0, total = 0;
      for (int32_t j = 0; j < in; ++j) {
        const double w = weight(filter, in, n, i, j);
        total += w;
        if (w != 0) sum += w * read(j);
      }
      write(i, sum / total);
    }
  };
  for (int32_t c = 0; c < channels; ++c) {
    for (int32_t y = 0; y < s.height; ++y)
      resize(s.width, width, [&](int32_t j) { return source.get(j, y, c); },
             [&](int32_t i, double v) { across[static_cast<size_t>((y * width + i) * channels + c)] = v; });
    for (int32_t x = 0; x < width; ++x)
      resize(s.height, height, [&](int32_t j) { return across[static_cast<size_t>((j * width + x) * channels + c)]; },
             [&](int32_t i, double v) { out[static_cast<size_t>((i * width + x) * channels + c)] = v; });
  }
  return out;
}

}  // namespace

TEST("resize: every filter matches its definition, smaller and larger, at odd sizes and strides") {
  check::on_every_target([](Target) {
    auto random = check::random(5);
    for (auto [width, height, to_width, to_height] :
         {std::array{37, 23, 11, 7}, {16, 12, 8, 6}, {9, 5, 40, 31}, {70, 4, 33, 9}, {5, 60, 33, 13}, {1, 1, 5, 3}, {64, 64, 1, 1}, {40, 3, 40, 3}, {20, 1, 47, 1}})
      for (Filter filter : filters)
        for (int32_t channels : {1, 3, 4}) {
          check::Picture source(width, height, channels, DType::f32, Range::unit, 3, true);
          check::Picture into(to_width, to_height, channels, DType::f32, Range::unit, 5);
          source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 1001) / 1000.0f; });
          resize_pixels(source.view, into.view, {filter}, {});
          const std::vector<double> right = expected(source, to_width, to_height, filter);
          double worst = 0;
          for (int32_t y = 0; y < to_height; ++y)
            for (int32_t x = 0; x < to_width; ++x)
              for (int32_t c = 0; c < channels; ++c)
                worst = std::max(worst, std::fabs(into.get(x, y, c) - right[static_cast<size_t>((y * to_width + x) * channels + c)]));
          CHECK_NEAR(worst, 0, 2e-6);
        }
  });
}

TEST("resize: every sample type in and out, within half a step") {
  check::on_every_target([](Target) {
    auto random = check::random(6);
    for (DType from : {DType::u8, DType::u16, DType::f16, DType::f32})
      for (DType to : {DType::u8, DType::u16, DType::f16, DType::f32})
        for (auto [to_width, to_height] : {std::pair{13, 9}, {80, 50}}) {
          const auto range = [](DType t) { return t == DType::u16 ? Range::photoshop : t == DType::u8 ? Range::full : Range::unit; };
          check::Picture source(41, 29, 3, from, range(from), 2), into(to_width, to_height, 3, to, range(to), 1, true);
          source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 256) / 255.0f; });
          resize_pixels(source.view, into.view, {Filter::lanczos3}, {});
          const std::vector<double> right = expected(source, to_width, to_height, Filter::lanczos3);
          const double step = to == DType::f16 ? 1e-3 : to == DType::f32 ? 2e-6 : 0.505 / into.view.max_value();
          for (int32_t y = 0; y < to_height; ++y)
            for (int32_t x = 0; x < to_width * 3; ++x) {
              double v = right[static_cast<size_t>(y * to_width * 3 + x)];
              if (to == DType::u8) v = std::clamp(v, 0.0, 1.0);
              if (to == DType::u16) v = std::clamp(v, 0.0, 1.0);
              CHECK_NEAR(into.get(x / 3, y, x % 3), v, step);
            }
        }
  });
}

TEST("resize: the result does not depend on the number of threads") {
  const int32_t before = thread_count();
  check::Picture source(200, 300, 3, DType::u16);
  auto random = check::random(8);
  source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 256) / 255.0f; });
  check::Picture one(77, 91, 3, DType::f32, Range::unit), four(77, 91, 3, DType::f32, Range::unit);
  set_thread_count(1);
  resize_pixels(source.view, one.view, {Filter::lanczos3, Transfer::srgb}, {});
  set_thread_count(4);
  resize_pixels(source.view, four.view, {Filter::lanczos3, Transfer::srgb}, {});
  set_thread_count(before);
  for (int32_t y = 0; y < 91; ++y)
    CHECK(std::memcmp(one.view.row(y), four.view.row(y), 77 * 12) == 0);
}

TEST("resize: very wide pictures go by blocks of columns") {
  check::on_every_target([](Target) {
    check::Picture source(65000, 40, 4, DType::u8), into(130, 2, 4, DType::f32, Range::unit);
    source.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? 1.0f : static_cast<float>(x % 500) / 499.0f; });
    resize_pixels(source.view, into.view, {Filter::area, Transfer::linear, Alpha::straight}, {});
    for (int32_t x = 0; x < 130; ++x) CHECK_NEAR(into.get(x, 1, 1), 0.5, 2e-3);
  });
}

TEST("resize: large bytes, written past the caches, equal floats rounded") {
  check::on_every_target([](Target) {
    check::Picture source(40, 30, 1, DType::f32, Range::unit), bytes(1153, 1001, 1, DType::u8, Range::full, 3);
    check::Picture floats(1153, 1001, 1, DType::f32, Range::unit);
    auto random = check::random(4);
    source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 1200) / 1000.0f - 0.1f; });
    resize_pixels(source.view, bytes.view, {Filter::cubic}, {});
    resize_pixels(source.view, floats.view, {Filter::cubic}, {});
    int32_t worst = 0;
    for (int32_t y = 0; y < 1001; ++y)
      for (int32_t x = 0; x < 1153; ++x) {
        const float v = std::clamp(reinterpret_cast<const float*>(floats.view.row(y))[x], 0.0f, 1.0f) * 255.0f;
        if (std::fabs(v - static_cast<float>(bytes.view.row(y)[x])) > 0.5002f) ++worst;
      }
    CHECK(worst == 0);
  });
}

TEST("resize: averages light where asked, and keeps the colour of what is transparent out of it") {
  check::on_every_target([](Target) {
    check::Picture source(2, 1, 4, DType::f32, Range::unit), into(1, 1, 4, DType::f32, Range::unit);
    source.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? 1.0f : static_cast<float>(x); });
    resize_pixels(source.view, into.view, {Filter::area, Transfer::srgb}, {});
    CHECK_NEAR(into.get(0, 0, 0), transfer_encode(Transfer::srgb, 0.5), 1e-6);
    CHECK(into.get(0, 0, 3) == 1.0f);
    source.set(1, 0, 3, 0.0f);
    resize_pixels(source.view, into.view, {Filter::area, Transfer::linear, Alpha::straight}, {});
    CHECK_NEAR(into.get(0, 0, 0), 0, 1e-6);
    CHECK_NEAR(into.get(0, 0, 3), 0.5, 1e-6);
  });
}

TEST("resize: NaN, infinity and overbright values spread no further than their footprint") {
  check::on_every_target([](Target) {
    for (int32_t channels : {1, 3, 4}) {
      check::Picture source(100, 100, channels, DType::f32, Range::unit), into(30, 30, channels, DType::f32, Range::unit);
      source.fill([](int32_t, int32_t, int32_t) { return 40.0f; });
      source.set(50, 50, 0, std::numeric_limits<float>::quiet_NaN());
      source.set(5, 5, 0, std::numeric_limits<float>::infinity());
      resize_pixels(source.view, into.view, {Filter::area}, {});
      for (int32_t y = 0; y < 30; ++y)
        for (int32_t x = 0; x < 30; ++x) {
          const float v = into.get(x, y, 0);
          if (x == 15 && y == 15) CHECK(std::isnan(v));
          else if (x == 1 && y == 1) CHECK(std::isinf(v));
          else CHECK_NEAR(v, 40, 1e-4);
        }
    }
  });
}
