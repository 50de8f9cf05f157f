// SPDX-License-Identifier: Apache-2.0
#include "sfumato/temporal.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

constexpr float sigma = 20.0f / 255;

float scene(float x, float y, int32_t c) {
  const float disc = std::hypot(std::fmod(x + 300, 60.0f) - 30, std::fmod(y + 300, 60.0f) - 30) < 20 ? 0.25f : 0.0f;
  return 0.3f + disc + 0.05f * std::sin(0.3f * x + static_cast<float>(c)) * std::cos(0.27f * y);
}

check::Picture frame_of(int32_t width, int32_t height, int32_t channels, DType dtype, uint32_t seed, float dx = 0,
                        float dy = 0, bool flipped = false) {
  check::Picture p(width, height, channels, dtype, dtype >= DType::f16 ? Range::unit : Range::full, 5, flipped);
  auto random = check::random(seed);
  std::normal_distribution<float> normal;
  p.fill([&](int32_t x, int32_t y, int32_t c) {
    if (c == 3) return 0.25f + 0.002f * static_cast<float>(y);
    return scene(static_cast<float>(x) - dx, static_cast<float>(y) - dy, c) + sigma * normal(random);
  });
  return p;
}

TemporalOptions white() {
  TemporalOptions options;
  for (NoiseLevel& level : options.level) level = {0, sigma * sigma};
  return options;
}

struct Averaged {
  check::Picture out, remaining;
  float noise = 0;
};

Averaged average(const check::Picture& frame, const std::vector<const check::Picture*>& neighbours,
                 const TemporalOptions& options = white(), DType dtype = DType::f32) {
  const Image& v = frame.view;
  Averaged a = {
      check::Picture(v.width, v.height, v.channels, dtype, dtype >= DType::f16 ? Range::unit : Range::full, 3),
      check::Picture(v.width, v.height, 1, DType::f32, Range::unit, 2, true)};
  std::vector<ConstImage> views;
  for (const check::Picture* neighbour : neighbours) views.push_back(neighbour->view);
  a.noise = temporal_average(frame.view, views, a.out.view, a.remaining.view, options, {});
  return a;
}

double deviation(const check::Picture& p, float dx = 0, float dy = 0) {
  double sum = 0;
  int64_t count = 0;
  for (int32_t y = 8; y < p.view.height - 8; ++y)
    for (int32_t x = 8; x < p.view.width - 8; ++x)
      for (int32_t c = 0; c < std::min(p.view.channels, 3); ++c, ++count)
        sum += std::pow(
            static_cast<double>(p.get(x, y, c) - scene(static_cast<float>(x) - dx, static_cast<float>(y) - dy, c)), 2);
  return std::sqrt(sum / static_cast<double>(count));
}

// The pixels all of whose window rests, as far as the motion estimate sees through the noise.
std::vector<bool> rests(const check::Picture& frame, const check::Picture& other) {
  const MotionField field = motion_estimate(frame.view, other.view, {sigma, false}, {});
  const int32_t width = frame.view.width, height = frame.view.height;
  std::vector<bool> still(static_cast<size_t>(width) * static_cast<size_t>(height), true);
  const auto clear = [&](int32_t left, int32_t top, int32_t reach) {
    for (int32_t y = std::max(0, top - reach); y < std::min(height, top + field.step + reach); ++y)
      for (int32_t x = std::max(0, left - reach); x < std::min(width, left + field.step + reach); ++x)
        still[static_cast<size_t>(y * width + x)] = false;
  };
  for (int32_t j = 0; j < field.rows; ++j)
    for (int32_t i = 0; i < field.columns; ++i) {
      const size_t k = static_cast<size_t>(j * field.columns + i);
      if (field.x[k] != 0 || field.y[k] != 0) clear(i * field.step, j * field.step, field.step + 3);
    }
  return still;
}

