// SPDX-License-Identifier: Apache-2.0
#include "alpha.h"
#include "pixels.h"
#include "rows.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "check.h"
#include "sfumato/row.h"

using namespace sfumato;
using namespace sfumato::ofx;

namespace {

constexpr DType dtypes[] = {DType::u8, DType::u16, DType::f16, DType::f32};
Range range_of(DType dtype) { return dtype == DType::f16 || dtype == DType::f32 ? Range::unit : Range::full; }
float tolerance(DType dtype) { return dtype == DType::u8 ? 1.01f / 255 : dtype == DType::f16 ? 2e-3f : 4e-5f; }

float pattern(int32_t x, int32_t y, int32_t c) { return static_cast<float>((x * 7 + y * 13 + c * 29) % 64) / 64; }

check::Picture picture(int32_t width, int32_t height, int32_t channels, DType dtype, bool opaque) {
  check::Picture made(width, height, channels, dtype, range_of(dtype), 5, true);
  made.fill([&](int32_t x, int32_t y, int32_t c) {
    if (c == 3) return opaque ? 1.0f : static_cast<float>((x + y) % 5) / 4;
    return pattern(x, y, c);
  });
  return made;
}

std::vector<float> taken(const ConstImage& from, bool premultiplied) {
  const size_t row = static_cast<size_t>(from.width) * from.pixel_bytes();
  std::vector<uint8_t> tight(row * static_cast<size_t>(from.height));
  pixels_take(from, premultiplied, tight.data());
  std::vector<float> floats(static_cast<size_t>(from.width * from.height * from.channels));
  for (int32_t y = 0; y < from.height; ++y)
    row_load({tight.data(), from.width, from.height, from.channels, static_cast<ptrdiff_t>(row), from.dtype, from.range}, 0,
             y, from.width, floats.data() + static_cast<size_t>(y * from.width * from.channels));
  return floats;
}

Shown image_of(const ConstImage& result, const ConstImage& source, OfxRectI frame) {
  return {.result = result, .result_premultiplied = false, .source = source, .frame = frame,
          .source_premultiplied = false, .kind = ViewKind::image, .offset = 0, .gain = 1};
}

}  // namespace

TEST("a host's picture is taken as it is, whatever its samples and rows") {
  for (DType dtype : dtypes)
    for (int32_t channels : {3, 4}) {
      const check::Picture from = picture(7, 5, channels, dtype, true);
      const auto floats = taken(from.view, true);
      for (int32_t y = 0; y < 5; ++y)
        for (int32_t x = 0; x < 7; ++x)
          for (int32_t c = 0; c < channels; ++c)
            CHECK(floats[static_cast<size_t>((y * 7 + x) * channels + c)] == from.get(x, y, c));
    }
}

TEST("premultiplied colours are divided by alpha, but not where alpha is 0 or no number") {
  check::Picture from(4, 1, 4, DType::f32, Range::unit);
  const float alphas[] = {0.5f, 0, std::numeric_limits<float>::quiet_NaN(), 2};
  from.fill([&](int32_t x, int32_t, int32_t c) { return c == 3 ? alphas[x] : 0.25f; });
  const auto floats = taken(from.view, true);
  CHECK_NEAR(floats[0], 0.5, 1e-6);
  CHECK(floats[4] == 0.25f);
  CHECK(floats[8] == 0.25f && std::isnan(floats[11]));
  CHECK_NEAR(floats[12], 0.125, 1e-6);
}

TEST("pixels that nothing changes come back as they were, bit for bit") {
  for (DType dtype : dtypes)
    for (bool opaque : {true, false}) {
      const check::Picture from = picture(9, 6, 4, dtype, opaque);
      check::Picture into(9, 6, 4, dtype, range_of(dtype), 3, true);
      std::vector<uint8_t> tight(static_cast<size_t>(9 * 6) * from.view.pixel_bytes());
      pixels_take(from.view, false, tight.data());
      const ConstImage result{tight.data(), 9, 6, 4, static_cast<ptrdiff_t>(9 * from.view.pixel_bytes()), dtype, range_of(dtype)};
      const OfxRectI frame{-3, 10, 6, 16};
      pixels_show(image_of(result, from.view, frame), {into.view, frame, frame, false});
      for (int32_t y = 0; y < 6; ++y)
        CHECK(std::memcmp(into.view.row(y), from.view.row(y), 9 * from.view.pixel_bytes()) == 0);
    }
}

