// SPDX-License-Identifier: Apache-2.0
#include "sfumato/row.h"

#include <cstring>
#include <limits>

#include "check.h"

using namespace sfumato;

namespace {

float half_reference(uint16_t h) {
  const int sign = h >> 15, exponent = (h >> 10) & 31, mantissa = h & 1023;
  float f;
  if (exponent == 31) f = mantissa ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
  else if (exponent == 0) f = std::ldexp(static_cast<float>(mantissa), -24);
  else f = std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
  return sign ? -f : f;
}

}  // namespace

TEST("row: every half value survives load and store on every target") {
  check::on_every_target([](Target) {
    std::vector<uint16_t> in(65536 + 3), out(in.size());
    for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<uint16_t>(i);
    std::vector<float> values(in.size());
    const int32_t n = static_cast<int32_t>(in.size());
    const ConstImage source{in.data(), n, 1, 1, n * 2, DType::f16, Range::unit};
    const Image target{out.data(), n, 1, 1, n * 2, DType::f16, Range::unit};
    row_load(source, 0, 0, n, values.data());
    row_store(target, 0, 0, n, values.data());
    for (size_t i = 0; i < in.size(); ++i) {
      const float expected = half_reference(in[i]);
      if (std::isnan(expected)) {
        CHECK(std::isnan(values[i]) && std::isnan(half_reference(out[i])));
      } else {
        CHECK(values[i] == expected);
        CHECK(out[i] == in[i]);
      }
    }
  });
}

TEST("row: integers survive a round trip exactly, at odd sizes, strides and both 16-bit ranges") {
  check::on_every_target([](Target) {
    auto random = check::random(1);
    for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop}})
      for (int32_t channels : {1, 3, 4})
        for (int32_t width : {1, 2, 7, 16, 33, 300}) {
          check::Picture source(width, 3, channels, dtype, range, 5, true), copy(width, 3, channels, dtype, range, 9, false);
          const uint32_t top = static_cast<uint32_t>(source.view.max_value());
          source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % (top + 1)) / static_cast<float>(top); });
          std::vector<float> row(static_cast<size_t>(width * channels));
          for (int32_t y = 0; y < 3; ++y) {
            row_load_planar(source.view, 0, y, width, row.data(), width);
            row_store_planar(copy.view, 0, y, width, row.data(), width);
            CHECK(std::memcmp(source.view.row(y), copy.view.row(y), static_cast<size_t>(width) * source.view.pixel_bytes()) == 0);
          }
        }
  });
}

TEST("row: integer stores saturate, round to even and send NaN to 0") {
  check::on_every_target([](Target) {
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    const float in[] = {-1.0f, 2.0f, nan, inf, -inf, 0.5f / 255.0f, 1.5f / 255.0f, 1.0f, 0.25f};
    const uint8_t expected[] = {0, 255, 0, 255, 0, 0, 2, 255, 64};
    uint8_t out[9];
    row_store({out, 9, 1, 1, 9, DType::u8, Range::full}, 0, 0, 9, in);
    for (int i = 0; i < 9; ++i) CHECK(out[i] == expected[i]);
    std::vector<float> many;
    for (int i = 0; i < 15; ++i) many.insert(many.end(), in, in + 9);
    std::vector<uint8_t> bytes(many.size());
    const int32_t n = static_cast<int32_t>(many.size());
    row_store({bytes.data(), n, 1, 1, n, DType::u8, Range::full}, 0, 0, n, many.data());
    for (size_t i = 0; i < bytes.size(); ++i) CHECK(bytes[i] == expected[i % 9]);
  });
}

TEST("row: floats pass unchanged, overbright and NaN included") {
  check::Picture picture(5, 1, 1, DType::f32, Range::unit, 8);
  const float in[] = {-3.5f, 65000.0f, std::numeric_limits<float>::infinity(), 1e-40f, std::numeric_limits<float>::quiet_NaN()};
  float out[5];
  row_store(picture.view, 0, 0, 5, in);
  row_load(picture.view, 0, 0, 5, out);
  CHECK(std::memcmp(in, out, sizeof in) == 0);
}
