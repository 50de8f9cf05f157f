// SPDX-License-Identifier: Apache-2.0
#include "sfumato/convert.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "check.h"
#include "convert/blue_noise.h"

using namespace sfumato;

namespace {

constexpr Transfer transfers[] = {Transfer::srgb, Transfer::linear, Transfer::gamma22, Transfer::rec709};

struct Format {
  DType dtype;
  Range range;
};
constexpr Format formats[] = {{DType::u8, Range::full},
                              {DType::u16, Range::full},
                              {DType::u16, Range::photoshop},
                              {DType::f16, Range::unit},
                              {DType::f32, Range::unit}};

}  // namespace

TEST("transfer: vectors match double precision within 1e-6, from tiny to overbright, both signs") {
  check::on_every_target([](Target) {
    std::vector<float> in;
    for (int i = 0; i <= 4000; ++i) in.push_back(static_cast<float>(i) / 4000.0f);
    for (float v = 1e-12f; v < 1e5f; v *= 1.017f) in.insert(in.end(), {v, -v});
    for (Transfer from : transfers)
      for (Transfer to : transfers) {
        std::vector<float> out = in;
        transfer_row(out.data(), static_cast<int64_t>(out.size()), from, to);
        double worst = 0;
        for (size_t i = 0; i < in.size(); ++i) {
          const double light = transfer_decode(from, in[i]), expected = from == to ? in[i] : transfer_encode(to, light);
          if (std::fabs(expected) < 1e-30 || std::fabs(light) < 1e-30) continue;
          worst = std::max(worst, std::fabs(out[i] - expected) / std::fabs(expected));
        }
        CHECK(worst < 1e-6);
      }
  });
}

TEST("transfer: NaN, infinities and zero stay what they are") {
  check::on_every_target([](Target) {
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    for (Transfer from : transfers)
      for (Transfer to : transfers) {
        float v[5] = {nan, inf, -inf, 0.0f, -0.0f};
        transfer_row(v, 5, from, to);
        CHECK(std::isnan(v[0]));
        CHECK(v[1] == inf && v[2] == -inf && v[3] == 0.0f && v[4] == 0.0f);
      }
  });
}

TEST("convert: 8-bit and 16-bit sRGB survive a trip through linear float") {
  check::on_every_target([](Target) {
    for (Format f : {formats[0], formats[1], formats[2]}) {
      check::Picture source(257, 256, 1, f.dtype, f.range), back(257, 256, 1, f.dtype, f.range);
      check::Picture linear(257, 256, 1, DType::f32, Range::unit);
      const float top = source.view.max_value();
      source.fill([&](int32_t x, int32_t y, int32_t) {
        return std::min(1.0f, static_cast<float>(f.dtype == DType::u8 ? x : y * 257 + x) / top);
      });
      ConvertOptions to, from;
      to.to = Transfer::linear;
      from.from = Transfer::linear;
      convert_pixels(source.view, linear.view, to, {});
      convert_pixels(linear.view, back.view, from, {});
      for (int32_t y = 0; y < 256; ++y)
        CHECK(std::memcmp(source.view.row(y), back.view.row(y), 257 * source.view.pixel_bytes()) == 0);
    }
  });
}

TEST("convert: every format to every format, with channels and alpha, matches a scalar account") {
  check::on_every_target([](Target) {
    auto random = check::random(3);
    for (Format from : formats)
      for (Format to : formats)
        for (int32_t in : {1, 3, 4})
          for (int32_t out : {1, 3, 4})
            for (int variant = 0; variant < 4; ++variant) {
              check::Picture source(37, 2, in, from.dtype, from.range, 4, true);
              check::Picture into(37, 2, out, to.dtype, to.range, 6);
              source.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 256) / 255.0f; });
              ConvertOptions o;
              o.to = variant & 1 ? Transfer::linear : o.from;
              o.to_alpha = variant & 2 ? Alpha::premultiplied : Alpha::straight;
              o.pick = variant & 1 ? Pick::luma : Pick::green;
              convert_pixels(source.view, into.view, o, {});
              const double step = to.dtype == DType::f16 ? 1e-3 : to.dtype == DType::f32 ? 2e-6 : 0.51 / into.view.max_value();
              for (int32_t y = 0; y < 2; ++y)
                for (int32_t x = 0; x < 37; ++x) {
                  double p[4] = {0, 0, 0, 1};
                  for (int32_t c = 0; c < 3; ++c) {
                    p[c] = source.get(x, y, in == 1 ? 0 : c);
                    if (variant & 1) p[c] = transfer_decode(Transfer::srgb, p[c]);
                  }
                  if (in == 4) p[3] = source.get(x, y, 3);
                  if (out == 1 && in != 1)
                    p[0] = o.pick == Pick::green ? p[1] : 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
                  for (int32_t c = 0; c < out; ++c)
                    CHECK_NEAR(into.get(x, y, c), p[c] * (c < 3 && (variant & 2) ? p[3] : 1.0), step);
                }
            }
  });
}