TEST("premultiplied pixels survive the way there and back") {
  for (DType dtype : dtypes) {
    check::Picture from = picture(8, 4, 4, dtype, false);
    for (int32_t y = 0; y < 4; ++y)
      for (int32_t x = 0; x < 8; ++x)
        for (int32_t c = 0; c < 3; ++c) from.set(x, y, c, from.get(x, y, c) * from.get(x, y, 3));
    check::Picture into(8, 4, 4, dtype, range_of(dtype));
    std::vector<uint8_t> tight(static_cast<size_t>(8 * 4) * from.view.pixel_bytes());
    pixels_take(from.view, true, tight.data());
    const ConstImage result{tight.data(), 8, 4, 4, static_cast<ptrdiff_t>(8 * from.view.pixel_bytes()), dtype, range_of(dtype)};
    const OfxRectI frame{0, 0, 8, 4};
    Shown shown = image_of(result, from.view, frame);
    shown.source_premultiplied = true;
    pixels_show(shown, {into.view, frame, frame, true});
    for (int32_t y = 0; y < 4; ++y)
      for (int32_t x = 0; x < 8; ++x)
        for (int32_t c = 0; c < 4; ++c) CHECK_NEAR(into.get(x, y, c), from.get(x, y, c), tolerance(dtype));
  }
}

TEST("only the window is written, and outside the frame it is clear") {
  check::Picture into(10, 10, 4, DType::f32, Range::unit, 2, true);
  into.fill([](int32_t, int32_t, int32_t) { return 9.0f; });
  const check::Picture from = picture(4, 4, 4, DType::f32, true);
  // The frame lies at 2..6 of a buffer that begins at -1; y up.
  const OfxRectI bounds{-1, -1, 9, 9}, frame{2, 2, 6, 6}, window{0, 0, 5, 9};
  pixels_show(image_of(from.view, from.view, frame), {into.view, bounds, window, false});
  for (int y = bounds.y1; y < bounds.y2; ++y)
    for (int x = bounds.x1; x < bounds.x2; ++x) {
      const float value = into.get(x - bounds.x1, bounds.y2 - 1 - y, 0);
      const bool in_window = x >= window.x1 && x < window.x2 && y >= window.y1 && y < window.y2;
      const bool in_frame = x >= frame.x1 && x < frame.x2 && y >= frame.y1 && y < frame.y2;
      if (!in_window) CHECK(value == 9.0f);
      else if (!in_frame) CHECK(value == 0.0f);
      else CHECK(value == from.get(x - frame.x1, frame.y2 - 1 - y, 0));
    }
}

TEST("a window that no part of the frame is in is clear") {
  check::Picture into(4, 4, 4, DType::u8);
  into.fill([](int32_t, int32_t, int32_t) { return 1.0f; });
  const check::Picture from = picture(2, 2, 4, DType::u8, true);
  const OfxRectI bounds{0, 0, 4, 4};
  pixels_pass(from.view, {10, 10, 12, 12}, false, {into.view, bounds, bounds, false});
  for (int32_t y = 0; y < 4; ++y)
    for (int32_t x = 0; x < 4; ++x) CHECK(into.get(x, y, 0) == 0.0f && into.get(x, y, 3) == 0.0f);
}

TEST("views: a matte is grey, in alpha it keeps the colours, data is shown by its offset and gain") {
  const OfxRectI frame{0, 0, 3, 2};
  check::Picture matte(3, 2, 1, DType::f32, Range::unit);
  matte.fill([](int32_t x, int32_t, int32_t) { return static_cast<float>(x) / 2; });
  const check::Picture source = picture(3, 2, 4, DType::f32, true);
  check::Picture into(3, 2, 4, DType::f32, Range::unit);
  Shown shown = image_of(matte.view, source.view, frame);
  const Destination target{into.view, frame, frame, false};

  shown.kind = ViewKind::matte;
  pixels_show(shown, target);
  CHECK(into.get(1, 0, 0) == 0.5f && into.get(1, 0, 2) == 0.5f && into.get(1, 0, 3) == 1);

  shown.kind = ViewKind::alpha;
  pixels_show(shown, target);
  CHECK(into.get(1, 1, 1) == source.get(1, 1, 1) && into.get(1, 1, 3) == 0.5f);

  shown.kind = ViewKind::data;
  shown.offset = 0.5, shown.gain = 2;
  matte.set(0, 0, 0, std::numeric_limits<float>::quiet_NaN());
  matte.set(1, 0, 0, -0.1f);
  pixels_show(shown, target);
  CHECK(into.get(0, 0, 0) == 0);
  CHECK_NEAR(into.get(1, 0, 0), 0.3, 1e-6);
  CHECK(into.get(2, 0, 0) == 1);
}

TEST("a cut-out without a place for alpha lies over black") {
  const OfxRectI frame{0, 0, 2, 1};
  check::Picture cutout(2, 1, 4, DType::f32, Range::unit);
  cutout.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? (x ? 0.0f : 0.5f) : 0.8f; });
  check::Picture into(2, 1, 3, DType::f32, Range::unit);
  Shown shown = image_of(cutout.view, cutout.view, frame);
  shown.kind = ViewKind::layer;
  pixels_show(shown, {into.view, frame, frame, false});
  CHECK_NEAR(into.get(0, 0, 0), 0.4, 1e-6);
  CHECK(into.get(1, 0, 0) == 0);
}

