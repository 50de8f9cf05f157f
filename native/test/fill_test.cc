// SPDX-License-Identifier: Apache-2.0
#include "sfumato/fill.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "check.h"
#include "fill/holes.h"
#include "fill/linear.h"
#include "fill/patch.h"
#include "fill_pictures.h"
#include "sfumato/parallel.h"

using namespace sfumato;
using check::Picture;
using namespace fill_pictures;

TEST("fill: patch distance agrees with its definition on every target, and stops only beyond the limit") {
  check::on_every_target([](Target) {
    auto random = check::random(3);
    std::vector<uint8_t> a(40 * 40 * 4), b(a.size());
    for (size_t i = 0; i < a.size(); ++i) a[i] = static_cast<uint8_t>(random()), b[i] = static_cast<uint8_t>(random());
    const PatchDistance distance = SFUMATO_PICK(patch_distance);
    for (int32_t offset : {0, 4, 12, 160 * 7 + 20}) {
      uint32_t expected = 0;
      for (int32_t y = 0; y < patch_side; ++y)
        for (int32_t x = 0; x < patch_side * 4; ++x) {
          const int32_t d = a[static_cast<size_t>(offset + y * 160 + x)] - b[static_cast<size_t>(y * 160 + x)];
          expected += static_cast<uint32_t>(d * d);
        }
      CHECK(distance(a.data() + offset, b.data(), 160, 0xffffffffu) == expected);
      CHECK(distance(a.data() + offset, b.data(), 160, expected) == expected);
      CHECK(distance(a.data() + offset, b.data(), 160, expected / 4) > expected / 4);
    }
  });
}

TEST("fill: Cholesky solves and lag products sum on every target") {
  check::on_every_target([](Target) {
    auto random = check::random(4);
    const int32_t n = 37, stride = 48;
    std::vector<float> a(n * stride), b(3 * stride), x(3 * stride);
    for (int32_t i = 0; i < n; ++i)
      for (int32_t j = 0; j < n; ++j)
        a[static_cast<size_t>(i * stride + j)] = std::exp(-0.05f * static_cast<float>((i - j) * (i - j))) + (i == j ? 0.1f : 0.0f);
    for (float& v : x) v = static_cast<float>(random() % 100) / 100.0f;
    for (int32_t c = 0; c < 3; ++c)
      for (int32_t i = 0; i < n; ++i)
        for (int32_t j = 0; j < n; ++j)
          b[static_cast<size_t>(c * stride + i)] += a[static_cast<size_t>(i * stride + j)] * x[static_cast<size_t>(c * stride + j)];
    CHECK(SFUMATO_PICK(cholesky_solve)(a.data(), n, stride, b.data()));
    for (int32_t c = 0; c < 3; ++c)
      for (int32_t i = 0; i < n; ++i) CHECK_NEAR(b[static_cast<size_t>(c * stride + i)], x[static_cast<size_t>(c * stride + i)], 2e-3);
    std::vector<float> negative(stride, 0.0f);
    negative[0] = -1.0f;
    CHECK(!SFUMATO_PICK(cholesky_solve)(negative.data(), 1, stride, b.data()));

    const int32_t w = 19, h = 7, lx = 5, ly = 3, step = w + 2 * lx + 4;
    std::vector<float> plane(static_cast<size_t>(step) * (h + ly + 1), 0.0f), out(static_cast<size_t>(2 * lx + 1) * (ly + 1));
    for (int32_t y = 0; y < h; ++y)
      for (int32_t i = 0; i < w; ++i) plane[static_cast<size_t>(y * step + lx + i)] = static_cast<float>(random() % 9) - 4.0f;
    SFUMATO_PICK(lag_products)(plane.data() + lx, w, h, step, lx, ly, out.data());
    for (int32_t dy = 0; dy <= ly; ++dy)
      for (int32_t dx = -lx; dx <= lx; ++dx) {
        float expected = 0;
        for (int32_t y = 0; y + dy < h; ++y)
          for (int32_t i = std::max(0, -dx); i < std::min(w, w - dx); ++i)
            expected += plane[static_cast<size_t>(y * step + lx + i)] * plane[static_cast<size_t>((y + dy) * step + lx + i + dx)];
        CHECK_NEAR(out[static_cast<size_t>(dy * (2 * lx + 1) + dx + lx)], expected, 1e-3);
      }
  });
}

