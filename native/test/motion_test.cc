// SPDX-License-Identifier: Apache-2.0
#include "sfumato/motion.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "check.h"
#include "motion/pyramid.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

// A scene with detail of several sizes, 0.1 … 0.9.
float scene(float x, float y, int32_t c) {
  const float coarse = std::sin(0.05f * x + 0.3f * static_cast<float>(c)) * std::cos(0.043f * y);
  const float fine = std::sin(0.41f * x + 0.6f * std::sin(0.11f * y)) * std::cos(0.37f * y);
  return 0.5f + 0.2f * coarse + 0.18f * fine;
}

// The scene moved by (dx, dy), with noise.
check::Picture moved(int32_t width, int32_t height, int32_t channels, DType dtype, float dx, float dy, float noise,
                     uint32_t seed, bool flipped = false) {
  check::Picture p(width, height, channels, dtype, dtype >= DType::f16 ? Range::unit : Range::full, 3, flipped);
  auto random = check::random(seed);
  std::normal_distribution<float> normal;
  p.fill([&](int32_t x, int32_t y, int32_t c) {
    return scene(static_cast<float>(x) - dx, static_cast<float>(y) - dy, c) + noise * normal(random);
  });
  return p;
}

// Of the distances between a field's vectors and (dx, dy), those below which a share of them lies; borders left out.
float error_of(const MotionField& field, float dx, float dy, double share) {
  std::vector<float> errors;
  for (int32_t j = 2; j < field.rows - 2; ++j)
    for (int32_t i = 2; i < field.columns - 2; ++i) {
      const size_t k = static_cast<size_t>(j) * static_cast<size_t>(field.columns) + static_cast<size_t>(i);
      errors.push_back(std::hypot(field.x[k] - dx, field.y[k] - dy));
    }
  std::sort(errors.begin(), errors.end());
  return errors[static_cast<size_t>(share * static_cast<double>(errors.size() - 1))];
}

bool same(const MotionField& a, const MotionField& b) { return a.x == b.x && a.y == b.y && a.error == b.error; }

}  // namespace

TEST("motion: parts of pixels are found through noise, in every format, on every target") {
  check::on_every_target([](Target) {
    for (auto [dtype, channels] : {std::pair{DType::u8, 3}, {DType::u16, 1}, {DType::f16, 4}, {DType::f32, 3}}) {
      const auto frame = moved(203, 151, channels, dtype, 0, 0, 0.04f, 1, dtype == DType::u8);
      const auto other = moved(203, 151, channels, dtype, 3.3f, -1.7f, 0.04f, 2);
      const MotionField field = motion_estimate(frame.view, other.view, {0.04f, false}, {});
      CHECK(field.step == 8 && field.columns == 26 && field.rows == 19);
      CHECK(error_of(field, 3.3f, -1.7f, 0.5) < 0.12f);
      CHECK(error_of(field, 3.3f, -1.7f, 0.95) < 0.4f);
      CHECK_NEAR(field.error[200], 1.0f, 0.8f);
    }
  });
}

TEST("motion: what rests has exactly none, and large motion is followed") {
  const auto frame = moved(240, 200, 3, DType::u8, 0, 0, 0.08f, 1),
             again = moved(240, 200, 3, DType::u8, 0, 0, 0.08f, 2);
  const MotionField rest = motion_estimate(frame.view, again.view, {0.08f, false}, {});
  CHECK(std::count(rest.x.begin(), rest.x.end(), 0.0f) > 0.98 * static_cast<double>(rest.x.size()));
  const auto far = moved(240, 200, 3, DType::u8, -21.0f, 12.5f, 0.02f, 3);
  CHECK(error_of(motion_estimate(frame.view, far.view, {0.05f, false}, {}), -21.0f, 12.5f, 0.8) < 0.5f);
}

TEST("motion: a small thing that moves is told from what rests behind it") {
  const auto at = [](int32_t x, int32_t y, int32_t left) {
    const bool inside = x >= left && x < left + 60 && y >= 60 && y < 130;
    return inside ? scene(static_cast<float>(x - left) + 500, static_cast<float>(y) * 1.3f, 0)
                  : scene(static_cast<float>(x), static_cast<float>(y), 0);
  };
  check::Picture frame(256, 192, 1, DType::f32, Range::unit), other(256, 192, 1, DType::f32, Range::unit);
  frame.fill([&](int32_t x, int32_t y, int32_t) { return at(x, y, 90); });
  other.fill([&](int32_t x, int32_t y, int32_t) { return at(x, y, 97); });
  const MotionField field = motion_estimate(frame.view, other.view, {}, {});
  const auto cell = [&](int32_t x, int32_t y) { return static_cast<size_t>(y / 8 * field.columns + x / 8); };
  CHECK_NEAR(field.x[cell(120, 95)], 7, 0.2);
  CHECK_NEAR(field.y[cell(120, 95)], 0, 0.2);
  for (auto [x, y] : {std::pair{20, 20}, {230, 170}, {40, 100}}) CHECK(field.x[cell(x, y)] == 0);
}

