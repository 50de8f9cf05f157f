// SPDX-License-Identifier: Apache-2.0
#include "sfumato/tensor.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "check.h"
#include "sfumato/row.h"

using namespace sfumato;

namespace {

struct Numbers {
  std::vector<float> floats;
  std::vector<uint16_t> halves;
  Tensor view;

  Numbers(int32_t width, int32_t height, int32_t channels, Layout layout, DType dtype)
      : floats(static_cast<size_t>(width * height * channels), -77.0f), halves(floats.size(), 0) {
    view = {dtype == DType::f32 ? static_cast<void*>(floats.data()) : halves.data(), width, height, channels, layout, dtype};
  }
  float get(int32_t x, int32_t y, int32_t c) const {
    const int32_t at = view.layout == Layout::nchw ? (c * view.height + y) * view.width + x : (y * view.width + x) * view.channels + c;
    if (view.dtype == DType::f32) return floats[static_cast<size_t>(at)];
    float out;
    row_load({halves.data(), static_cast<int32_t>(halves.size()), 1, 1, 0, DType::f16, Range::unit}, at, 0, 1, &out);
    return out;
  }
};

check::Picture noise(int32_t width, int32_t height, int32_t channels, DType dtype, uint32_t seed) {
  const bool is_float = dtype == DType::f16 || dtype == DType::f32;
  check::Picture p(width, height, channels, dtype, is_float ? Range::unit : Range::full, 3, seed & 1);
  auto random = check::random(seed);
  p.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 256) / 255.0f; });
  return p;
}

}  // namespace

TEST("tensor: every format, layout, order and channel count is the resized picture, normalised") {
  check::on_every_target([](Target) {
    for (DType dtype : {DType::u8, DType::u16, DType::f32})
      for (int32_t in : {1, 3, 4})
        for (int32_t out : {1, 3, 4})
          for (Layout layout : {Layout::nchw, Layout::nhwc})
            for (DType number : {DType::f32, DType::f16})
              for (auto [width, height] : {std::pair{17, 9}, {35, 20}}) {
                const check::Picture source = noise(35, 40, in, dtype, 4);
                check::Picture small(width, height, in, DType::f32, Range::unit);
                resize_pixels(source.view, small.view, {Filter::lanczos3}, {});
                Numbers tensor(width, height, out, layout, number);
                TensorOptions o;
                o.filter = Filter::lanczos3;
                o.bgr = true;
                o.to = Transfer::srgb;
                o.scale = 2.0f;
                for (int c = 0; c < 4; ++c) o.mean[c] = 0.1f * static_cast<float>(c + 1), o.deviation[c] = 0.5f + static_cast<float>(c);
                tensor_from_pixels(source.view, tensor.view, o, {});
                double worst = 0;
                for (int32_t y = 0; y < height; ++y)
                  for (int32_t x = 0; x < width; ++x)
                    for (int32_t c = 0; c < out; ++c) {
                      const auto colour = [&](int32_t k) { return transfer_encode(Transfer::srgb, small.get(x, y, k)); };
                      double v = c == 3 ? (in == 4 ? static_cast<double>(small.get(x, y, 3)) : 1.0) : in == 1 ? colour(0) : colour(2 - c);
                      if (out == 1 && in != 1) v = 0.2126 * colour(0) + 0.7152 * colour(1) + 0.0722 * colour(2);
                      v = (v * 2.0 - static_cast<double>(o.mean[c])) / static_cast<double>(o.deviation[c]);
                      worst = std::max(worst, std::fabs(v - static_cast<double>(tensor.get(x, y, c))));
                    }
                CHECK_NEAR(worst, 0, number == DType::f32 ? 2e-5 : 4e-3);  // the sRGB curve multiplies errors near black
              }
  });
}

TEST("tensor: halving float RGBA takes the exact mean of four, overbright and NaN included") {
  check::on_every_target([](Target) {
    for (int32_t width : {1, 5, 16, 33}) {
      check::Picture source = noise(2 * width, 6, 4, DType::f32, 7);
      source.set(0, 0, 0, 300.0f);
      source.set(0, 0, 1, std::numeric_limits<float>::quiet_NaN());
      Numbers tensor(width + 3, 4, 3, Layout::nchw, DType::f32);
      TensorOptions o;
      o.place = {1, 1, width, 3};
      o.mean[2] = 0.5f;
      o.deviation[2] = 0.25f;
      tensor_from_pixels(source.view, tensor.view, o, {});
      for (int32_t y = 0; y < 3; ++y)
        for (int32_t x = 0; x < width; ++x)
          for (int32_t c = 0; c < 3; ++c) {
            double mean = 0;
            for (int32_t k = 0; k < 4; ++k) mean += static_cast<double>(source.get(2 * x + k % 2, 2 * y + k / 2, c)) / 4;
            const float got = tensor.get(x + 1, y + 1, c);
            if (std::isnan(mean)) CHECK(std::isnan(got));
            else CHECK_NEAR(got, c == 2 ? (mean - 0.5) / 0.25 : mean, 2e-5);
          }
      CHECK(tensor.get(0, 0, 0) == 0.0f && tensor.get(width + 2, 3, 2) == -2.0f);
    }
  });
}