TEST("fill: carries stripes on through a thick hole, and leaves every other byte alone, in every dtype and stride") {
  const Box hole{40, 34, 104, 98};
  for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::photoshop}, {DType::f16, Range::unit}, {DType::f32, Range::unit}})
    for (int32_t channels : {1, 3, 4}) {
      if (dtype != DType::u8 && channels == 1) continue;
      Picture picture(150, 131, channels, dtype, range, 3, channels == 3), mask = mask_of(150, 131, {hole});
      picture.fill([&](int32_t x, int32_t y, int32_t c) {
        return c == 3 ? (hole.has(x, y) ? 0.75f : 1.0f) : hole.has(x, y) ? 1.0f : stripes(x, y, c);
      });
      const std::vector<uint8_t> before = bytes_of(picture.view);
      fill_holes(picture.view, mask.view, nullptr, {}, {});
      const std::vector<uint8_t> after = bytes_of(picture.view);
      const size_t pixel = picture.view.pixel_bytes();
      for (int32_t y = 0; y < 131; ++y)
        for (int32_t x = 0; x < 150; ++x) {
          const size_t at = (static_cast<size_t>(y) * 150 + static_cast<size_t>(x)) * pixel;
          if (!hole.has(x, y)) CHECK(std::memcmp(&before[at], &after[at], pixel) == 0);
        }
      CHECK(error_inside(picture, [&](int32_t x, int32_t y, int32_t c) { return c == 3 ? 0.75f : stripes(x, y, c); }, hole) < 0.06);
    }
}

TEST("fill: gives the same pixels on one and on many threads, and others for another seed") {
  auto random = check::random(7);
  Picture noise(160, 120, 3, DType::u8), mask = mask_of(160, 120, {{50, 30, 120, 95}, {2, 2, 9, 9}});
  noise.fill([&](int32_t x, int32_t y, int32_t c) { return 0.5f * stripes(x / 3, y, c) + static_cast<float>(random() % 100) / 250.0f; });
  const int32_t threads = thread_count();
  std::vector<std::vector<uint8_t>> results;
  for (auto [count, seed] : {std::pair{1, 1u}, {3, 1u}, {2, 9u}}) {
    Picture copy(160, 120, 3, DType::u8);
    copy.fill([&](int32_t x, int32_t y, int32_t c) { return noise.get(x, y, c); });
    set_thread_count(count);
    FillOptions options;
    options.seed = seed;
    fill_holes(copy.view, mask.view, nullptr, options, {});
    results.push_back(bytes_of(copy.view));
  }
  set_thread_count(threads);
  CHECK(results[0] == results[1]);
  CHECK(results[0] != results[2]);
}

TEST("fill: thin holes come back close to the truth") {
  Picture picture(96, 64, 3, DType::u16), mask = mask_of(96, 64, {{0, 30, 96, 35}, {70, 8, 78, 16}});
  picture.fill([](int32_t x, int32_t y, int32_t c) { return stripes(x, y, c); });
  for (int32_t y = 0; y < 64; ++y)
    for (int32_t x = 0; x < 96; ++x)
      for (int32_t c = 0; c < 3 && mask.get(x, y, 0) > 0; ++c) picture.set(x, y, c, 1.0f);
  fill_holes(picture.view, mask.view, nullptr, {}, {});
  CHECK(error_inside(picture, stripes, {0, 30, 96, 35}) < 0.015);
  CHECK(error_inside(picture, stripes, {70, 8, 78, 16}) < 0.015);
}

TEST("fill: never copies what is marked, not finite or transparent") {
  Picture picture(128, 96, 4, DType::f32, Range::unit), mask = mask_of(128, 96, {{44, 30, 84, 70}});
  Picture avoid = mask_of(128, 96, {{0, 0, 30, 96}});
  picture.fill([](int32_t x, int32_t y, int32_t c) {
    if (c == 3) return y > 84 ? 0.0f : 1.0f;
    if (x < 30) return c == 0 ? 9.0f : 0.0f;                                    // avoided: pure red
    if (y > 84) return c == 1 ? 9.0f : 0.0f;                                    // transparent: pure green
    if (x > 110 && y < 12) return std::numeric_limits<float>::quiet_NaN();
    return 0.4f + 0.2f * static_cast<float>((x * 7 + y * 13) % 5) / 5.0f;
  });
  const ConstImage never = avoid.view;
  fill_holes(picture.view, mask.view, &never, {}, {});
  for (int32_t y = 30; y < 70; ++y)
    for (int32_t x = 44; x < 84; ++x) {
      for (int32_t c = 0; c < 3; ++c) CHECK(picture.get(x, y, c) > 0.2f && picture.get(x, y, c) < 0.9f);
      CHECK(picture.get(x, y, 3) == 1.0f);
    }
}

TEST("fill: keeps values above one, at full depth") {
  Picture picture(120, 100, 3, DType::f32, Range::unit), mask = mask_of(120, 100, {{40, 30, 80, 70}});
  picture.fill([](int32_t x, int32_t y, int32_t) { return (x + y) % 8 < 4 ? 6.123456f : 0.1f; });
  FillOptions options;
  options.linear = true;
  fill_holes(picture.view, mask.view, nullptr, options, {});
  float top = 0;
  for (int32_t y = 30; y < 70; ++y)
    for (int32_t x = 40; x < 80; ++x) top = std::max(top, picture.get(x, y, 1));
  CHECK_NEAR(top, 6.123456, 0.05);
}

