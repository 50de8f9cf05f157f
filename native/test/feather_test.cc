// SPDX-License-Identifier: Apache-2.0
#include "sfumato/feather.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

// A true Gaussian along one axis of a plane, borders repeated.
std::vector<double> blurred(const std::vector<double>& in, int32_t w, int32_t h, double sigma, bool down) {
  const auto radius = static_cast<int32_t>(std::ceil(6 * sigma));
  std::vector<double> kernel, out(in.size());
  double total = 0;
  for (int32_t k = -radius; k <= radius; ++k) {
    kernel.push_back(std::exp(-0.5 * k * k / (sigma * sigma)));
    total += kernel.back();
  }
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) {
      double sum = 0;
      for (int32_t k = -radius; k <= radius; ++k) {
        const int32_t u = down ? x : std::clamp(x + k, 0, w - 1), v = down ? std::clamp(y + k, 0, h - 1) : y;
        sum += kernel[static_cast<size_t>(k + radius)] * in[static_cast<size_t>(v * w + u)];
      }
      out[static_cast<size_t>(y * w + x)] = sum / total;
    }
  return out;
}

// The worst difference from a true Gaussian.
double error(const check::Picture& matte, const check::Picture& into, double sigma) {
  const int32_t w = matte.view.width, h = matte.view.height;
  std::vector<double> plane;
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) {
      const float v = matte.get(x, y, 0);
      plane.push_back(v > 0 ? std::min(static_cast<double>(v), 1.0) : 0.0);
    }
  const std::vector<double> expected = blurred(blurred(plane, w, h, sigma, false), w, h, sigma, true);
  double worst = 0;
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x)
      worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, 0)) - expected[static_cast<size_t>(y * w + x)]));
  return worst;
}

float shape(int32_t x, int32_t y, int32_t) {
  return (x > 20 && x < 70 && y > 13) || (x - 90) * (x - 90) + (y - 40) * (y - 40) < 200 || x == y ? 1.0f : 0.0f;
}

}  // namespace

TEST("feather: within 0.002 of a true Gaussian at any sigma, borders and hard edges included, on every target") {
  check::on_every_target([](Target) {
    for (float sigma : {0.3f, 1.0f, 2.7f, 3.9f, 4.0f, 5.3f, 6.0f, 9.0f, 13.7f, 20.0f, 41.0f, 77.0f}) {
      check::Picture matte(121, 83, 1, DType::u8, Range::full, 3, true), into(121, 83, 1, DType::f32, Range::unit, 2);
      matte.fill(shape);
      matte_feather(matte.view, into.view, sigma, {});
      CHECK_NEAR(error(matte, into, static_cast<double>(sigma)), 0.0, 0.002);
    }
  });
}

TEST("feather: pixel noise is blurred as a Gaussian would, with no aliasing") {
  for (float sigma : {4.0f, 6.5f, 12.0f}) {
    check::Picture matte(97, 90, 1, DType::f32, Range::unit), into(97, 90, 1, DType::f32, Range::unit);
    auto random = check::random(3);
    matte.fill([&](int32_t, int32_t, int32_t) { return random() % 2 ? 1.0f : 0.0f; });
    matte_feather(matte.view, into.view, sigma, {});
    CHECK_NEAR(error(matte, into, static_cast<double>(sigma)), 0.0, 0.02);
  }
}

TEST("feather: every format and stride, NaN and infinities as 0 and 1") {
  check::on_every_target([](Target) {
    for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                                {DType::f16, Range::unit}, {DType::f32, Range::unit}})
      for (float sigma : {2.0f, 7.0f}) {
        check::Picture matte(75, 41, 1, dtype, range, 5, true), into(75, 41, 1, dtype, range, 1, true);
        matte.fill([&](int32_t x, int32_t y, int32_t c) {
          if (range == Range::unit && x == 9) return std::nanf("");
          if (range == Range::unit && x == 11) return std::numeric_limits<float>::infinity();
          return shape(x, y, c);
        });
        matte_feather(matte.view, into.view, sigma, {});
        CHECK_NEAR(error(matte, into, static_cast<double>(sigma)), 0.0, dtype == DType::u8 ? 0.004 : 0.0023);
      }
  });
}

TEST("feather: constants of 0 and 1 stay exact for any sigma and size") {
  check::on_every_target([](Target) {
    for (auto [w, h] : {std::pair{1, 1}, {1, 40}, {40, 1}, {67, 35}})
      for (float sigma : {0.1f, 3.0f, 4.4f, 6.0f, 33.0f, 1000.0f, 4000.0f})
        for (float value : {0.0f, 1.0f})
          for (DType dtype : {DType::u8, DType::f32}) {
            check::Picture matte(w, h, 1, dtype, dtype == DType::u8 ? Range::full : Range::unit), into(w, h, 1, DType::f32, Range::unit);
            matte.fill([&](int32_t, int32_t, int32_t) { return value; });
            matte_feather(matte.view, into.view, sigma, {});
            bool same = true;
            for (int32_t y = 0; y < h; ++y)
              for (int32_t x = 0; x < w; ++x) same = same && into.get(x, y, 0) == value;
            CHECK(same);
          }
  });
}

TEST("feather: the result does not depend on the number of threads") {
  check::Picture matte(1500, 130, 1, DType::u8), one(1500, 130, 1, DType::f32, Range::unit), two(1500, 130, 1, DType::f32, Range::unit);
  matte.fill(shape);
  const int32_t before = thread_count();
  for (float sigma : {3.0f, 8.0f}) {
    set_thread_count(1);
    matte_feather(matte.view, one.view, sigma, {});
    set_thread_count(3);
    matte_feather(matte.view, two.view, sigma, {});
    bool same = true;
    for (int32_t y = 0; y < 130; ++y) same = same && std::memcmp(one.view.row(y), two.view.row(y), 1500 * 4) == 0;
    CHECK(same);
  }
  set_thread_count(before);
}
