// SPDX-License-Identifier: Apache-2.0
#include "sfumato/morphology.h"

#include <algorithm>
#include <limits>

#include "check.h"
#include "sfumato/levels.h"

using namespace sfumato;

namespace {

struct Format {
  DType dtype;
  Range range;
};
constexpr Format formats[] = {{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                              {DType::f16, Range::unit}, {DType::f32, Range::unit}};

bool within(Element element, int32_t rx, int32_t ry, int32_t dx, int32_t dy) {
  if (std::abs(dx) > rx || std::abs(dy) > ry) return false;
  return element == Element::rectangle || std::pow(dx / (rx + 0.25), 2) + std::pow(dy / (ry + 0.25), 2) <= 1.0;
}

float extreme(const check::Picture& in, Element element, int32_t rx, int32_t ry, bool minimum, int32_t x, int32_t y) {
  float best = minimum ? 1.0f : 0.0f;
  for (int32_t dy = -ry; dy <= ry; ++dy)
    for (int32_t dx = -rx; dx <= rx; ++dx) {
      const int32_t u = x + dx, v = y + dy;
      if (!within(element, rx, ry, dx, dy) || u < 0 || v < 0 || u >= in.view.width || v >= in.view.height) continue;
      const float value = in.get(u, v, 0), tamed = value > 0.0f ? std::min(value, 1.0f) : 0.0f;
      best = minimum ? std::min(best, tamed) : std::max(best, tamed);
    }
  return best;
}

}  // namespace

TEST("morphology: dilate and erode agree with direct search, for every format, element, stride and target") {
  check::on_every_target([](Target) {
    for (const Format f : formats)
      for (Element element : {Element::rectangle, Element::ellipse})
        for (auto [rx, ry] : {std::pair{0, 0}, {1, 1}, {3, 5}, {7, 2}})
          for (bool minimum : {false, true}) {
            check::Picture in(47, 19, 1, f.dtype, f.range, 3, true), out(47, 19, 1, f.dtype, f.range, 2);
            auto random = check::random(static_cast<uint32_t>(rx * 8 + ry));
            in.fill([&](int32_t x, int32_t, int32_t) {
              if (x == 40 && f.range == Range::unit) return std::nanf("");
              const uint32_t r = random() % 100;
              return r < 3 ? 1.0f : r > 96 ? 0.0f : 0.4f + 0.002f * static_cast<float>(r);
            });
            (minimum ? matte_erode : matte_dilate)(in.view, out.view, element, rx, ry, {});
            double worst = 0;
            for (int32_t y = 0; y < 19; ++y)
              for (int32_t x = 0; x < 47; ++x)
                worst = std::max(worst, std::fabs(static_cast<double>(out.get(x, y, 0) - extreme(in, element, rx, ry, minimum, x, y))));
            CHECK_NEAR(worst, 0.0, f.dtype == DType::u8 ? 1e-6 : f.dtype == DType::f16 ? 3e-4 : 2e-5);
          }
  });
}

TEST("grow: whole radii up to 24 are the exact disc; fractions move a soft edge by that much and keep its shape") {
  check::on_every_target([](Target) {
    for (float radius : {5.0f, -5.0f, 24.0f, -24.0f}) {
      check::Picture in(90, 61, 1, DType::u8), out(90, 61, 1, DType::u8);
      in.fill([](int32_t x, int32_t y, int32_t) { return (x > 30 && x < 50 && y > 25 && y < 40) != (x == 60 && y == 5) ? 0.8f : 0.1f; });
      matte_grow(in.view, out.view, radius, {});
      const auto r = static_cast<int32_t>(std::fabs(radius));
      bool same = true;
      for (int32_t y = 0; y < 61; ++y)
        for (int32_t x = 0; x < 90; ++x) same = same && out.get(x, y, 0) == extreme(in, Element::ellipse, r, r, radius < 0, x, y);
      CHECK(same);
    }
    for (float radius : {0.25f, 3.0f, 7.5f, -0.5f, -6.75f}) {
      // A ramp 20 pixels wide: after growing it is the same ramp, `radius` further right.
      const auto ramp = [](float x) { return std::clamp((60.0f - x) / 20.0f, 0.0f, 1.0f); };
      check::Picture in(120, 40, 1, DType::f32, Range::unit), out(120, 40, 1, DType::f32, Range::unit);
      in.fill([&](int32_t x, int32_t, int32_t) { return ramp(static_cast<float>(x)); });
      matte_grow(in.view, out.view, radius, {});
      for (int32_t x = 15; x < 100; ++x) CHECK_NEAR(out.get(x, 20, 0), ramp(static_cast<float>(x) - radius), radius == std::floor(radius) ? 2e-5 : 0.02);
    }
  });
}

TEST("grow: large radii stay round to 1 pixel + 0.4 %, and shrink is grow of the inverse") {
  for (float radius : {25.0f, 60.0f, 140.0f}) {
    const int32_t half = static_cast<int32_t>(radius) + 6, size = 2 * half + 1;
    check::Picture in(size, size, 1, DType::u8), out(size, size, 1, DType::u8), inverse(size, size, 1, DType::u8);
    in.fill([&](int32_t x, int32_t y, int32_t) { return x == half && y == half ? 1.0f : 0.0f; });
    inverse.fill([&](int32_t x, int32_t y, int32_t) { return x == half && y == half ? 0.0f : 1.0f; });
    matte_grow(in.view, out.view, radius, {});
    matte_grow(inverse.view, inverse.view, -radius, {});  // in place
    const double slack = 1.0 + 0.004 * static_cast<double>(radius);
    bool round = true, same = true;
    for (int32_t y = 0; y < size; ++y)
      for (int32_t x = 0; x < size; ++x) {
        const double d = std::hypot(x - half, y - half);
        const bool set = out.get(x, y, 0) > 0.5f;
        if (d < static_cast<double>(radius) - slack) round = round && set;
        if (d > static_cast<double>(radius) + slack) round = round && !set;
        same = same && set == (inverse.get(x, y, 0) < 0.5f);
      }
    CHECK(round);
    CHECK(same);
  }
}

TEST("morphology: constant blocks are filled with what the search would find, next to edges, spots and holes") {
  for (float radius : {3.0f, 20.0f, -20.0f, 70.0f}) {
    // The same picture with a whisper of noise has no constant block, so everything is searched.
    check::Picture in(420, 330, 1, DType::u8), noisy(420, 330, 1, DType::u16), out(420, 330, 1, DType::u8), expected(420, 330, 1, DType::u16);
    const auto blob = [](int32_t x, int32_t y) {
      return (x < 130 && y > 60 && y < 300 && !(x == 64 && y == 128)) || (x == 330 && y == 200) || y == 329 ? 1.0f : 0.0f;
    };
    in.fill([&](int32_t x, int32_t y, int32_t) { return blob(x, y); });
    noisy.fill([&](int32_t x, int32_t y, int32_t) { return 0.001f + 0.998f * blob(x, y) + 1e-4f * static_cast<float>((x * 7 + y * 3) % 5); });
    matte_grow(in.view, out.view, radius, {});
    matte_grow(noisy.view, expected.view, radius, {});
    bool same = true;
    for (int32_t y = 0; y < 330; ++y)
      for (int32_t x = 0; x < 420; ++x) same = same && std::fabs(out.get(x, y, 0) - expected.get(x, y, 0)) < 0.01f;
    CHECK(same);
  }
}

TEST("grow: takes 1x1, single rows and columns, and radii larger than the picture; nothing grows from outside") {
  for (auto [w, h] : {std::pair{1, 1}, {1, 30}, {30, 1}, {5, 7}})
    for (float radius : {-2048.0f, -3.3f, 0.0f, 0.5f, 50.0f, 2048.0f})
      for (float value : {0.0f, 1.0f}) {
        check::Picture in(w, h, 1, DType::u16, Range::photoshop, 1), out(w, h, 1, DType::u16, Range::photoshop, 2);
        in.fill([&](int32_t, int32_t, int32_t) { return value; });
        matte_grow(in.view, out.view, radius, {});
        CHECK(out.get(w - 1, h - 1, 0) == value && out.get(0, 0, 0) == value);
      }
}

TEST("levels: stretches between black and white, keeps 0 and 1, sends NaN to 0, works in place") {
  for (const Format f : formats) {
    check::Picture in(70, 3, 1, f.dtype, f.range, 1, true);
    in.fill([](int32_t x, int32_t, int32_t) { return x == 3 ? std::nanf("") : static_cast<float>(x) / 69.0f; });
    check::Picture out(70, 3, 1, DType::f32, Range::unit);
    matte_levels(in.view, out.view, 0.2f, 0.7f, 2.0f, {});
    for (int32_t x = 4; x < 70; ++x)
      CHECK_NEAR(out.get(x, 1, 0), std::sqrt(std::clamp((in.get(x, 1, 0) - 0.2f) / 0.5f, 0.0f, 1.0f)), 1e-3);
    CHECK(out.get(3, 1, 0) == 0.0f && out.get(69, 1, 0) == 1.0f && out.get(0, 1, 0) == 0.0f);
    matte_levels(in.view, in.view, 0.2f, 0.7f, 2.0f, {});
    for (int32_t x = 4; x < 70; ++x) CHECK_NEAR(in.get(x, 1, 0), out.get(x, 1, 0), 0.003);
  }
}