// The definition, for frames that rest: every window by itself, in doubles.
double reference(const check::Picture& frame, const std::vector<const check::Picture*>& neighbours, float noise,
                 int32_t x, int32_t y, int32_t channel) {
  const int32_t planes = std::min(frame.view.channels, 3), width = frame.view.width, height = frame.view.height;
  double sum = static_cast<double>(frame.get(x, y, channel)), weights = 1;
  for (const check::Picture* neighbour : neighbours) {
    double squared = 0, total = 0;
    for (int32_t j = y - 3; j <= y + 3; ++j)
      for (int32_t i = x - 3; i <= x + 3; ++i)
        for (int32_t c = 0; c < planes; ++c) {
          const int32_t u = std::clamp(i, 0, width - 1), v = std::clamp(j, 0, height - 1);
          const double d = static_cast<double>(neighbour->get(u, v, c) - frame.get(u, v, c)) /
                           (static_cast<double>(sigma) * std::sqrt(static_cast<double>(noise)));
          squared += d * d / 2 / planes / 49;
          total += d;
        }
    const double z = 6 * std::max(0.0, squared - 1.1) + 0.5 * std::max(0.0, total * total / (49 * 2 * planes) - 3);
    sum += std::exp(-z) * static_cast<double>(neighbour->get(x, y, channel));
    weights += std::exp(-z);
  }
  return sum / weights;
}

}  // namespace

TEST("temporal: frames that rest are averaged as defined, in every format, at odd sizes, on every target") {
  check::on_every_target([](Target) {
    for (auto [dtype, channels] : {std::pair{DType::u8, 3}, {DType::u16, 1}, {DType::f16, 4}, {DType::f32, 3}}) {
      const auto frame = frame_of(277, 133, channels, dtype, 1, 0, 0, dtype == DType::u16);
      const auto a = frame_of(277, 133, channels, dtype, 2), b = frame_of(277, 133, channels, dtype, 3, 0, 0, true);
      const auto result = average(frame, {&a, &b});
      const std::vector<bool> rest_a = rests(frame, a), rest_b = rests(frame, b);
      int32_t checked = 0, tried = 0;
      for (int32_t y = 0; y < 133; y += 3)
        for (int32_t x = y % 5; x < 277; x += 7, ++tried) {
          const size_t pixel = static_cast<size_t>(y * 277 + x);
          if (!rest_a[pixel] || !rest_b[pixel]) continue;
          CHECK_NEAR(result.out.get(x, y, 0), reference(frame, {&a, &b}, result.noise, x, y, 0), 0.006);
          ++checked;
        }
      CHECK(checked > tried / 2);
      for (int32_t y = 0; y < 133 && channels == 4; ++y) CHECK(result.out.get(y, y, 3) == frame.get(y, y, 3));
    }
  });
}

TEST("temporal: noise falls as far as `remaining` says, at rest and along motion by parts of pixels") {
  for (float step : {0.0f, 2.3f}) {
    const auto frame = frame_of(200, 150, 3, DType::f32, 1),
               a = frame_of(200, 150, 3, DType::f32, 2, -step, 0.4f * step),
               b = frame_of(200, 150, 3, DType::f32, 3, step, -0.4f * step),
               c = frame_of(200, 150, 3, DType::f32, 4, -2 * step, 0.8f * step),
               d = frame_of(200, 150, 3, DType::f32, 5, 2 * step, -0.8f * step);
    const auto result = average(frame, {&a, &b, &c, &d});
    double mean = 0;
    for (int32_t y = 8; y < 142; ++y)
      for (int32_t x = 8; x < 192; ++x) mean += static_cast<double>(result.remaining.get(x, y, 0)) / (134 * 184);
    CHECK(mean < (step == 0 ? 0.47 : 0.52));
    CHECK_NEAR(deviation(result.out) / static_cast<double>(sigma), mean, step == 0 ? 0.01 : 0.06);
  }
}

