// SPDX-License-Identifier: Apache-2.0
#include "sfumato/denoise.h"

#include <cstring>
#include <limits>

#include "check.h"
#include "denoise/sliding.h"
#include "denoise/stabilise.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

constexpr float level_20 = 20.0f / 255 * 20.0f / 255;

float scene(int32_t x, int32_t y, int32_t c) {
  const float disc = std::hypot(static_cast<float>(x % 60) - 30, static_cast<float>(y % 60) - 30) < 20 ? 0.25f : 0.0f;
  return 0.3f + disc + 0.001f * static_cast<float>(x) +
         0.05f * static_cast<float>(c) * std::sin(0.05f * static_cast<float>(y));
}

check::Picture picture_of(int32_t width, int32_t height, int32_t channels, DType dtype, float variance,
                          bool flipped = false) {
  check::Picture p(width, height, channels, dtype, dtype >= DType::f16 ? Range::unit : Range::full, 5, flipped);
  auto random = check::random(3);
  std::normal_distribution<float> normal;
  p.fill([&](int32_t x, int32_t y, int32_t c) {
    return c == 3 ? 0.25f + 0.003f * static_cast<float>(y) : scene(x, y, c) + std::sqrt(variance) * normal(random);
  });
  return p;
}

check::Picture like(const check::Picture& p) {
  return check::Picture(p.view.width, p.view.height, p.view.channels, p.view.dtype, p.view.range, 2);
}

DenoiseOptions options_for(DenoiseMode mode, float variance, bool clipped = false) {
  DenoiseOptions o;
  o.mode = mode;
  for (NoiseLevel& l : o.level) l = {0, variance};
  o.clipped = clipped;
  return o;
}

double psnr(const check::Picture& p) {
  double sum = 0;
  const int32_t colours = std::min(p.view.channels, 3);
  for (int32_t y = 0; y < p.view.height; ++y)
    for (int32_t x = 0; x < p.view.width; ++x)
      for (int32_t c = 0; c < colours; ++c) {
        const double d = static_cast<double>(p.get(x, y, c)) - static_cast<double>(scene(x, y, c));
        sum += d * d;
      }
  return -10 * std::log10(sum / (static_cast<double>(p.view.width) * p.view.height * colours));
}

bool same(const check::Picture& a, const check::Picture& b) {
  for (int32_t y = 0; y < a.view.height; ++y)
    if (std::memcmp(a.view.row(y), b.view.row(y), static_cast<size_t>(a.view.width) * a.view.pixel_bytes()) != 0)
      return false;
  return true;
}

}  // namespace

TEST("denoise: noise of deviation 20 falls by 9 dB (8 in one pass), in every format, at odd sizes") {
  check::on_every_target([](Target) {
    for (auto [dtype, channels] : {std::pair{DType::u8, 3}, {DType::u16, 1}, {DType::f16, 4}, {DType::f32, 3}})
      for (auto mode : {DenoiseMode::fast, DenoiseMode::quality}) {
        const auto noisy = picture_of(133, 91, channels, dtype, level_20, dtype == DType::u16);
        auto out = like(noisy);
        denoise_image(noisy.view, out.view, options_for(mode, level_20, dtype == DType::u8), {});
        CHECK(psnr(out) > psnr(noisy) + (mode == DenoiseMode::fast ? 8.0 : 9.0));
        if (channels == 4)
          for (int32_t y = 0; y < 91; ++y) CHECK(out.get(y, y, 3) == noisy.get(y, y, 3));
      }
  });
}

