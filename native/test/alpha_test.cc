// SPDX-License-Identifier: Apache-2.0
#include "sfumato/alpha.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "check.h"

using namespace sfumato;

namespace {

constexpr Transfer transfers[] = {Transfer::linear, Transfer::srgb};

check::Picture noise(int32_t width, int32_t height, int32_t channels, DType dtype, uint32_t seed) {
  const bool is_float = dtype == DType::f16 || dtype == DType::f32;
  check::Picture p(width, height, channels, dtype, is_float ? Range::unit : Range::full, 4, seed & 1);
  auto random = check::random(seed);
  p.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 256) / 255.0f; });
  return p;
}

}  // namespace

TEST("alpha: premultiplied RGBA8 is exact for every colour and alpha") {
  check::on_every_target([](Target) {
    check::Picture all(256, 256, 4, DType::u8), out(256, 256, 4, DType::u8, Range::full, 4);
    for (int32_t y = 0; y < 256; ++y)
      for (int32_t x = 0; x < 256; ++x) {
        const uint8_t pixel[4] = {static_cast<uint8_t>(x), static_cast<uint8_t>(255 - x), static_cast<uint8_t>(x ^ 85), static_cast<uint8_t>(y)};
        std::memcpy(all.view.row(y) + 4 * x, pixel, 4);
      }
    alpha_premultiply(all.view, out.view, Transfer::linear, {});
    for (int32_t y = 0; y < 256; ++y)
      for (int32_t i = 0; i < 1024; ++i) {
        const int32_t v = all.view.row(y)[i];
        CHECK(out.view.row(y)[i] == (i % 4 == 3 ? v : (2 * v * y + 255) / 510));
      }
  });
}

TEST("alpha: premultiplied RGBA8 over RGBA8 is exact for every pair, and saturates") {
  check::on_every_target([](Target) {
    check::Picture front(256, 256, 4, DType::u8), back(256, 256, 4, DType::u8), out(256, 256, 4, DType::u8);
    for (int32_t y = 0; y < 256; ++y)
      for (int32_t x = 0; x < 256; ++x) {
        const uint8_t f[4] = {0, static_cast<uint8_t>(y / 2), 255, static_cast<uint8_t>(y)};
        const uint8_t b[4] = {static_cast<uint8_t>(x), static_cast<uint8_t>(x), static_cast<uint8_t>(x), static_cast<uint8_t>(x)};
        std::memcpy(front.view.row(y) + 4 * x, f, 4);
        std::memcpy(back.view.row(y) + 4 * x, b, 4);
      }
    alpha_over(front.view, back.view, out.view, {}, {});
    for (int32_t y = 0; y < 256; ++y)
      for (int32_t i = 0; i < 1024; ++i) {
        const int32_t rest = (2 * back.view.row(y)[i] * (255 - y) + 255) / 510;
        CHECK(out.view.row(y)[i] == std::min(255, front.view.row(y)[i] + rest));
      }
  });
}

TEST("alpha: large streamed results equal small ones, whatever the alignment") {
  check::on_every_target([](Target) {
    std::vector<uint8_t> bytes(1100 * 1000 * 4 + 64, 0);
    const check::Picture source = noise(1100, 1000, 4, DType::u8, 3);
    for (size_t shift : {0, 4, 1}) {
      const Image out{bytes.data() + shift, 1100, 1000, 4, 4400, DType::u8, Range::full};
      alpha_premultiply(source.view, out, Transfer::linear, {});
      for (int32_t y = 0; y < 1000; y += 37)
        for (int32_t x = 0; x < 4400; ++x) {
          const int32_t v = source.view.row(y)[x], a = source.view.row(y)[x | 3];
          if ((x & 3) != 3) CHECK(out.row(y)[x] == (2 * v * a + 255) / 510);
        }
    }
  });
}

