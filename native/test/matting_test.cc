// SPDX-License-Identifier: Apache-2.0
#include "sfumato/matting.h"

#include <algorithm>

#include "check.h"
#include "sfumato/guided.h"

using namespace sfumato;

namespace {

// A wavy edge, soft over two pixels.
float subject(int32_t x, int32_t y) {
  return std::clamp((100.0f + 6.0f * std::sin(0.7f * static_cast<float>(y)) - static_cast<float>(x)) / 2.0f + 0.5f, 0.0f, 1.0f);
}

}  // namespace

TEST("matting: the band follows the picture's edge, certain pixels are exact, for every format and target") {
  check::on_every_target([](Target) {
    for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::photoshop}, {DType::f16, Range::unit}, {DType::f32, Range::unit}}) {
      check::Picture image(221, 60, 3, dtype, range, 2, true), matte(221, 60, 1, dtype, range, 1), trimap(221, 60, 1, DType::u8, Range::full, 3),
          into(221, 60, 1, dtype, range, 2, true);
      image.fill([](int32_t x, int32_t y, int32_t c) {
        const float a = subject(x, y);
        return a * (0.2f + 0.05f * static_cast<float>(c)) + (1 - a) * (0.6f + 0.1f * static_cast<float>(c));
      });
      // Known so far: the edge, blurred.
      matte.fill([](int32_t x, int32_t y, int32_t) {
        float sum = 0;
        for (int32_t k = -3; k <= 3; ++k) sum += subject(x + k, y);
        return sum / 7;
      });
      trimap.fill([](int32_t x, int32_t, int32_t) { return x < 85 ? 1.0f : x < 115 ? 0.5f : 0.0f; });
      matte_refine_band(image.view, matte.view, trimap.view, into.view, {6, 1e-4f}, {});
      double before = 0, after = 0;
      bool exact = true;
      for (int32_t y = 0; y < 60; ++y)
        for (int32_t x = 0; x < 221; ++x) {
          const float truth = subject(x, y);
          before += std::pow(static_cast<double>(matte.get(x, y, 0) - truth), 2);
          after += std::pow(static_cast<double>(into.get(x, y, 0) - truth), 2);
          if (x < 85 || x >= 115) exact = exact && into.get(x, y, 0) == truth;
        }
      CHECK(exact);
      CHECK_NEAR(after / before, 0.0, 0.6);
    }
  });
}

TEST("matting: tiles give what the filter gives over the whole picture") {
  check::Picture image(260, 230, 3, DType::u8), matte(260, 230, 1, DType::f32, Range::unit), trimap(260, 230, 1, DType::u8),
      into(260, 230, 1, DType::f32, Range::unit), whole(260, 230, 1, DType::f32, Range::unit);
  image.fill([](int32_t x, int32_t y, int32_t c) { return 0.5f + 0.3f * std::sin(0.2f * static_cast<float>(x + c * y)); });
  matte.fill([](int32_t x, int32_t y, int32_t) { return 0.5f + 0.5f * std::sin(0.1f * static_cast<float>(x - y)); });
  trimap.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
  matte_refine_band(image.view, matte.view, trimap.view, into.view, {4, 1e-4f}, {});
  guided_refine(image.view, matte.view, whole.view, {4, 1e-4f, 1, Guide::colour}, {});
  double worst = 0;
  for (int32_t y = 0; y < 230; ++y)
    for (int32_t x = 0; x < 260; ++x) worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, 0) - whole.get(x, y, 0))));
  CHECK_NEAR(worst, 0.0, 1e-3);
}
