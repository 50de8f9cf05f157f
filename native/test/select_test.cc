// SPDX-License-Identifier: Apache-2.0
#include "sfumato/select.h"

#include <array>
#include <atomic>
#include <cstring>
#include <limits>
#include <numeric>

#include "check.h"
#include "select/colour_mixture.h"
#include "select/geodesic.h"
#include "select/grid_flow.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

// Largest flow by breadth-first augmentation on a matrix: slow, and plain enough to be believed.
int64_t reference_flow(std::vector<std::vector<int64_t>> capacity, int32_t from, int32_t to) {
  const int32_t n = static_cast<int32_t>(capacity.size());
  int64_t total = 0;
  for (;;) {
    std::vector<int32_t> parent(static_cast<size_t>(n), -1), queue{from};
    parent[from] = from;
    for (size_t k = 0; k < queue.size() && parent[to] < 0; ++k)
      for (int32_t j = 0; j < n; ++j)
        if (parent[j] < 0 && capacity[queue[k]][j] > 0) parent[j] = queue[k], queue.push_back(j);
    if (parent[to] < 0) return total;
    int64_t flow = INT64_MAX;
    for (int32_t i = to; i != from; i = parent[i]) flow = std::min(flow, capacity[parent[i]][i]);
    for (int32_t i = to; i != from; i = parent[i]) capacity[parent[i]][i] -= flow, capacity[i][parent[i]] += flow;
    total += flow;
  }
}

// A disc of one colour on another, with noise: what a click on the disc should give.
struct DiscScene {
  static constexpr int32_t width = 97, height = 71, cx = 40, cy = 35, radius = 18;
  check::Picture image{width, height, 3, DType::u8, Range::full, 7, true};
  check::Picture marks{width, height, 1, DType::u8, Range::full, 3};
  check::Picture out{width, height, 1, DType::f32, Range::unit, 5};

  static bool inside(int32_t x, int32_t y) { return (x - cx) * (x - cx) + (y - cy) * (y - cy) < radius * radius; }

  DiscScene() {
    auto random = check::random(3);
    image.fill([&](int32_t x, int32_t y, int32_t c) {
      const float base = inside(x, y) ? (c == 0 ? 0.8f : 0.3f) : (c == 2 ? 0.6f : 0.4f);
      return base + static_cast<float>(random() % 100) / 100.0f * 0.1f;
    });
  }
  void mark(int32_t x, int32_t y, Mark m) {
    for (int32_t v = y - 1; v <= y + 1; ++v)
      for (int32_t u = x - 1; u <= x + 1; ++u) static_cast<uint8_t*>(marks.view.row(v))[u] = static_cast<uint8_t>(m);
  }
  template <typename F>
  double overlap(F&& wanted) const {
    int32_t both = 0, either = 0;
    for (int32_t y = 0; y < height; ++y)
      for (int32_t x = 0; x < width; ++x) {
        const bool a = out.get(x, y, 0) > 0.5f, b = wanted(x, y);
        both += a && b;
        either += a || b;
      }
    return either == 0 ? 1 : static_cast<double>(both) / either;
  }
};

}  // namespace

TEST("select: the grid's cut is a minimum cut") {
  auto random = check::random(5);
  for (int32_t round = 0; round < 60; ++round) {
    const int32_t width = 1 + static_cast<int32_t>(random() % 6), height = 1 + static_cast<int32_t>(random() % 6);
    const int32_t n = width * height, most = round % 2 ? 3 : 1000;
    GridFlow flow(width, height);
    std::vector<std::vector<int64_t>> capacity(static_cast<size_t>(n) + 2, std::vector<int64_t>(static_cast<size_t>(n) + 2, 0));
    std::vector<int64_t> terminal(static_cast<size_t>(n));
    const auto index = [&](int32_t node) {
      for (int32_t i = 0; i < n; ++i)
        if (flow.node(i % width, i / width) == node) return i;
      return -1;
    };
    for (int32_t i = 0; i < n; ++i) {
      const int32_t node = flow.node(i % width, i / width);
      terminal[i] = static_cast<int32_t>(random() % (2 * most + 1)) - most;
      flow.set_terminal(node, static_cast<int32_t>(terminal[i]));
      if (terminal[i] > 0) capacity[n][i] = terminal[i];
      else capacity[i][n + 1] = -terminal[i];
      for (int32_t d = 0; d < 8; d += 2) {
        const int32_t j = index(flow.neighbour(node, d));
        if (j < 0 || random() % 4 == 0) continue;
        const int32_t c = static_cast<int32_t>(random() % most);
        flow.set_edge(node, d, c);
        capacity[i][j] = capacity[j][i] = c;
      }
    }
    flow.solve({});
    const auto side = [&](int32_t i) { return flow.inside(flow.node(i % width, i / width)); };
    int64_t cut = 0;
    for (int32_t i = 0; i < n; ++i) {
      cut += side(i) ? capacity[i][n + 1] : capacity[n][i];
      for (int32_t j = 0; j < n; ++j)
        if (side(i) && !side(j)) cut += capacity[i][j];
    }
    CHECK(cut == reference_flow(capacity, n, n + 1));
  }
}