TEST("temporal: after a cut, and without neighbours, the frame stays as it is") {
  const auto frame = frame_of(140, 130, 3, DType::f32, 1);
  check::Picture other(140, 130, 3, DType::f32, Range::unit);
  other.fill([](int32_t x, int32_t y, int32_t) { return 0.9f - 0.8f * static_cast<float>((x / 9 + y / 7) % 2); });
  const auto cut = average(frame, {&other}), alone = average(frame, {});
  double most = 0;
  for (int32_t y = 0; y < 130; ++y)
    for (int32_t x = 0; x < 140; ++x) {
      most = std::max(most, static_cast<double>(std::fabs(cut.out.get(x, y, 1) - frame.get(x, y, 1))));
      CHECK(alone.out.get(x, y, 1) == frame.get(x, y, 1) && alone.remaining.get(x, y, 0) == 1);
      CHECK(cut.remaining.get(x, y, 0) > 0.97f);
    }
  CHECK(most < 0.01);
}

TEST("temporal: a thing that only a neighbour shows leaves no ghost, and the rest gains all the same") {
  const auto frame = frame_of(180, 140, 3, DType::f32, 1);
  auto other = frame_of(180, 140, 3, DType::f32, 2);
  for (int32_t y = 50; y < 90; ++y)
    for (int32_t x = 60; x < 100; ++x)
      for (int32_t c = 0; c < 3; ++c) other.set(x, y, c, other.get(x, y, c) * 0.3f + 0.55f);
  const auto result = average(frame, {&other});
  double ghost = 0;
  for (int32_t y = 56; y < 84; ++y)
    for (int32_t x = 66; x < 94; ++x)
      ghost += static_cast<double>(result.out.get(x, y, 0) - frame.get(x, y, 0)) / (28 * 28);
  CHECK(std::fabs(ghost) < 0.004);
  CHECK(result.remaining.get(80, 70, 0) > 0.9f && result.remaining.get(20, 20, 0) < 0.75f);
}

TEST("temporal: NaN and infinity stay in the frame, are passed over in neighbours, and spread nowhere") {
  auto frame = frame_of(90, 70, 3, DType::f32, 1), other = frame_of(90, 70, 3, DType::f32, 2);
  frame.set(40, 30, 1, std::numeric_limits<float>::quiet_NaN());
  other.set(10, 10, 0, std::numeric_limits<float>::infinity());
  other.set(70, 20, 2, std::numeric_limits<float>::quiet_NaN());
  const auto result = average(frame, {&other});
  for (int32_t y = 0; y < 70; ++y)
    for (int32_t x = 0; x < 90; ++x)
      for (int32_t c = 0; c < 3; ++c) {
        const float v = result.out.get(x, y, c);
        if (x == 40 && y == 30)
          CHECK(c == 1 ? std::isnan(v) : v == frame.get(x, y, c));
        else
          CHECK(std::isfinite(v));
      }
  CHECK(result.remaining.get(10, 10, 0) > 0.99f && result.remaining.get(60, 60, 0) < 0.8f);
}

TEST("temporal: shares of luminance and colour are kept as asked, and colours do not shift") {
  const auto frame = frame_of(120, 100, 3, DType::f32, 1), other = frame_of(120, 100, 3, DType::f32, 2);
  auto options = white();
  options.luma = options.chroma = 0;
  const auto none = average(frame, {&other}, options);
  for (int32_t x = 0; x < 120; ++x) CHECK(none.out.get(x, 50, 0) == frame.get(x, 50, 0));
  options.chroma = 1;
  const auto colour = average(frame, {&other}, options);
  const auto whole = average(frame, {&other});
  for (int32_t x = 0; x < 120; ++x) {
    float before = 0, after = 0;
    for (int32_t c = 0; c < 3; ++c) {
      before += frame.get(x, 50, c);
      after += colour.out.get(x, 50, c);
    }
    CHECK_NEAR(before, after, 1e-5);
    const auto difference = [x](const check::Picture& p) { return p.get(x, 50, 0) - p.get(x, 50, 2); };
    CHECK_NEAR(difference(colour.out), difference(whole.out), 1e-5);
  }
}

