// SPDX-License-Identifier: Apache-2.0
#include "sfumato/distance.h"

#include <algorithm>
#include <limits>

#include "check.h"
#include "sfumato/trimap.h"

using namespace sfumato;

TEST("distance: to the nearest foreground pixel, exactly, for every format and stride") {
  for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                              {DType::f16, Range::unit}, {DType::f32, Range::unit}})
    for (uint32_t seed = 0; seed < 4; ++seed) {
      check::Picture matte(41, 27, 1, dtype, range, 3, true), into(41, 27, 1, DType::f32, Range::unit, 2, true);
      auto random = check::random(seed);
      matte.fill([&](int32_t x, int32_t, int32_t) {
        if (range == Range::unit && x == 5) return std::nanf("");
        return random() % (20u << (3 * seed)) == 0 ? 0.6f : 0.3f;
      });
      distance_transform(matte.view, into.view, Distance::pixels, 0.5f, {});
      bool exact = true;
      std::vector<std::pair<int32_t, int32_t>> sites;
      for (int32_t v = 0; v < 27; ++v)
        for (int32_t u = 0; u < 41; ++u)
          if (matte.get(u, v, 0) >= 0.5f) sites.emplace_back(u, v);
      for (int32_t y = 0; y < 27; ++y)
        for (int32_t x = 0; x < 41; ++x) {
          int32_t best = std::numeric_limits<int32_t>::max();
          for (auto [u, v] : sites) best = std::min(best, (u - x) * (u - x) + (v - y) * (v - y));
          const float expected = sites.empty() ? std::numeric_limits<float>::infinity() : std::sqrt(static_cast<float>(best));
          exact = exact && into.get(x, y, 0) == expected;
        }
      CHECK(exact);
    }
}

TEST("distance: to the contour of soft and of sharp discs and edges, below a pixel, signed") {
  for (double angle : {0.0, 0.3, 0.785, 1.2, 2.5})
    for (double width : {1.0, 1.6, 8.0}) {
      check::Picture matte(80, 70, 1, DType::f32, Range::unit), into(80, 70, 1, DType::f32, Range::unit);
      const double c = std::cos(angle), s = std::sin(angle);
      const auto line = [&](int32_t x, int32_t y) { return (x - 40.3) * c + (y - 35.2) * s; };
      matte.fill([&](int32_t x, int32_t y, int32_t) { return static_cast<float>(std::clamp(0.5 - line(x, y) / width, 0.0, 1.0)); });
      distance_transform(matte.view, into.view, Distance::contour, 0.5f, {});
      double worst = 0;
      for (int32_t y = 20; y < 50; ++y)
        for (int32_t x = 25; x < 55; ++x) worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, 0)) - line(x, y)));
      CHECK_NEAR(worst, 0.0, width > 1.5 ? 0.3 : 0.4);
    }
  check::Picture matte(90, 90, 1, DType::u8), into(90, 90, 1, DType::f16, Range::unit);
  const auto disc = [](int32_t x, int32_t y) { return std::hypot(x - 44.6, y - 45.1) - 22.4; };
  matte.fill([&](int32_t x, int32_t y, int32_t) { return static_cast<float>(std::clamp(0.5 - disc(x, y) / 2, 0.0, 1.0)); });
  distance_transform(matte.view, into.view, Distance::contour, 0.5f, {});
  double worst = 0;
  for (int32_t y = 0; y < 90; ++y)
    for (int32_t x = 0; x < 90; ++x)
      if (disc(x, y) > -18) worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, 0)) - disc(x, y)));
  CHECK_NEAR(worst, 0.0, 0.4);
}

TEST("distance: infinite with nothing to measure to; 1x1, rows, columns and cancelling work") {
  for (auto [w, h] : {std::pair{1, 1}, {1, 9}, {9, 1}}) {
    check::Picture matte(w, h, 1, DType::u8), into(w, h, 1, DType::f32, Range::unit, 1);
    distance_transform(matte.view, into.view, Distance::pixels, 0.5f, {});
    CHECK(std::isinf(into.get(0, 0, 0)));
    matte.set(w - 1, h - 1, 0, 1.0f);
    distance_transform(matte.view, into.view, Distance::pixels, 0.5f, {});
    CHECK(into.get(0, 0, 0) == static_cast<float>(std::max(w, h) - 1));
    matte.fill([](int32_t, int32_t, int32_t) { return 1.0f; });
    distance_transform(matte.view, into.view, Distance::contour, 0.5f, {});
    CHECK(into.get(0, 0, 0) == -std::numeric_limits<float>::infinity());
  }
}

TEST("trimap: a crisp edge gets its margin, a soft one more, certainty stays certain") {
  for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::photoshop}, {DType::f16, Range::unit}}) {
    check::Picture matte(200, 60, 1, dtype, range, 2, true), into(200, 60, 1, DType::u8, Range::full, 3);
    // Hard at 39 | 40; a ramp of 24 pixels around 120.
    matte.fill([](int32_t x, int32_t, int32_t) {
      return x < 40 ? 0.0f : std::clamp((132.0f - static_cast<float>(x)) / 24.0f, 0.0f, 1.0f);
    });
    matte_trimap(matte.view, into.view, {0.05f, 0.95f, 4.0f, 1.0f, 64.0f}, {});
    const auto at = [&](int32_t x) { return into.view.row(30)[x]; };
    CHECK(at(0) == 0 && at(35) == 0 && at(36) == 128 && at(43) == 128 && at(44) == 255 && at(90) == 255);
    CHECK(at(110) == 128 && at(120) == 128 && at(130) == 128 && at(135) == 128 && at(160) == 0 && at(199) == 0);
    int32_t soft = 0;
    for (int32_t x = 60; x < 200; ++x) soft += at(x) == 128;
    CHECK(soft >= 44 && soft <= 24 + 2 * (4 + 12));
  }
}

TEST("trimap: the band is the union of the discs, and blank or NaN mattes come out as they must") {
  check::Picture matte(61, 47, 1, DType::f32, Range::unit), into(61, 47, 1, DType::u8);
  matte.fill([](int32_t x, int32_t y, int32_t) { return x == 30 && y == 20 ? std::nanf("") : x == 10 && y == 9 ? 0.5f : 0.0f; });
  matte_trimap(matte.view, into.view, {0.05f, 0.95f, 5.0f, 1.0f, 64.0f}, {});
  bool right = true;
  for (int32_t y = 0; y < 47; ++y)
    for (int32_t x = 0; x < 61; ++x) {
      const bool near = std::hypot(x - 30, y - 20) <= 7.0 || std::hypot(x - 10, y - 9) <= 7.0;  // 5 + (1 + 1) x 1 pixel
      right = right && into.view.row(y)[x] == (near ? 128 : 0);
    }
  CHECK(right);
  matte.fill([](int32_t, int32_t, int32_t) { return 1.0f; });
  matte_trimap(matte.view, into.view, {}, {});
  CHECK(into.view.row(0)[0] == 255 && into.view.row(46)[60] == 255);
  matte.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
  matte_trimap(matte.view, into.view, {}, {});
  CHECK(into.view.row(0)[0] == 128 && into.view.row(46)[60] == 128);
}
