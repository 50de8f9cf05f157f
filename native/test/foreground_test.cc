// SPDX-License-Identifier: Apache-2.0
#include "sfumato/foreground.h"

#include <algorithm>
#include <cstring>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

float front(int32_t c) { return 0.8f - 0.3f * static_cast<float>(c); }
float back(int32_t c) { return 0.1f + 0.35f * static_cast<float>(c); }

// An orange disc with a soft edge on blue-green.
float coverage(int32_t x, int32_t y, double cx, double cy, double radius) {
  return static_cast<float>(std::clamp(0.5 - (std::hypot(x - cx, y - cy) - radius) / 12, 0.0, 1.0));
}

}  // namespace

TEST("foreground: soft edges give back the foreground's own colour, for every format, stride and target") {
  check::on_every_target([](Target) {
    for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                                {DType::f16, Range::unit}, {DType::f32, Range::unit}})
      for (int32_t channels : {3, 4}) {
        check::Picture image(91, 67, channels, dtype, range, 3, true), alpha(91, 67, 1, dtype, range, 1), into(91, 67, channels, dtype, range, 2, true);
        alpha.fill([](int32_t x, int32_t y, int32_t) { return coverage(x, y, 45, 33, 20); });
        image.fill([&](int32_t x, int32_t y, int32_t c) {
          const float a = alpha.get(x, y, 0);
          return c == 3 ? 0.5f : a * front(c) + (1 - a) * back(c);
        });
        estimate_foreground(image.view, alpha.view, into.view, {}, {});
        double worst = 0, solid = 0, kept = 0;
        for (int32_t y = 0; y < 67; ++y)
          for (int32_t x = 0; x < 91; ++x)
            for (int32_t c = 0; c < 3; ++c) {
              const float a = alpha.get(x, y, 0);
              if (a > 0.1f) worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, c) - front(c))));
              if (a >= 1.0f) solid = std::max(solid, std::fabs(static_cast<double>(into.get(x, y, c) - image.get(x, y, c))));
              if (channels == 4) kept = std::max(kept, std::fabs(static_cast<double>(into.get(x, y, 3) - a)));
            }
        CHECK_NEAR(worst, 0.0, 0.05);
        CHECK(solid == 0 && kept == 0);
      }
  });
}

TEST("foreground: tiles meet without a seam and threads do not matter") {
  // Beyond 1.5 megapixels: 13 x 8 tiles, with a thin soft line through them all.
  const int32_t w = 1601, h = 945;
  check::Picture image(w, h, 3, DType::f32, Range::unit), alpha(w, h, 1, DType::u8), one(w, h, 3, DType::f32, Range::unit), two(w, h, 3, DType::f32, Range::unit);
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) {
      const float a = static_cast<float>(std::clamp(1.2 - std::fabs(y - 300 - 0.25 * x) / 9, 0.0, 1.0));
      static_cast<uint8_t*>(alpha.view.data)[y * alpha.view.row_bytes + x] = static_cast<uint8_t>(std::lround(a * 255));
      for (int32_t c = 0; c < 3; ++c)
        reinterpret_cast<float*>(image.view.row(y))[3 * x + c] = a * front(c) + (1 - a) * back(c);
    }
  const int32_t before = thread_count();
  set_thread_count(1);
  estimate_foreground(image.view, alpha.view, one.view, {}, {});
  set_thread_count(2);
  estimate_foreground(image.view, alpha.view, two.view, {}, {});
  set_thread_count(before);
  bool same = true;
  double worst = 0, steps[2] = {};  // the largest change from pixel to pixel within tiles, and across their borders
  for (int32_t y = 0; y < h; ++y) {
    const auto* row = reinterpret_cast<const float*>(one.view.row(y));
    same = same && std::memcmp(row, two.view.row(y), static_cast<size_t>(w) * 12) == 0;
    for (int32_t x = 1; x < w; ++x)
      for (int32_t c = 0; c < 3; ++c) {
        if (alpha.view.row(y)[x] < 100) continue;
        worst = std::max(worst, std::fabs(static_cast<double>(row[3 * x + c] - front(c))));
        double& step = steps[x % 128 == 0];
        step = std::max(step, std::fabs(static_cast<double>(row[3 * x + c] - row[3 * x - 3 + c])));
      }
  }
  CHECK(same);
  CHECK_NEAR(worst, 0.0, 0.15);
  CHECK(steps[1] <= steps[0]);
}

TEST("foreground: takes 1x1, single rows, NaN and values above 1, and can be stopped") {
  for (auto [w, h] : {std::pair{1, 1}, {1, 40}, {40, 1}, {3, 5}}) {
    check::Picture image(w, h, 3, DType::f32, Range::unit), alpha(w, h, 1, DType::f32, Range::unit), into(w, h, 4, DType::f32, Range::unit);
    image.fill([](int32_t x, int32_t, int32_t c) { return x == 1 ? std::nanf("") : 5.0f + static_cast<float>(c); });
    alpha.fill([](int32_t x, int32_t y, int32_t) { return x + y == 0 ? 1.0f : 0.5f; });
    estimate_foreground(image.view, alpha.view, into.view, {}, {});
    CHECK(into.get(0, 0, 2) == 7.0f && into.get(0, 0, 3) == 1.0f);
    CHECK(std::isfinite(into.get(w - 1, h - 1, 0)) && into.get(w - 1, h - 1, 0) <= 7.0f);
  }
  std::atomic<int32_t> stop{1};
  check::Picture image(9, 9, 3, DType::u8), alpha(9, 9, 1, DType::u8), into(9, 9, 3, DType::u8);
  bool cancelled = false;
  try {
    estimate_foreground(image.view, alpha.view, into.view, {}, {&stop, nullptr});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);
}