TEST("alpha: over matches Porter and Duff in every type, domain and alpha") {
  check::on_every_target([](Target) {
    for (DType dtype : {DType::u8, DType::u16, DType::f16, DType::f32})
      for (Transfer transfer : transfers)
        for (Alpha kind : {Alpha::straight, Alpha::premultiplied})
          for (int32_t channels : {1, 3, 4}) {
            check::Picture front = noise(37, 3, 4, DType::f32, 5), back = noise(37, 3, channels, dtype, 6);
            check::Picture out(37, 3, channels, dtype, back.view.range, 2);
            for (int32_t y = 0; y < 3; ++y)
              for (int32_t x = 0; x < 37; ++x) {
                for (check::Picture* p : {&front, &back}) {
                  if (p->view.channels != 4) continue;
                  p->set(x, y, 3, std::max(0.1f, p->get(x, y, 3)));
                  if (kind == Alpha::premultiplied)
                    for (int32_t c = 0; c < 3; ++c) p->set(x, y, c, p->get(x, y, c) * p->get(x, y, 3));
                }
              }
            alpha_over(front.view, back.view, out.view, {kind, transfer, 0.75f}, {});
            const double step = dtype == DType::f16 ? 1e-3 : dtype == DType::f32 ? 3e-6 : 0.51 / out.view.max_value();
            for (int32_t y = 0; y < 3; ++y)
              for (int32_t x = 0; x < 37; ++x) {
                const double fa = front.get(x, y, 3), ba = channels == 4 ? back.get(x, y, 3) : 1.0f;
                const double a = fa * 0.75 + ba * (1 - fa * 0.75);
                double rgb[4] = {0, 0, 0, a};
                for (int32_t c = 0; c < 3; ++c) {
                  double f = front.get(x, y, c), b = back.get(x, y, channels == 1 ? 0 : c);
                  const bool multiplied = kind == Alpha::premultiplied;
                  f = transfer_decode(transfer, multiplied ? f / fa : f) * fa;
                  b = transfer_decode(transfer, multiplied && channels == 4 ? b / ba : b) * ba;
                  const double light = f * 0.75 + b * (1 - fa * 0.75);
                  rgb[c] = transfer_encode(transfer, light / a) * (multiplied && channels == 4 ? a : 1);
                }
                if (channels == 1) rgb[0] = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
                for (int32_t c = 0; c < channels; ++c) CHECK_NEAR(out.get(x, y, c), rgb[c], step);
              }
          }
  });
}

TEST("alpha: unpremultiply undoes premultiply, in light too, and gives 0 where nothing shows") {
  check::on_every_target([](Target) {
    for (Transfer transfer : transfers) {
      check::Picture source = noise(50, 4, 4, DType::f32, 8), out = noise(50, 4, 4, DType::f32, 9);
      source.set(0, 0, 0, 12.0f);
      for (int32_t y = 0; y < 4; ++y)
        for (int32_t x = 0; x < 50; ++x) source.set(x, y, 3, x == 7 ? 0.0f : 0.3f);
      alpha_premultiply(source.view, out.view, transfer, {});
      alpha_unpremultiply(out.view, out.view, transfer, {});
      for (int32_t x = 0; x < 50; ++x) CHECK_NEAR(out.get(x, 0, 0), x == 7 ? 0.0f : source.get(x, 0, 0), 2e-5);
    }
  });
}

TEST("alpha: a matte of any type becomes the alpha of any colours") {
  check::Picture colour = noise(33, 5, 3, DType::u8, 1), matte = noise(33, 5, 1, DType::f32, 2);
  check::Picture out(33, 5, 4, DType::u16, Range::photoshop);
  alpha_attach(colour.view, matte.view, out.view, {});
  CHECK_NEAR(out.get(32, 4, 1), colour.get(32, 4, 1), 2e-5);
  CHECK_NEAR(out.get(32, 4, 3), matte.get(32, 4, 0), 2e-5);
}