TEST("fill: takes holes at borders, corners, of one pixel, and most of the picture") {
  for (const Box& hole : {Box{0, 0, 40, 90}, {60, 50, 100, 90}, {50, 40, 51, 41}, {0, 0, 1, 1}, {10, 0, 100, 90}, {0, 12, 100, 90}}) {
    Picture picture(100, 90, 3, DType::u8), mask = mask_of(100, 90, {hole});
    picture.fill([&](int32_t x, int32_t y, int32_t c) { return hole.has(x, y) ? 1.0f : 0.3f + 0.2f * stripes(x, y, c); });
    fill_holes(picture.view, mask.view, nullptr, {}, {});
    for (int32_t y = hole.y0; y < hole.y1; ++y)
      for (int32_t x = hole.x0; x < hole.x1; ++x) CHECK(picture.get(x, y, 0) < 0.8f);
  }
}

TEST("fill: takes pictures smaller than a patch, and leaves one that is all mask as it is") {
  for (auto [width, height] : {std::pair{1, 1}, {2, 1}, {5, 5}, {7, 40}, {9, 8}}) {
    Picture picture(width, height, 3, DType::u8), mask = mask_of(width, height, {{0, 0, 1, 1}});
    picture.fill([](int32_t x, int32_t y, int32_t) { return x + y == 0 ? 1.0f : 0.2f; });
    fill_holes(picture.view, mask.view, nullptr, {}, {});
    if (width * height == 1) CHECK(picture.get(0, 0, 0) == 1.0f);
    else CHECK_NEAR(picture.get(0, 0, 0), 0.2, 0.01);
  }
}

TEST("fill: a patch-wide line of known pixels is enough, two known pixels spread their colour") {
  Picture picture(64, 64, 3, DType::u8), mask = mask_of(64, 64, {{0, 0, 64, 63}, {0, 63, 62, 64}});
  picture.fill([](int32_t, int32_t y, int32_t) { return y == 63 ? 0.4f : 1.0f; });
  fill_holes(picture.view, mask.view, nullptr, {}, {});
  CHECK_NEAR(picture.get(5, 5, 0), 0.4, 0.02);
}

TEST("fill: stops when asked and reports progress up to the end") {
  Picture picture(100, 90, 3, DType::u8), mask = mask_of(100, 90, {{20, 20, 80, 70}});
  picture.fill(stripes);
  std::atomic<int32_t> stop{1}, progress{0};
  bool cancelled = false;
  try {
    fill_holes(picture.view, mask.view, nullptr, {}, {&stop, &progress});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);
  stop = 0;
  fill_holes(picture.view, mask.view, nullptr, {}, {&stop, &progress});
  CHECK(progress == 1000);
}

TEST("fill: separate holes are found with tight bounds, near ones together") {
  Picture mask = mask_of(200, 100, {{3, 4, 7, 9}, {20, 4, 22, 6}, {150, 60, 199, 100}});
  const HoleMap map = find_holes(mask.view, {});
  CHECK(map.holes.size() == 2);
  CHECK(map.holes[0].x == 3 && map.holes[0].y == 4 && map.holes[0].width == 19 && map.holes[0].height == 5);
  CHECK(map.holes[1].x == 150 && map.holes[1].y == 60 && map.holes[1].width == 49 && map.holes[1].height == 40);
}

TEST("fill: the layer holds the filling with the mask as alpha, and soft edges blend") {
  for (DType dtype : {DType::u8, DType::u16, DType::f32}) {
    const Range range = dtype == DType::f32 ? Range::unit : Range::full;
    Picture before(9, 7, 3, dtype, range, 2), after(9, 7, 3, dtype, range, 5), layer(4, 3, 4, dtype, range, 1), mask(9, 7, 1, DType::f32, Range::unit);
    before.fill([](int32_t, int32_t, int32_t) { return 0.2f; });
    after.fill([](int32_t, int32_t, int32_t) { return 0.8f; });
    mask.fill([](int32_t x, int32_t y, int32_t) { return x < 4 || y < 2 ? 0.0f : x == 4 ? 0.5f : 1.0f; });
    fill_layer(before.view, mask.view, after.view, layer.view, 3, 1, false, {});
    CHECK_NEAR(after.get(3, 2, 0), 0.2, 1e-3);
    CHECK_NEAR(after.get(4, 2, 0), 0.5, 4e-3);
    CHECK_NEAR(after.get(5, 2, 0), 0.8, 1e-3);
    CHECK_NEAR(layer.get(1, 1, 0), 0.8, 1e-3);
    CHECK_NEAR(layer.get(1, 1, 3), 0.5, 4e-3);
    CHECK(layer.get(2, 1, 3) == 1.0f);
    CHECK(layer.get(0, 1, 3) == 0.0f && layer.get(2, 0, 3) == 0.0f);
  }
}