TEST("a draft's smaller result fills the frame") {
  const OfxRectI frame{0, 0, 8, 6};
  check::Picture small(4, 3, 4, DType::f32, Range::unit), into(8, 6, 4, DType::f32, Range::unit);
  small.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? 1.0f : static_cast<float>(x); });
  pixels_show(image_of(small.view, into.view, frame), {into.view, frame, frame, false});
  CHECK(into.get(0, 0, 0) == 0 && into.get(7, 5, 0) == 3);
  CHECK_NEAR(into.get(3, 2, 0), 1.25, 1e-6);
}

TEST("mattes: one channel as it is, alpha where there is some, luma of opaque pictures, nothing outside") {
  const OfxRectI frame{0, 0, 4, 3};
  std::vector<float> matte(12, -1);
  check::Picture alpha(2, 2, 1, DType::u8);
  alpha.fill([](int32_t, int32_t, int32_t) { return 1.0f; });
  pixels_take_matte(alpha.view, {3, 1, 5, 3}, frame, matte.data());
  CHECK(matte[3] == 1 && matte[7] == 1 && matte[11] == 0 && matte[0] == 0);

  check::Picture colours(4, 3, 4, DType::f32, Range::unit);
  colours.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? static_cast<float>(x) / 4 : 0.9f; });
  pixels_take_matte(colours.view, frame, frame, matte.data());
  CHECK_NEAR(matte[2], 0.5, 1e-6);
  colours.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? 1.0f : static_cast<float>(x) / 4; });
  pixels_take_matte(colours.view, frame, frame, matte.data());
  CHECK_NEAR(matte[2], 0.5, 1e-6);
}

TEST("the picture's own alpha is a matte, also the other way round") {
  check::Picture from(2, 1, 4, DType::u8);
  from.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? static_cast<float>(x) : 0.5f; });
  float matte[2];
  pixels_take_alpha(from.view, false, matte);
  CHECK(matte[0] == 0 && matte[1] == 1);
  pixels_take_alpha(from.view, true, matte);
  CHECK(matte[0] == 1 && matte[1] == 0);
}

TEST("pixels that are no numbers or beyond white are handed on") {
  check::Picture from(3, 1, 3, DType::f32, Range::unit), into(3, 1, 3, DType::f32, Range::unit);
  const float values[] = {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), 12.5f};
  from.fill([&](int32_t x, int32_t, int32_t) { return values[x]; });
  const OfxRectI frame{0, 0, 3, 1};
  pixels_pass(from.view, frame, false, {into.view, frame, frame, false});
  CHECK(std::isinf(into.get(0, 0, 0)) && std::isnan(into.get(1, 0, 0)) && into.get(2, 0, 0) == 12.5f);
}

TEST("a row is opaque only when each of its pixels is") {
  for (DType dtype : dtypes)
    for (int32_t at = 0; at < 5; ++at) {
      check::Picture from(5, 1, 4, dtype, range_of(dtype), 1);
      from.fill([](int32_t, int32_t, int32_t c) { return c == 3 ? 1.0f : 0.3f; });
      CHECK(row_is_opaque(from.view, 0, 0, 5));
      from.set(at, 0, 3, 0.5f);
      CHECK(!row_is_opaque(from.view, 0, 0, 5));
      CHECK(row_is_opaque(from.view, 0, 0, at));
      CHECK(row_is_opaque(from.view, 0, at + 1, 4 - at));
    }
}

TEST("rows on several threads are all done once, and what one throws arrives") {
  std::vector<std::atomic<int>> seen(1001);
  over_rows(1001, size_t{64} << 20, [&](int32_t first, int32_t end) {
    for (int32_t y = first; y < end; ++y) ++seen[static_cast<size_t>(y)];
  });
  for (const auto& times : seen) CHECK(times == 1);
  bool arrived = false;
  try {
    over_rows(100, size_t{64} << 20, [](int32_t, int32_t end) {
      if (end == 100) throw std::bad_alloc();
    });
  } catch (const std::bad_alloc&) {
    arrived = true;
  }
  CHECK(arrived);
}

TEST("a picture that is large enough for threads comes back as it was") {
  const check::Picture from = picture(1024, 520, 4, DType::f32, true);
  check::Picture into(1024, 520, 4, DType::f32, Range::unit, 3, true);
  std::vector<float> tight(static_cast<size_t>(1024 * 520) * 4);
  pixels_take(from.view, true, tight.data());
  const ConstImage result{tight.data(), 1024, 520, 4, 1024 * 16, DType::f32, Range::unit};
  const OfxRectI frame{0, 0, 1024, 520};
  pixels_show(image_of(result, from.view, frame), {into.view, frame, frame, true});
  for (int32_t y = 0; y < 520; ++y) CHECK(std::memcmp(into.view.row(y), from.view.row(y), 1024 * 16) == 0);
}