TEST("select: the colour mixture's ratio tells its own colours apart and stays finite") {
  auto random = check::random(7);
  std::vector<float> rgb;
  std::vector<float> warm, cold;
  for (int32_t i = 0; i < 400; ++i) {
    const bool w = i % 2 == 0;
    for (float base : {w ? 0.8f : 0.2f, 0.4f, w ? 0.1f : 0.7f}) rgb.push_back(base + static_cast<float>(random() % 100) * 0.001f);
    warm.push_back(w ? 1.0f : 0.0f);
    cold.push_back(w ? 0.0f : 1.0f);
  }
  const ColourRatio ratio(ColourMixture::fit(rgb.data(), warm.data(), 400), ColourMixture::fit(rgb.data(), cold.data(), 400), {});
  const float red[] = {0.85f, 0.45f, 0.15f}, blue[] = {0.25f, 0.45f, 0.75f}, strange[] = {0, 1, 0}, white[] = {1, 1, 1};
  CHECK(ratio.at(red) > 2);
  CHECK(ratio.at(blue) < -2);
  CHECK_NEAR(ratio.at(strange), 0, 0.2);
  CHECK(std::isfinite(ratio.at(white)));
  const ColourMixture none = ColourMixture::fit(nullptr, nullptr, 0);
  CHECK(none.empty());
  CHECK_NEAR(ColourRatio(none, none, {}).at(red), 0, 1e-6);
}

TEST("select: geodesic distance goes round a wall") {
  const int32_t w = 9, h = 5;
  std::vector<float> rgb(w * h * 3, 0.5f), d(w * h, std::numeric_limits<float>::infinity());
  for (int32_t y = 0; y < h - 1; ++y)
    for (int32_t c = 0; c < 3; ++c) rgb[3 * (y * w + 4) + c] = 1.0f;
  d[2 * w] = 0;
  geodesic_distance(rgb.data(), w, h, 0.01f, 10.0f, 8, d, {});
  CHECK_NEAR(d[2 * w + 3], 0.03, 1e-5);
  CHECK(d[2 * w + 4] > 5);
  CHECK_NEAR(d[2 * w + 8], 0.01 * (4 + 4 * std::sqrt(2.0)), 1e-4);
}

TEST("select: one click takes the object, not half of the picture") {
  DiscScene s;
  s.mark(DiscScene::cx, DiscScene::cy, Mark::inside);
  select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view);
  CHECK(s.overlap(DiscScene::inside) > 0.95);
}

TEST("select: marks and the box are obeyed exactly") {
  DiscScene s;
  s.mark(DiscScene::cx, DiscScene::cy, Mark::inside);
  s.mark(80, 10, Mark::inside);
  s.mark(DiscScene::cx + 9, DiscScene::cy, Mark::outside);
  for (int32_t y = 0; y < DiscScene::height; ++y)
    for (int32_t x = 0; x < 30; ++x) s.marks.view.row(y)[x] = static_cast<uint8_t>(Mark::limits);
  select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view);
  for (int32_t y = 0; y < DiscScene::height; ++y)
    for (int32_t x = 0; x < DiscScene::width; ++x) {
      const auto m = static_cast<Mark>(s.marks.view.row(y)[x]);
      if (m == Mark::inside) CHECK(s.out.get(x, y, 0) == 1.0f);
      if (m == Mark::outside || m == Mark::limits) CHECK(s.out.get(x, y, 0) == 0.0f);
    }
}

TEST("select: a box alone finds what lies in it") {
  DiscScene s;
  for (int32_t y = 0; y < DiscScene::height; ++y)
    for (int32_t x = 0; x < DiscScene::width; ++x)
      if (x < 19 || x > 61 || y < 14 || y > 56) s.marks.view.row(y)[x] = static_cast<uint8_t>(Mark::limits);
  select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view);
  CHECK(s.overlap(DiscScene::inside) > 0.95);
}

