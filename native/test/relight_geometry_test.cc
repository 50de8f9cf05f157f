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