TEST("motion: the same on any number of threads, and nearly so between targets") {
  const auto frame = moved(221, 180, 3, DType::u8, 0, 0, 0.05f, 1),
             other = moved(221, 180, 3, DType::u8, 2.4f, 1.1f, 0.05f, 2);
  const int32_t threads = thread_count();
  set_thread_count(1);
  const MotionField one = motion_estimate(frame.view, other.view, {0.05f, false}, {});
  set_thread_count(3);
  CHECK(same(one, motion_estimate(frame.view, other.view, {0.05f, false}, {})));
  set_thread_count(threads);
  check::on_every_target([&](Target) {
    const MotionField field = motion_estimate(frame.view, other.view, {0.05f, false}, {});
    size_t differing = 0;
    for (size_t i = 0; i < field.x.size(); ++i) differing += std::fabs(field.x[i] - one.x[i]) > 0.05f;
    CHECK(differing * 50 <= field.x.size());
  });
}

TEST("motion: brightness and halves agree with their definition on every target") {
  check::Picture p(37, 21, 3, DType::f32, Range::unit, 4, true);
  auto random = check::random(4);
  std::uniform_real_distribution<float> uniform(-0.2f, 1.2f);
  p.fill([&](int32_t, int32_t, int32_t) { return uniform(random); });
  p.set(5, 5, 1, std::numeric_limits<float>::quiet_NaN());
  const auto brightness = [&](int32_t x, int32_t y) {
    const float mean = (p.get(x, y, 0) + p.get(x, y, 1) + p.get(x, y, 2)) / 3;
    return std::isnan(mean) ? 0.0 : std::clamp(static_cast<double>(mean), 0.0, 1.0);
  };
  check::on_every_target([&](Target) {
    const MotionPyramid plain(p.view, false, {}), linear(p.view, true, {});
    const auto at = [](const MotionPyramid::Level& level, int32_t x, int32_t y) {
      return level.pixels()[y * level.stride + x];
    };
    for (int32_t y = 0; y < 21; ++y)
      for (int32_t x = 0; x < 37; ++x) {
        CHECK_NEAR(at(plain.levels()[0], x, y), brightness(x, y), 1e-6);
        CHECK_NEAR(at(linear.levels()[0], x, y), std::sqrt(brightness(x, y)), 1e-6);
      }
  });
  const auto large = moved(75, 66, 1, DType::f32, 0, 0, 0, 1);
  constexpr double taps[4] = {0.125, 0.375, 0.375, 0.125};
  check::on_every_target([&](Target) {
    const MotionPyramid pyramid(large.view, false, {});
    CHECK(pyramid.levels().size() == 3 && pyramid.levels()[1].width == 38 && pyramid.levels()[1].height == 33);
    for (int32_t y = 0; y < 33; ++y)
      for (int32_t x = 0; x < 38; ++x) {
        double sum = 0;
        for (int32_t r = 0; r < 4; ++r)
          for (int32_t c = 0; c < 4; ++c)
            sum +=
                taps[r] * taps[c] *
                static_cast<double>(large.get(std::clamp(2 * x - 1 + c, 0, 74), std::clamp(2 * y - 1 + r, 0, 65), 0));
        CHECK_NEAR(pyramid.levels()[1].pixels()[y * pyramid.levels()[1].stride + x], sum, 1e-6);
      }
  });
}

TEST("motion: tiny and thin frames, values that are no numbers, other sizes, a stop") {
  for (auto [width, height] : {std::pair{1, 1}, {1, 60}, {70, 3}, {16, 16}}) {
    const auto frame = moved(width, height, 3, DType::u8, 0, 0, 0, 1),
               other = moved(width, height, 3, DType::u8, 1, 0, 0, 2);
    const MotionField field = motion_estimate(frame.view, other.view, {}, {});
    CHECK(field.step == 4 && field.columns == (width + 3) / 4 && field.rows == (height + 3) / 4);
    for (float v : field.x) CHECK(std::isfinite(v));
  }
  auto frame = moved(140, 140, 3, DType::f32, 0, 0, 0, 1);
  for (int32_t i = 0; i < 140; ++i) frame.set(i, i, 0, std::numeric_limits<float>::quiet_NaN());
  frame.set(3, 70, 0, std::numeric_limits<float>::infinity());
  for (float v : motion_estimate(frame.view, frame.view, {}, {}).error) CHECK(v == 0);
  bool refused = false, cancelled = false;
  try {
    motion_estimate(frame.view, moved(141, 140, 3, DType::f32, 0, 0, 0, 1).view, {}, {});
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  std::atomic<int32_t> stop{1};
  try {
    motion_estimate(frame.view, frame.view, {}, {&stop, nullptr});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(refused && cancelled);
}