TEST("tensor: pads with a value or the mirrored picture, in both layouts") {
  for (Layout layout : {Layout::nchw, Layout::nhwc}) {
    check::Picture source = noise(4, 3, 3, DType::u8, 9);
    Numbers tensor(11, 9, 3, layout, DType::f32);
    TensorOptions o;
    o.place = {5, 4, 4, 3};
    o.pad = Pad::mirror;
    tensor_from_pixels(source.view, tensor.view, o, {});
    const int32_t xs[11] = {1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1}, ys[9] = {0, 1, 2, 1, 0, 1, 2, 1, 0};
    for (int32_t y = 0; y < 9; ++y)
      for (int32_t x = 0; x < 11; ++x)
        for (int32_t c = 0; c < 3; ++c) CHECK_NEAR(tensor.get(x, y, c), source.get(xs[x], ys[y], c), 1e-7);
    o.pad = Pad::value;
    o.pad_value[1] = 0.5f;
    o.mean[1] = 0.25f;
    tensor_from_pixels(source.view, tensor.view, o, {});
    CHECK(tensor.get(0, 0, 1) == 0.25f && tensor.get(4, 5, 1) == 0.25f && tensor.get(9, 4, 0) == 0.0f);
  }
}

TEST("tensor: to pixels and back in every layout, and alpha is kept where asked") {
  check::on_every_target([](Target) {
    for (Layout layout : {Layout::nchw, Layout::nhwc})
      for (DType number : {DType::f32, DType::f16}) {
        const check::Picture source = noise(45, 13, 4, DType::u8, 11);
        check::Picture back(45, 13, 4, DType::u8, Range::full, 5);
        back.fill([](int32_t, int32_t, int32_t) { return 0.2f; });
        Numbers tensor(45, 13, 3, layout, number);
        TensorOptions o;
        PixelsOptions p;
        o.bgr = p.bgr = true;
        o.mean[0] = p.mean[0] = 0.4f;
        o.deviation[0] = p.deviation[0] = 0.3f;
        p.keep_alpha = true;
        tensor_from_pixels(source.view, tensor.view, o, {});
        tensor_to_pixels(tensor.view, back.view, p, {});
        for (int32_t y = 0; y < 13; ++y)
          for (int32_t x = 0; x < 45; ++x)
            for (int32_t c = 0; c < 4; ++c) CHECK_NEAR(back.get(x, y, c), c == 3 ? 0.2f : source.get(x, y, c), 1e-4);
      }
  });
}

TEST("tensor: a float matte enlarged to 8 bits is within 0.505 of a step of exact bilinear") {
  check::on_every_target([](Target) {
    check::Picture matte = noise(32, 24, 1, DType::f32, 12), into(187, 93, 1, DType::u8, Range::full, 3);
    matte.fill([](int32_t x, int32_t y, int32_t) { return 0.5f + 0.5f * std::sin(static_cast<float>(x * 7 + y * 13)); });
    resize_pixels(matte.view, into.view, {Filter::bilinear}, {});
    double worst = 0;
    for (int32_t y = 0; y < 93; ++y)
      for (int32_t x = 0; x < 187; ++x) {
        const double sx = std::clamp((x + 0.5) * 32 / 187 - 0.5, 0.0, 31.0), sy = std::clamp((y + 0.5) * 24 / 93 - 0.5, 0.0, 23.0);
        const int32_t x0 = std::min(30, static_cast<int32_t>(sx)), y0 = std::min(22, static_cast<int32_t>(sy));
        const double fx = sx - x0, fy = sy - y0;
        const auto at = [&](int32_t i, int32_t j) { return static_cast<double>(matte.get(i, j, 0)); };
        const double v = (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) + (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
        worst = std::max(worst, std::fabs(into.view.row(y)[x] - 255.0 * v));
      }
    CHECK(worst <= 0.505);
  });
}
