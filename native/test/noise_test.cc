// SPDX-License-Identifier: Apache-2.0
#include "sfumato/noise.h"

#include <limits>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

// A scene with flat parts, slopes, texture and edges; 0.1 … 0.9.
float scene(int32_t x, int32_t y, int32_t c) {
  const float flat = 0.25f + 0.2f * static_cast<float>((x / 48 + y / 40) % 3) + 0.02f * static_cast<float>(c);
  const float slope = 0.0006f * static_cast<float>(x);
  const float texture =
      x % 97 > 70 ? 0.05f * std::sin(0.9f * static_cast<float>(x)) * std::cos(0.7f * static_cast<float>(y)) : 0.0f;
  return flat + slope + texture;
}

check::Picture noisy_scene(int32_t width, int32_t height, int32_t channels, DType dtype, float slope, float offset) {
  check::Picture p(width, height, channels, dtype, dtype == DType::f32 ? Range::unit : Range::full, 3, true);
  auto random = check::random(7);
  std::normal_distribution<float> normal;
  p.fill([&](int32_t x, int32_t y, int32_t c) {
    const float v = scene(x, y, c);
    return c == 3 ? 0.5f : v + std::sqrt(slope * v + offset) * normal(random);
  });
  return p;
}

}  // namespace

TEST("noise: the level of white noise is found within 8 % in every format") {
  check::on_every_target([](Target) {
    for (auto [dtype, channels] : {std::pair{DType::u8, 3}, {DType::u16, 1}, {DType::f32, 4}, {DType::f32, 3}})
      for (float sigma : {5.0f / 255, 20.0f / 255}) {
        const auto p = noisy_scene(300, 220, channels, dtype, 0, sigma * sigma);
        const NoiseEstimate e = noise_estimate(p.view, {});
        CHECK(e.channels == (channels == 1 ? 1 : 3));
        for (int32_t c = 0; c < e.channels; ++c) CHECK_NEAR(e.sigma[c] / sigma, 1.0, 0.08);
        for (int32_t c = 0; c < e.channels; ++c) CHECK_NEAR(e.spectrum[c].octave[0], 1.0, 0.01);
      }
  });
}

TEST("noise: signal-dependent noise is told from constant noise") {
  const float a = 3.0f / 255, b = 25.0f / (255 * 255);
  const auto p = noisy_scene(320, 256, 3, DType::u8, a, b);
  const NoiseEstimate e = noise_estimate(p.view, {});
  for (int32_t c = 0; c < 3; ++c)
    for (float x : {0.3f, 0.7f})
      CHECK_NEAR(std::sqrt((e.level[c].slope * x + e.level[c].offset) / (a * x + b)), 1.0, 0.1);
}

TEST("noise: a clean picture has little, a blurred noise rises towards coarse octaves") {
  const auto clean = noisy_scene(256, 256, 3, DType::f32, 0, 0);
  const NoiseEstimate none = noise_estimate(clean.view, {});
  for (int32_t c = 0; c < 3; ++c) CHECK(none.sigma[c] < 0.5f / 255);

  const auto white = noisy_scene(257, 256, 1, DType::f32, 0, 0.01f);
  check::Picture blurred(256, 255, 1, DType::f32, Range::unit);
  blurred.fill([&](int32_t x, int32_t y, int32_t) {
    const float left = white.get(x, y, 0) + white.get(x, y + 1, 0),
                right = white.get(x + 1, y, 0) + white.get(x + 1, y + 1, 0);
    return 0.25f * (left + right);
  });
  const NoiseEstimate e = noise_estimate(blurred.view, {});
  CHECK(e.spectrum[0].octave[1] > 1.3f);
}

TEST("noise: pictures without a usable block give zero; NaN is left out; threads do not matter") {
  check::Picture tiny(1, 1, 3, DType::u8), black(40, 40, 3, DType::u8);
  CHECK(noise_estimate(tiny.view, {}).sigma[0] == 0);
  CHECK(noise_estimate(black.view, {}).sigma[0] == 0);

  auto p = noisy_scene(280, 270, 3, DType::f32, 0, 0.001f);
  const NoiseEstimate whole = noise_estimate(p.view, {});
  for (int32_t i = 0; i < 20; ++i) p.set(i * 13, i * 11, 1, std::numeric_limits<float>::quiet_NaN());
  const NoiseEstimate holed = noise_estimate(p.view, {});
  CHECK_NEAR(holed.sigma[1] / whole.sigma[1], 1.0, 0.05);

  const int32_t threads = thread_count();
  set_thread_count(1);
  const NoiseEstimate alone = noise_estimate(p.view, {});
  set_thread_count(threads);
  for (int32_t c = 0; c < 3; ++c)
    CHECK(alone.sigma[c] == holed.sigma[c] && alone.level[c].slope == holed.level[c].slope);
}