TEST("denoise: the mean does not shift, with constant noise and with noise that grows with the signal") {
  for (float slope : {0.0f, 3.0f / 255})
    for (auto mode : {DenoiseMode::fast, DenoiseMode::quality}) {
      check::Picture noisy(160, 160, 3, DType::f32, Range::unit);
      auto random = check::random(5);
      std::normal_distribution<float> normal;
      const float offset = 25.0f / (255 * 255);
      double before = 0, after = 0;
      noisy.fill([&](int32_t x, int32_t y, int32_t c) {
        const float v = scene(x, y, c);
        before += static_cast<double>(v);
        return v + std::sqrt(slope * v + offset) * normal(random);
      });
      double measured = 0;
      for (int32_t y = 0; y < 160; ++y)
        for (int32_t x = 0; x < 160; ++x)
          for (int32_t c = 0; c < 3; ++c) measured += static_cast<double>(noisy.get(x, y, c));
      auto out = like(noisy);
      auto options = options_for(mode, offset);
      for (NoiseLevel& l : options.level) l.slope = slope;
      denoise_image(noisy.view, out.view, options, {});
      for (int32_t y = 0; y < 160; ++y)
        for (int32_t x = 0; x < 160; ++x)
          for (int32_t c = 0; c < 3; ++c) after += static_cast<double>(out.get(x, y, c));
      CHECK_NEAR(255 * (after - measured) / (160 * 160 * 3), 0, 0.15);
    }
}

TEST("denoise: strength 0 copies every bit, and one plane at 0 leaves that plane") {
  auto noisy = picture_of(70, 50, 4, DType::f32, level_20);
  noisy.set(3, 3, 0, -2.0f);
  noisy.set(4, 4, 1, 900.0f);
  auto out = like(noisy);
  auto options = options_for(DenoiseMode::quality, level_20);
  options.luma = options.chroma = 0;
  denoise_image(noisy.view, out.view, options, {});
  CHECK(same(noisy, out));
  const auto sound = picture_of(70, 50, 3, DType::f32, level_20);
  auto colour_only = like(sound);
  options.chroma = 1;
  denoise_image(sound.view, colour_only.view, options, {});
  for (int32_t x = 0; x < 70; ++x) {
    float before = 0, after = 0;
    for (int32_t c = 0; c < 3; ++c) {
      before += sound.get(x, 20, c);
      after += colour_only.get(x, 20, c);
    }
    CHECK_NEAR(before, after, 1e-4);
  }
  CHECK(!same(sound, colour_only));
}

TEST("denoise: results do not depend on the number of threads, and agree between targets") {
  const auto noisy = picture_of(531, 300, 3, DType::u16, level_20);
  auto one = like(noisy), many = like(noisy);
  const int32_t threads = thread_count();
  const auto options = options_for(DenoiseMode::fast, level_20);
  set_thread_count(1);
  denoise_image(noisy.view, one.view, options, {});
  set_thread_count(3);
  denoise_image(noisy.view, many.view, options, {});
  set_thread_count(threads);
  CHECK(same(one, many));
  check::on_every_target([&](Target) {
    denoise_image(noisy.view, many.view, options, {});
    double worst = 0;
    for (int32_t y = 0; y < 300; ++y)
      for (int32_t x = 0; x < 531; ++x)
        worst = std::max(worst, std::fabs(static_cast<double>(one.get(x, y, 1) - many.get(x, y, 1))));
    // A coefficient at the threshold may fall on either side; that moves a pixel by a small part of the noise.
    CHECK(worst < 0.02);
  });
}

TEST("denoise: NaN and infinity stay where they are and spread nowhere") {
  auto noisy = picture_of(90, 60, 3, DType::f32, level_20);
  auto reference = like(noisy), out = like(noisy);
  const auto options = options_for(DenoiseMode::quality, level_20);
  denoise_image(noisy.view, reference.view, options, {});
  noisy.set(40, 30, 1, std::numeric_limits<float>::quiet_NaN());
  noisy.set(0, 0, 0, std::numeric_limits<float>::infinity());
  denoise_image(noisy.view, out.view, options, {});
  for (int32_t y = 0; y < 60; ++y)
    for (int32_t x = 0; x < 90; ++x)
      for (int32_t c = 0; c < 3; ++c) {
        const bool touched = (x == 40 && y == 30) || (x == 0 && y == 0);
        if (touched) {
          const float before = noisy.get(x, y, c), after = out.get(x, y, c);
          CHECK(std::memcmp(&before, &after, sizeof before) == 0);
        } else {
          CHECK_NEAR(out.get(x, y, c), reference.get(x, y, c), 0.08);
        }
      }
}