TEST("temporal: the same on any number of threads; tiny frames; other sizes are refused; a stop") {
  const auto frame = frame_of(530, 150, 3, DType::u8, 1), other = frame_of(530, 150, 3, DType::u8, 2, 1.5f, 0.5f);
  const int32_t threads = thread_count();
  set_thread_count(1);
  const auto one = average(frame, {&other}, white(), DType::u8);
  set_thread_count(3);
  const auto many = average(frame, {&other}, white(), DType::u8);
  set_thread_count(threads);
  for (int32_t y = 0; y < 150; ++y)
    for (int32_t x = 0; x < 530; ++x) CHECK(one.out.get(x, y, 1) == many.out.get(x, y, 1));
  for (auto [width, height] : {std::pair{1, 1}, {1, 40}, {37, 2}, {5, 3}}) {
    const auto a = frame_of(width, height, 3, DType::u8, 1), b = frame_of(width, height, 3, DType::u8, 1);
    CHECK_NEAR(average(a, {&b}).out.get(0, 0, 0), a.get(0, 0, 0), 1e-5);
  }
  bool refused = false, cancelled = false;
  const auto narrow = frame_of(529, 150, 3, DType::u8, 1);
  try {
    average(frame, {&narrow});
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  std::atomic<int32_t> stop{1};
  check::Picture out(530, 150, 3, DType::u8), remaining(530, 150, 1, DType::f32, Range::unit);
  try {
    temporal_average(frame.view, {other.view}, out.view, remaining.view, white(), {&stop, nullptr});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(refused && cancelled);
}

TEST("temporal: the noise is measured by what frames differ by, and only where they show the same") {
  const auto frame = frame_of(300, 200, 3, DType::f32, 1), a = frame_of(300, 200, 3, DType::f32, 2, 1.5f, -0.5f),
             b = frame_of(300, 200, 3, DType::f32, 3, -1.5f, 0.5f);
  CHECK_NEAR(average(frame, {&a, &b}).noise, 1, 0.05);
  auto wrong = white();
  for (NoiseLevel& level : wrong.level) level.offset *= 0.7f;
  const auto corrected = average(frame, {&a, &b}, wrong);
  CHECK_NEAR(corrected.noise, 1 / 0.7, 0.08);
  CHECK(deviation(corrected.out) < deviation(average(frame, {&a, &b}).out) * 1.03);
  check::Picture other(300, 200, 3, DType::f32, Range::unit);
  other.fill([](int32_t x, int32_t y, int32_t) { return 0.9f - 0.8f * static_cast<float>((x / 9 + y / 7) % 2); });
  CHECK(average(frame, {&other}).noise == 1 && average(frame, {}).noise == 1);
}

TEST("temporal: each colour's noise is measured by itself, however far from what was said") {
  const auto frame = frame_of(300, 200, 3, DType::f32, 1), a = frame_of(300, 200, 3, DType::f32, 2),
             b = frame_of(300, 200, 3, DType::f32, 3);
  auto wrong = white();
  wrong.level[0].offset /= 8;
  wrong.level[1].offset *= 3;
  wrong.level[2].offset /= 6;
  const auto corrected = average(frame, {&a, &b}, wrong);
  CHECK(deviation(corrected.out) < deviation(average(frame, {&a, &b}).out) * 1.05);
  CHECK(corrected.noise == 1);
}

TEST("temporal: repeated frames bring nothing, and the map says so") {
  const auto frame = frame_of(160, 120, 3, DType::u8, 1), fresh = frame_of(160, 120, 3, DType::u8, 2);
  const auto repeated = average(frame, {&frame, &frame, &frame});
  const auto mixed = average(frame, {&frame, &fresh});
  CHECK(repeated.noise == 1);
  double mean = 0;
  for (int32_t y = 0; y < 120; ++y)
    for (int32_t x = 0; x < 160; ++x) {
      CHECK_NEAR(repeated.remaining.get(x, y, 0), 1, 1e-3);
      CHECK_NEAR(repeated.out.get(x, y, 0), frame.get(x, y, 0), 1e-5);
      mean += static_cast<double>(mixed.remaining.get(x, y, 0)) / (160 * 120);
    }
  // Two parts of the frame and one of another.
  CHECK_NEAR(mean, std::sqrt(5.0) / 3, 0.03);
}
