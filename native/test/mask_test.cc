// SPDX-License-Identifier: Apache-2.0
#include "sfumato/mask.h"

#include <cstring>
#include <limits>

#include "check.h"

using namespace sfumato;

namespace {

const float nan_value = std::numeric_limits<float>::quiet_NaN();

struct Format {
  DType dtype;
  Range range;
  double step;  // the largest error of one rounding
};
const Format formats[] = {{DType::u8, Range::full, 0.5 / 255}, {DType::u16, Range::full, 0.5 / 65535},
                          {DType::u16, Range::photoshop, 0.5 / 32768}, {DType::f16, Range::unit, 3e-4},
                          {DType::f32, Range::unit, 1e-7}};

}  // namespace

TEST("mask: joining follows the formula on every format, stride and target") {
  check::on_every_target([](Target) {
    auto random = check::random(2);
    for (const Format& format : formats)
      for (const Combine combine : {Combine::replace, Combine::add, Combine::subtract, Combine::intersect})
        for (const bool invert : {false, true}) {
          const int32_t w = 37, h = 5;
          check::Picture matte(w, h, 1, format.dtype, format.range, 3, true), old(w, h, 1, DType::u16, Range::photoshop, 1);
          check::Picture picture(w, h, 4, DType::u8, Range::full, 2), into(w, h, 1, format.dtype, format.range, 7);
          const auto noise = [&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 1001) / 1000; };
          matte.fill(noise);
          old.fill(noise);
          picture.fill([&](int32_t x, int32_t, int32_t) { return x % 5 == 0 ? 0.0f : 0.5f; });
          const ConstImage existing = old.view, shown = picture.view;
          mask_join(matte.view, &existing, &shown, {combine, invert}, into.view);
          for (int32_t y = 0; y < h; ++y)
            for (int32_t x = 0; x < w; ++x) {
              const float m = matte.get(x, y, 0), e = old.get(x, y, 0);
              float expected = combine == Combine::add ? std::max(m, e) : combine == Combine::subtract ? std::min(e, 1 - m)
                               : combine == Combine::intersect ? std::min(m, e) : m;
              if (x % 5 == 0) expected = 0;
              if (invert) expected = 1 - expected;
              CHECK_NEAR(into.get(x, y, 0), expected, format.step + 1e-6);
            }
        }
  });
}

TEST("mask: values leave 0..1 and NaN nowhere, and a misfit is refused") {
  check::Picture matte(4, 1, 1, DType::f32, Range::unit);
  const float values[] = {nan_value, 0.49f, 0.5f, 7.0f};
  for (int32_t x = 0; x < 4; ++x) matte.set(x, 0, 0, values[x]);
  mask_join(matte.view, nullptr, nullptr, {Combine::replace, false}, matte.view);
  const float expected[] = {0, 0.49f, 0.5f, 1};
  for (int32_t x = 0; x < 4; ++x) CHECK(matte.get(x, 0, 0) == expected[x]);
  check::Picture other(3, 1, 1, DType::u8);
  const ConstImage existing = other.view;
  for (const ConstImage* e : {static_cast<const ConstImage*>(nullptr), &existing}) {
    bool refused = false;
    try {
      mask_join(matte.view, e, nullptr, {Combine::add, false}, matte.view);
    } catch (const std::invalid_argument&) {
      refused = true;
    }
    CHECK(refused);
  }
}

TEST("mask: the cut-out keeps opaque pixels to the bit and overbright values, and mixes clean colours at edges") {
  check::on_every_target([](Target) {
    auto random = check::random(4);
    for (const Format& format : formats)
      for (const int32_t channels : {1, 3, 4}) {
        const int32_t w = 33, h = 3;
        check::Picture picture(w, h, channels, format.dtype, format.range, 5, true), matte(w, h, 1, DType::f32, Range::unit);
        check::Picture into(w, h, 4, format.dtype, format.range, 1), clean(w, h, 3, DType::f32, Range::unit);
        const float top = format.range == Range::unit ? 5.0f : 1.0f;
        picture.fill([&](int32_t, int32_t, int32_t c) { return c == 3 ? 0.5f : top * static_cast<float>(random() % 1001) / 1000; });
        matte.fill([&](int32_t x, int32_t, int32_t) { return x % 3 == 0 ? 1.0f : x % 3 == 1 ? 0.25f : nan_value; });
        clean.fill([&](int32_t, int32_t, int32_t) { return 0.75f; });
        const ConstImage colours = clean.view;
        mask_cut_out(picture.view, matte.view, &colours, 0.5f, into.view);
        for (int32_t y = 0; y < h; ++y)
          for (int32_t x = 0; x < w; ++x) {
            const float alpha = (x % 3 == 0 ? 1.0f : x % 3 == 1 ? 0.25f : 0.0f) * (channels == 4 ? picture.get(x, y, 3) : 1.0f);
            CHECK_NEAR(into.get(x, y, 3), alpha, format.step * 1.1);
            for (int32_t c = 0; c < 3; ++c) {
              const float own = picture.get(x, y, channels == 1 ? 0 : c);
              if (x % 3 == 0) CHECK(into.get(x, y, c) == own);
              else CHECK_NEAR(into.get(x, y, c), 0.5 * (own + 0.75), format.step * top * 2);
            }
          }
      }
  });
}

TEST("mask: faint parts vanish, strong ones stay as they are") {
  check::Picture matte(20, 9, 1, DType::f32, Range::unit, 3, true);
  matte.fill([](int32_t x, int32_t y, int32_t) {
    if (y < 2 || y > 6) return 0.02f;
    if (x < 6) return 0.3f + 0.02f * static_cast<float>(y);         // never reaches 1/2
    return x > 12 ? (x == 15 && y == 4 ? 0.9f : 0.2f) : 0.0f;  // does
  });
  matte.set(19, 0, 0, nan_value);
  CHECK(mask_drop_faint(matte.view, 0.05f, 0.5f) == 1);
  CHECK(matte.get(2, 4, 0) == 0);
  CHECK(matte.get(0, 0, 0) == 0);
  CHECK(matte.get(19, 0, 0) == 0);
  CHECK_NEAR(matte.get(14, 4, 0), 0.2, 1e-6);
  CHECK_NEAR(matte.get(15, 4, 0), 0.9, 1e-6);
}