TEST("select: nothing said gives an empty matte") {
  DiscScene s;
  select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view);
  CHECK(s.overlap([](int32_t, int32_t) { return false; }) == 1);
  s.mark(20, 20, Mark::outside);
  select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view);
  CHECK(s.overlap([](int32_t, int32_t) { return false; }) == 1);
}

TEST("select: a prior is followed, a mark against it turns over the region around the mark") {
  DiscScene s;
  check::Picture prior(DiscScene::width, DiscScene::height, 1, DType::u16);
  const auto other = [](int32_t x, int32_t y) { return x > 70 && y > 45; };
  prior.fill([&](int32_t x, int32_t y, int32_t) { return DiscScene::inside(x, y) || other(x, y) ? 0.95f : 0.05f; });
  for (int32_t y = 46; y < DiscScene::height; ++y)
    for (int32_t x = 71; x < DiscScene::width; ++x) s.image.set(x, y, 1, 0.9f);
  const ConstImage known = prior.view;
  select_region(s.image.view, s.marks.view, &known, {}, s.out.view);
  CHECK(s.overlap([&](int32_t x, int32_t y) { return DiscScene::inside(x, y) || other(x, y); }) > 0.95);

  s.mark(85, 58, Mark::outside);
  select_region(s.image.view, s.marks.view, &known, {}, s.out.view);
  CHECK(s.overlap(DiscScene::inside) > 0.93);

  s.mark(85, 58, Mark::inside);  // only one of two parts is clicked
  select_region(s.image.view, s.marks.view, &known, {}, s.out.view);
  CHECK(s.overlap(other) > 0.93);
  SelectOptions keep;
  keep.keep_unmarked_parts = true;
  select_region(s.image.view, s.marks.view, &known, keep, s.out.view);
  CHECK(s.overlap([&](int32_t x, int32_t y) { return DiscScene::inside(x, y) || other(x, y); }) > 0.95);
}

TEST("select: a mark against the prior corrects what lies around it and leaves the rest, cut off or not") {
  constexpr int32_t w = 160, h = 90;
  // A grey bar with a red belt on a dark ground, and a prior that has all of it.
  const auto bar = [](int32_t x, int32_t y) { return x >= 15 && x < 145 && y >= 30 && y < 60; };
  const auto belt = [&](int32_t x, int32_t y) { return bar(x, y) && x >= 74 && x < 86; };
  check::Picture image(w, h, 3, DType::u8), marks(w, h, 1, DType::u8), prior(w, h, 1, DType::f32, Range::unit), out(w, h, 1, DType::f32, Range::unit);
  image.fill([&](int32_t x, int32_t y, int32_t c) {
    const float noise = static_cast<float>((x * 31 + y * 17 + c * 7) % 13) / 260.0f;
    return noise + (belt(x, y) ? (c ? 0.15f : 0.8f) : bar(x, y) ? 0.6f : 0.2f);
  });
  prior.fill([&](int32_t x, int32_t y, int32_t) { return bar(x, y) ? 0.97f : 0.02f; });
  const auto mark = [&](int32_t x, int32_t y, Mark m) {
    for (int32_t v = y - 1; v <= y + 1; ++v)
      for (int32_t u = x - 1; u <= x + 1; ++u) marks.view.row(v)[u] = static_cast<uint8_t>(m);
  };
  const auto wrong = [&](auto&& wanted) {
    const ConstImage known = prior.view;
    select_region(image.view, marks.view, &known, {}, out.view);
    int32_t count = 0;
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) count += (out.get(x, y, 0) > 0.5f) != wanted(x, y);
    return count;
  };
  mark(40, 45, Mark::inside);
  mark(80, 45, Mark::outside);  // the belt, which parts the bar in two
  CHECK(wrong([&](int32_t x, int32_t y) { return bar(x, y) && !belt(x, y); }) < 120);
  mark(80, 45, Mark::none);
  mark(120, 32, Mark::outside);  // just inside the edge: a trifle
  CHECK(wrong(bar) < 450);
}