TEST("denoise: tiny and thin pictures, premultiplied alpha and overbright values come through") {
  for (auto [width, height] : {std::pair{1, 1}, {1, 40}, {37, 1}, {3, 5}, {600, 2}})
    for (auto mode : {DenoiseMode::fast, DenoiseMode::quality}) {
      auto p = picture_of(width, height, 3, DType::u8, 0);
      auto out = like(p);
      denoise_image(p.view, out.view, options_for(mode, 1e-6f), {});
      for (int32_t x = 0; x < width; ++x) CHECK_NEAR(out.get(x, 0, 0), p.get(x, 0, 0), 0.01);
    }
  check::Picture p(64, 64, 4, DType::f32, Range::unit);
  p.fill([](int32_t x, int32_t, int32_t c) { return x < 32 ? (c == 3 ? 0.5f : 2.0f) : (c == 3 ? 0.0f : 0.125f); });
  auto out = like(p);
  auto options = options_for(DenoiseMode::quality, 1e-4f);
  options.premultiplied = true;
  denoise_image(p.view, out.view, options, {});
  CHECK_NEAR(out.get(10, 10, 0), 2.0f, 0.01);  // colour 4.0 under half an alpha
  CHECK(out.get(50, 10, 0) == 0.125f && out.get(10, 10, 3) == 0.5f);
}

TEST("denoise: stops when asked") {
  std::atomic<int32_t> stop{1}, progress{0};
  const auto noisy = picture_of(64, 64, 3, DType::u8, level_20);
  auto out = like(noisy);
  bool cancelled = false;
  try {
    denoise_image(noisy.view, out.view, options_for(DenoiseMode::quality, level_20), {&stop, &progress});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);
}

TEST("denoise: grain puts back the share of luma noise that it says") {
  const auto noisy = picture_of(96, 96, 1, DType::f32, level_20);
  auto clean = like(noisy), half = like(noisy);
  auto options = options_for(DenoiseMode::quality, level_20);
  denoise_image(noisy.view, clean.view, options, {});
  options.grain = 0.5f;
  denoise_image(noisy.view, half.view, options, {});
  for (int32_t x = 0; x < 96; ++x)
    CHECK_NEAR(half.get(x, 40, 0), 0.5f * (clean.get(x, 40, 0) + noisy.get(x, 40, 0)), 1e-4);
}

TEST("denoise: averaged frames are filtered by what is left of their noise, place by place") {
  check::on_every_target([](Target) {
    for (auto mode : {DenoiseMode::fast, DenoiseMode::quality}) {
      const auto noisy = picture_of(130, 90, 3, DType::f32, level_20);
      check::Picture left(130, 90, 1, DType::f32, Range::unit, 3, true), out = like(noisy), expected = like(noisy);
      left.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
      auto options = options_for(mode, 4 * level_20);
      options.averaged.remaining = left.view;
      denoise_image(noisy.view, out.view, options, {});
      denoise_image(noisy.view, expected.view, options_for(mode, level_20), {});
      for (int32_t x = 0; x < 130; ++x) CHECK_NEAR(out.get(x, 40, 1), expected.get(x, 40, 1), 1e-3);
      // Of which half was kept: three quarters of the way to one frame's.
      options.averaged.luma = options.averaged.chroma = 0.5f;
      denoise_image(noisy.view, out.view, options, {});
      denoise_image(noisy.view, expected.view, options_for(mode, 4 * level_20 * 0.75f * 0.75f), {});
      for (int32_t x = 0; x < 130; ++x) CHECK_NEAR(out.get(x, 40, 1), expected.get(x, 40, 1), 1e-3);
    }
  });
  // Noise on the left only, as the map says: it goes, and the fine grating on the right stays.
  check::Picture p(160, 96, 1, DType::f32, Range::unit), left(160, 96, 1, DType::f32, Range::unit);
  auto random = check::random(8);
  std::normal_distribution<float> normal;
  const auto grating = [](int32_t x) { return 0.5f + 0.06f * std::sin(1.9f * static_cast<float>(x)); };
  p.fill([&](int32_t x, int32_t, int32_t) { return x < 80 ? 0.5f + 0.08f * normal(random) : grating(x); });
  left.fill([](int32_t x, int32_t, int32_t) { return x < 80 ? 1.0f : 0.05f; });
  auto out = like(p);
  auto options = options_for(DenoiseMode::quality, 0.08f * 0.08f);
  options.averaged.remaining = left.view;
  denoise_image(p.view, out.view, options, {});
  for (int32_t x = 10; x < 60; ++x) CHECK_NEAR(out.get(x, 48, 0), 0.5f, 0.04);
  for (int32_t x = 100; x < 150; ++x) CHECK_NEAR(out.get(x, 48, 0), grating(x), 0.01);
}

