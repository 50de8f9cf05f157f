// SPDX-License-Identifier: Apache-2.0
#include "sfumato/tile.h"

#include <cstring>
#include <limits>

#include "check.h"

using namespace sfumato;

TEST("tile: cuts copy bits and mirror at borders, far outside too") {
  check::Picture source(5, 4, 3, DType::u16, Range::full, 2, true), tile(23, 19, 3, DType::u16, Range::full, 3);
  source.fill([](int32_t x, int32_t y, int32_t c) { return static_cast<float>(x * 100 + y * 10 + c) / 65535.0f; });
  tile_cut(source.view, -9, -7, tile.view, {});
  const auto fold = [](int32_t i, int32_t n) {
    while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
    return i;
  };
  for (int32_t y = 0; y < 19; ++y)
    for (int32_t x = 0; x < 23; ++x)
      CHECK(std::memcmp(tile.view.row(y) + 6 * x, source.view.row(fold(y - 7, 4)) + 6 * fold(x - 9, 5), 6) == 0);
  check::Picture dot(1, 1, 1, DType::u8), spread(3, 2, 1, DType::u8);
  dot.set(0, 0, 0, 1.0f);
  tile_cut(dot.view, -1, 5, spread.view, {});
  CHECK(spread.get(2, 1, 0) == 1.0f && spread.get(0, 0, 0) == 1.0f);
}

TEST("tile: blends along a raised cosine and leaves equal values bit-exact") {
  check::on_every_target([](Target) {
    check::Picture tile(21, 9, 3, DType::f32, Range::unit, 4), canvas(21, 9, 3, DType::f32, Range::unit, 2, true);
    tile.fill([](int32_t, int32_t, int32_t) { return 1.0f; });
    tile_blend(tile.view, canvas.view, 8, 4, {});
    const double pi = 3.14159265358979323846;
    for (int32_t y = 0; y < 9; ++y)
      for (int32_t x = 0; x < 21; ++x) {
        const double wx = x < 8 ? 0.5 - 0.5 * std::cos(pi * (x + 0.5) / 8) : 1, wy = y < 4 ? 0.5 - 0.5 * std::cos(pi * (y + 0.5) / 4) : 1;
        CHECK_NEAR(canvas.get(x, y, 2), wx * wy, 1e-6);
      }
    const float values[] = {1e-40f, -0.0f, 3.4e38f, std::numeric_limits<float>::infinity(), 0.1f, 65504.0f, -7.3f};
    const auto fill = [&](int32_t x, int32_t y, int32_t c) { return values[(x + y * 3 + c) % 7]; };
    tile.fill(fill);
    canvas.fill(fill);
    tile_blend(tile.view, canvas.view, 21, 9, {});
    for (int32_t y = 0; y < 9; ++y) CHECK(std::memcmp(tile.view.row(y), canvas.view.row(y), 21 * 12) == 0);
  });
}