TEST("select: settling decides wide doubt, and leaves edges and what is sure alone") {
  DiscScene s;
  check::Picture matte(DiscScene::width * 2, DiscScene::height * 2, 1, DType::f32, Range::unit, 3, true);
  const auto before = [](int32_t x, int32_t y, int32_t) {
    if (x > 180) return 0.3f;                                                         // haze over the ground
    if (!DiscScene::inside(x / 2, y / 2)) return 0.0f;
    return std::abs(x - 2 * DiscScene::cx) < 10 && std::abs(y - 2 * DiscScene::cy) < 10 ? 0.55f : 0.97f;
  };
  matte.fill(before);
  matte.set(2 * DiscScene::cx - 2 * DiscScene::radius, 2 * DiscScene::cy, 0, 0.4f);  // a soft edge
  select_settle(s.image.view, matte.view);
  CHECK(matte.get(2 * DiscScene::cx, 2 * DiscScene::cy, 0) > 0.97f);
  CHECK(matte.get(192, 20, 0) < 0.03f);
  CHECK_NEAR(matte.get(2 * DiscScene::cx - 2 * DiscScene::radius, 2 * DiscScene::cy, 0), 0.4, 1e-6);
  CHECK(matte.get(10, 10, 0) == 0);
}

TEST("select: any size, dtype and value, and the same result with any number of threads") {
  auto random = check::random(11);
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  int32_t round = 0;
  for (auto [width, height] : {std::pair{1, 1}, {1, 9}, {17, 1}, {2, 2}, {300, 4}, {33, 47}})
    for (int32_t channels : {1, 4}) {
      const DType dtype = std::array{DType::f32, DType::u8, DType::f16, DType::u16, DType::f32}[round++ % 5];
      const Range range = dtype == DType::u8 || dtype == DType::u16 ? Range::full : Range::unit;
      check::Picture image(width, height, channels, dtype, range, 3, true), marks(width, height, 1, DType::u8);
      check::Picture a(width, height, 1, dtype, range, 1, true), b(width, height, 1, dtype, range, 1, true);
      const float odd[] = {nan, inf, -inf, -3.0f, 40.0f};
      image.fill([&](int32_t, int32_t, int32_t) { return random() % 9 == 0 ? odd[random() % 5] : static_cast<float>(random() % 1000) / 1000.0f; });
      marks.fill([&](int32_t, int32_t, int32_t) { return random() % 7 == 0 ? static_cast<float>(random() % 256) / 255.0f : 0.0f; });
      marks.view.row(height / 2)[width / 2] = 1;
      check::Picture prior(width, height, 1, DType::f32, Range::unit);
      prior.fill([&](int32_t, int32_t, int32_t) { return random() % 5 == 0 ? odd[random() % 5] : static_cast<float>(random() % 1000) / 1000.0f; });
      const ConstImage known = prior.view;
      for (const ConstImage* p : {static_cast<const ConstImage*>(nullptr), &known}) {
        select_region(image.view, marks.view, p, {}, a.view);
        const int32_t threads = thread_count();
        set_thread_count(3);
        select_region(image.view, marks.view, p, {}, b.view);
        set_thread_count(threads);
        for (int32_t y = 0; y < height; ++y) {
          CHECK(std::memcmp(a.view.row(y), b.view.row(y), static_cast<size_t>(width) * a.view.pixel_bytes()) == 0);
          for (int32_t x = 0; x < width; ++x) CHECK(a.get(x, y, 0) >= 0 && a.get(x, y, 0) <= 1);
        }
      }
    }
}

TEST("select: transparent pixels are outside, a stopped job throws, misfits are refused") {
  DiscScene s;
  s.mark(DiscScene::cx, DiscScene::cy, Mark::inside);
  check::Picture rgba(DiscScene::width, DiscScene::height, 4, DType::u8);
  rgba.fill([&](int32_t x, int32_t y, int32_t c) { return c == 3 ? (x < 30 ? 0.0f : 1.0f) : s.image.get(x, y, c); });
  select_region(rgba.view, s.marks.view, nullptr, {}, s.out.view);
  CHECK(s.overlap([](int32_t x, int32_t y) { return x >= 30 && DiscScene::inside(x, y); }) > 0.93);
  for (int32_t y = 0; y < DiscScene::height; ++y) CHECK(s.out.get(29, y, 0) == 0.0f);

  std::atomic<int32_t> stop{1};
  Job job;
  job.stop = &stop;
  bool cancelled = false;
  try {
    select_region(s.image.view, s.marks.view, nullptr, {}, s.out.view, job);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);

  check::Picture small(3, 3, 1, DType::u8);
  bool refused = false;
  try {
    select_region(s.image.view, small.view, nullptr, {}, s.out.view);
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  CHECK(refused);
}