TEST("convert: the same format copies bits, NaN payloads included, and premultiplied goes back to straight") {
  check::Picture a(70, 3, 4, DType::f32, Range::unit, 3), b(70, 3, 4, DType::f32, Range::unit, 8, true);
  a.fill([](int32_t x, int32_t y, int32_t c) { return c == 3 ? 0.5f : static_cast<float>(x * 3 + y) - 50.0f; });
  const uint32_t payload = 0x7fc12345u;
  std::memcpy(a.view.row(1), &payload, 4);
  convert_pixels(a.view, b.view, {}, {});
  for (int32_t y = 0; y < 3; ++y) CHECK(std::memcmp(a.view.row(y), b.view.row(y), 70 * 16) == 0);
  ConvertOptions o;
  o.from_alpha = Alpha::premultiplied;
  convert_pixels(a.view, b.view, o, {});
  CHECK_NEAR(b.get(69, 2, 0), 2.0 * a.get(69, 2, 0), 1e-4);
}

TEST("convert: dither keeps codes that 8 bits hold, and the mean of those between") {
  check::on_every_target([](Target) {
    check::Picture source(256, 64, 3, DType::f32, Range::unit), into(256, 64, 3, DType::u8);
    ConvertOptions o;
    o.dither = {true, 7};
    source.fill([](int32_t x, int32_t, int32_t) { return static_cast<float>(x) / 255.0f; });
    convert_pixels(source.view, into.view, o, {});
    for (int32_t x = 0; x < 256; ++x) CHECK(into.view.row(63)[3 * x] == x);
    source.fill([](int32_t, int32_t, int32_t c) { return (100.0f + 0.25f * static_cast<float>(c)) / 255.0f; });
    convert_pixels(source.view, into.view, o, {});
    double mean[3] = {};
    for (int32_t y = 0; y < 64; ++y)
      for (int32_t x = 0; x < 256; ++x)
        for (int32_t c = 0; c < 3; ++c) mean[c] += into.view.row(y)[3 * x + c] / (64.0 * 256.0);
    for (int32_t c = 0; c < 3; ++c) CHECK_NEAR(mean[c], 100.0 + 0.25 * c, 0.01);
  });
}

TEST("convert: the dither pattern has little energy at low frequencies") {
  // Means of 8x8 blocks: white noise would have a deviation of 0.288 / 8 = 0.036.
  double sum = 0;
  std::vector<float> rows(64 * 64);
  for (int32_t y = 0; y < 64; ++y) blue_noise_row(0, 0, y, 64, 1, rows.data() + y * 64);
  for (int32_t by = 0; by < 64; by += 8)
    for (int32_t bx = 0; bx < 64; bx += 8) {
      double mean = 0;
      for (int32_t i = 0; i < 64; ++i) mean += rows[static_cast<size_t>((by + i / 8) * 64 + bx + i % 8)] / 64.0;
      sum += mean * mean / 64.0;
    }
  CHECK(std::sqrt(sum) < 0.012);
}

TEST("convert: refuses different sizes and obeys a stop request") {
  check::Picture a(8, 8, 1, DType::u8), b(8, 9, 1, DType::u8), c(8, 8, 1, DType::f32, Range::unit);
  bool refused = false, cancelled = false;
  try {
    convert_pixels(a.view, b.view, {}, {});
  } catch (const std::exception&) {
    refused = true;
  }
  std::atomic<int32_t> stop{1};
  try {
    convert_pixels(a.view, c.view, {}, {&stop, nullptr});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(refused && cancelled);
}
