// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "check.h"
#include "sfumato/relight.h"

using namespace sfumato;
using check::Picture;

TEST("relight: smoothing takes noise out of slopes and keeps a jump where it is") {
  const int32_t w = 120, h = 60;
  Picture depth(w, h, 1, DType::f32, Range::unit), out(w, h, 1, DType::f32, Range::unit, 2);
  auto random = check::random(11);
  depth.fill([&](int32_t x, int32_t, int32_t) {
    const float noise = (static_cast<float>(random() % 1000) / 1000.0f - 0.5f) * 0.02f;
    return (x < 60 ? 0.2f : 0.7f) + 0.0005f * static_cast<float>(x) + noise;
  });
  relight_smooth(depth.view, 5, 0.02f, out.view, {});
  double before = 0, after = 0;
  for (int32_t y = 1; y < h - 1; ++y)
    for (int32_t x = 10; x < 45; ++x) {
      before += std::pow(depth.get(x + 1, y, 0) - depth.get(x, y, 0) - 0.0005, 2);
      after += std::pow(out.get(x + 1, y, 0) - out.get(x, y, 0) - 0.0005, 2);
    }
  CHECK(after < before * 0.01);
  CHECK(out.get(61, 30, 0) - out.get(58, 30, 0) > 0.4f);
}

TEST("relight: sharpening makes a ramp a step and carries the slopes on both sides up to it") {
  const int32_t w = 90, h = 61;
  Picture depth(w, h, 1, DType::f32, Range::unit, 0, true), out(w, h, 1, DType::f32, Range::unit, 3);
  // Slopes of 0.002 and 0.001 on either side of a ramp from column 41 to 47.
  const auto surface = [](float x, float y) { return (x < 44 ? 0.2f + 0.002f * x : 0.7f + 0.002f * x) + 0.001f * y; };
  depth.fill([&](int32_t x, int32_t y, int32_t) {
    const float fx = static_cast<float>(x), fy = static_cast<float>(y);
    const float up = std::clamp((fx - 41.0f) / 6.0f, 0.0f, 1.0f);
    return 0.2f + 0.002f * fx + 0.001f * fy + 0.5f * up * up * (3 - 2 * up);
  });
  relight_sharpen(depth.view, 4, 0.01f, out.view, {});
  int32_t between = 0;
  for (int32_t y : {0, 7, 30, 60})
    for (int32_t x = 0; x < w; ++x) {
      if (x >= 42 && x <= 46) {
        const float low = surface(0, static_cast<float>(y)) + 0.002f * static_cast<float>(x);
        const float share = (out.get(x, y, 0) - low) / 0.5f;
        if (share > 0.15f && share < 0.85f) ++between;
      } else {
        CHECK_NEAR(out.get(x, y, 0), surface(static_cast<float>(x), static_cast<float>(y)), 0.02);
      }
    }
  CHECK(between <= 4 * 2);
  // The foot of the ramp has the slope of its side.
  CHECK_NEAR(out.get(40, 30, 0) - out.get(38, 30, 0), 0.004, 0.003);

  depth.fill([](int32_t x, int32_t y, int32_t) { return 0.3f + 0.004f * static_cast<float>(x) - 0.002f * static_cast<float>(y); });
  relight_sharpen(depth.view, 3, 0.01f, out.view, {});
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) CHECK_NEAR(out.get(x, y, 0), depth.get(x, y, 0), 1e-4);

  // What is too thin for the windows stays.
  depth.fill([](int32_t x, int32_t, int32_t) { return x >= 40 && x < 44 ? 0.9f : 0.2f; });
  relight_sharpen(depth.view, 4, 0.01f, out.view, {});
  CHECK_NEAR(out.get(42, 30, 0), 0.9, 0.05);
  CHECK_NEAR(out.get(36, 30, 0), 0.2, 0.05);

  for (const auto& [small_w, small_h] : {std::pair{1, 1}, {2, 1}, {3, 5}}) {
    Picture small(small_w, small_h, 1, DType::f32, Range::unit), to(small_w, small_h, 1, DType::f32, Range::unit);
    small.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
    relight_sharpen(small.view, 16, 0.01f, to.view, {});
    CHECK_NEAR(to.get(small_w - 1, small_h - 1, 0), 0.5, 1e-5);
  }
}

TEST("relight: upsampling is smooth inside surfaces and puts jumps on the picture's edge") {
  const int32_t w = 160, h = 80;
  Picture guide(w, h, 3, DType::u8, Range::full, 1), out(w, h, 1, DType::f32, Range::unit, 3, true);
  auto random = check::random(5);
  // The picture's edge is at column 75; the small depth says 80. Fine texture must not show in the depth.
  guide.fill([&](int32_t x, int32_t, int32_t) { return (x < 75 ? 0.2f : 0.8f) + static_cast<float>(random() % 100) / 1000.0f; });
  Picture depth(20, 10, 1, DType::f32, Range::unit);
  depth.fill([](int32_t x, int32_t, int32_t) { return x < 10 ? 0.1f : 0.9f; });
  relight_upsample(depth.view, guide.view, 0.1f, out.view, {});
  for (int32_t y : {5, 40, 70}) {
    CHECK(out.get(73, y, 0) < 0.3f);
    CHECK(out.get(77, y, 0) > 0.6f);
  }
  depth.fill([](int32_t x, int32_t y, int32_t) { return 0.3f + 0.004f * static_cast<float>(x) + 0.002f * static_cast<float>(y); });
  relight_upsample(depth.view, guide.view, 0.1f, out.view, {});
  for (int32_t x = 20; x < 140; ++x) CHECK_NEAR(out.get(x + 1, 40, 0) - out.get(x, 40, 0), 0.0005, 2e-5);
}

TEST("relight: inflating a matte gives a bulge that is 0 outside and highest in the middle") {
  for (int32_t side : {1, 3, 90, 500}) {
    Picture matte(side, side, 1, DType::u8), out(side, side, 1, DType::f32, Range::unit);
    const float middle = 0.5f * static_cast<float>(side), radius = 0.3f * static_cast<float>(side);
    matte.fill([&](int32_t x, int32_t y, int32_t) {
      const float dx = static_cast<float>(x) + 0.5f - middle, dy = static_cast<float>(y) + 0.5f - middle;
      return std::clamp(radius - std::sqrt(dx * dx + dy * dy) + 0.5f, 0.0f, 1.0f);
    });
    relight_inflate(matte.view, out.view, {});
    if (side < 90) continue;
    const int32_t m = side / 2;
    CHECK(out.get(1, 1, 0) == 0.0f);
    CHECK_NEAR(out.get(m, m, 0), 1.0, 0.02);
    for (int32_t x = m; x < m + static_cast<int32_t>(radius) - 2; ++x) CHECK(out.get(x + 1, m, 0) <= out.get(x, m, 0) + 1e-4f);
    CHECK_NEAR(out.get(m - side / 5, m, 0), out.get(m + side / 5, m, 0), 0.03);
  }
}