TEST("denoise: the grain of averaged frames is as strong as one frame's, and another format can be written") {
  const auto noisy = picture_of(96, 96, 1, DType::f32, level_20 / 4);
  check::Picture left(96, 96, 1, DType::f32, Range::unit), bytes(96, 96, 1, DType::u8);
  left.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
  auto clean = like(noisy), grainy = like(noisy);
  auto options = options_for(DenoiseMode::quality, level_20);
  options.averaged.remaining = left.view;
  denoise_image(noisy.view, clean.view, options, {});
  denoise_image(noisy.view, bytes.view, options, {});
  options.grain = 0.3f;
  denoise_image(noisy.view, grainy.view, options, {});
  for (int32_t x = 0; x < 96; ++x) {
    CHECK_NEAR(grainy.get(x, 40, 0) - clean.get(x, 40, 0), 0.6f * (noisy.get(x, 40, 0) - clean.get(x, 40, 0)), 1e-4);
    CHECK_NEAR(bytes.get(x, 40, 0), clean.get(x, 40, 0), 0.51 / 255);
  }
}

TEST("denoise: what was removed adds up to what was there") {
  const auto noisy = picture_of(50, 30, 4, DType::u16, level_20);
  auto clean = like(noisy);
  denoise_image(noisy.view, clean.view, options_for(DenoiseMode::fast, level_20), {});
  check::Picture removed(50, 30, 3, DType::f32, Range::unit, 1);
  removed_noise(noisy.view, clean.view, removed.view, {});
  for (int32_t x = 0; x < 50; ++x)
    for (int32_t c = 0; c < 3; ++c) CHECK_NEAR(clean.get(x, 7, c) + removed.get(x, 7, c), noisy.get(x, 7, c), 1e-6);
}

TEST("denoise: stabilising and back is the identity over the whole range and beyond, for any level") {
  check::on_every_target([](Target) {
    for (NoiseLevel level : {NoiseLevel{0, 1e-4f}, {0.012f, 0}, {0.012f, 4e-4f}, {-0.002f, 2.1e-3f}, {1e-9f, 1e-4f}}) {
      const Stabiliser s = stabiliser_for(level, 0, false);
      std::vector<float> v, x;
      for (float f = -0.5f; f < 4.0f; f += 0.0371f) x.push_back(f);
      v = x;
      SFUMATO_PICK(stabilise)(s, v.data(), static_cast<int64_t>(v.size()));
      for (size_t i = 1; i < v.size(); ++i) CHECK(v[i] > v[i - 1]);
      SFUMATO_PICK(unstabilise)(s, v.data(), nullptr, static_cast<int64_t>(v.size()));
      for (size_t i = 0; i < v.size(); ++i) CHECK_NEAR(v[i], x[i], 2e-4);
    }
  });
}
