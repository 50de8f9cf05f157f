// SPDX-License-Identifier: Apache-2.0
#include "sfumato/guided.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

namespace {

using Plane = std::vector<double>;

// The filter as the paper states it, in doubles, with direct sums.
struct Reference {
  int32_t width, height, size, radius, w, h;

  Plane mean(const Plane& p) const {
    Plane out(p.size());
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) {
        double sum = 0, count = 0;
        for (int32_t j = std::max(0, y - radius); j <= std::min(h - 1, y + radius); ++j)
          for (int32_t i = std::max(0, x - radius); i <= std::min(w - 1, x + radius); ++i) {
            sum += p[static_cast<size_t>(j * w + i)];
            ++count;
          }
        out[static_cast<size_t>(y * w + x)] = sum / count;
      }
    return out;
  }
  static Plane times(const Plane& a, const Plane& b) {
    Plane out(a.size());
    for (size_t i = 0; i < a.size(); ++i) out[i] = a[i] * b[i];
    return out;
  }
  double at(const Plane& p, double fx, double fy) const {
    fx = std::clamp(fx, 0.0, w - 1.0);
    fy = std::clamp(fy, 0.0, h - 1.0);
    const auto x = static_cast<int32_t>(fx), y = static_cast<int32_t>(fy);
    const int32_t x1 = std::min(x + 1, w - 1), y1 = std::min(y + 1, h - 1);
    const double tx = fx - x, ty = fy - y;
    const auto v = [&](int32_t i, int32_t j) { return p[static_cast<size_t>(j * w + i)]; };
    return (v(x, y) * (1 - tx) + v(x1, y) * tx) * (1 - ty) + (v(x, y1) * (1 - tx) + v(x1, y1) * tx) * ty;
  }
};

double tame(float v) { return v > 0 ? std::min(v, 8.0f) : 0.0; }

// The guide's value c of pixel (x, y): luma when c < 0.
double guide_value(const check::Picture& guide, int32_t x, int32_t y, int c) {
  const bool grey = guide.view.channels == 1;
  const double r = tame(guide.get(x, y, 0)), g = grey ? r : tame(guide.get(x, y, 1)), b = grey ? r : tame(guide.get(x, y, 2));
  return c == 0 ? r : c == 1 ? g : c == 2 ? b : (38 * r + 75 * g + 15 * b) / 128;
}

Plane reference(const check::Picture& guide, const check::Picture& matte, const GuidedOptions& o) {
  const int32_t W = guide.view.width, H = guide.view.height;
  Reference f{W, H, o.subsample, std::max(1, (o.radius + o.subsample / 2) / o.subsample), (W + o.subsample - 1) / o.subsample,
              (H + o.subsample - 1) / o.subsample};
  const int n = o.guide == Guide::colour ? 3 : 1;
  const auto cells = static_cast<size_t>(f.w * f.h);
  std::vector<Plane> in(static_cast<size_t>(n), Plane(cells));
  Plane p(cells);
  Reference small{0, 0, 0, 0, matte.view.width, matte.view.height};
  Plane source(static_cast<size_t>(small.w * small.h));
  for (int32_t y = 0; y < small.h; ++y)
    for (int32_t x = 0; x < small.w; ++x) source[static_cast<size_t>(y * small.w + x)] = std::min(1.0, tame(matte.get(x, y, 0)));
  for (int32_t y = 0; y < f.h; ++y)
    for (int32_t x = 0; x < f.w; ++x) {
      const auto at = static_cast<size_t>(y * f.w + x);
      for (int c = 0; c < n; ++c) {
        double sum = 0, count = 0;
        for (int32_t j = y * o.subsample; j < std::min(H, (y + 1) * o.subsample); ++j)
          for (int32_t i = x * o.subsample; i < std::min(W, (x + 1) * o.subsample); ++i, ++count)
            sum += guide_value(guide, i, j, n == 3 ? c : -1);
        in[static_cast<size_t>(c)][at] = sum / count;
      }
      p[at] = small.at(source, (x + 0.5) * o.subsample * small.w / W - 0.5, (y + 0.5) * o.subsample * small.h / H - 0.5);
    }
  const Plane mp = f.mean(p);
  std::vector<Plane> m, cov_p, line(static_cast<size_t>(n + 1), Plane(cells));
  for (const Plane& i : in) {
    m.push_back(f.mean(i));
    cov_p.push_back(f.mean(Reference::times(i, p)));
  }
  std::vector<Plane> cov;
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b) cov.push_back(f.mean(Reference::times(in[static_cast<size_t>(a)], in[static_cast<size_t>(b)])));
  for (size_t at = 0; at < cells; ++at) {
    double s[3][4] = {};
    for (size_t a = 0; a < static_cast<size_t>(n); ++a) {
      for (size_t b = 0; b < static_cast<size_t>(n); ++b)
        s[a][b] = cov[a * static_cast<size_t>(n) + b][at] - m[a][at] * m[b][at] + (a == b ? static_cast<double>(o.epsilon) : 0);
      s[a][3] = cov_p[a][at] - m[a][at] * mp[at];
    }
    for (int k = 0; k < n; ++k)  // Gauss-Jordan
      for (int row = 0; row < n; ++row)
        if (row != k) {
          const double scale = s[row][k] / s[k][k];
          for (int c = 0; c < 4; ++c) s[row][c] -= scale * s[k][c];
        }
    double b = mp[at];
    for (int k = 0; k < n; ++k) {
      line[static_cast<size_t>(k)][at] = s[k][3] / s[k][k];
      b -= s[k][3] / s[k][k] * m[static_cast<size_t>(k)][at];
    }
    line[static_cast<size_t>(n)][at] = b;
  }
  for (Plane& l : line) l = f.mean(l);
  Plane out(static_cast<size_t>(W * H));
  for (int32_t y = 0; y < H; ++y)
    for (int32_t x = 0; x < W; ++x) {
      const double fx = (x + 0.5) / o.subsample - 0.5, fy = (y + 0.5) / o.subsample - 0.5;
      double q = f.at(line[static_cast<size_t>(n)], fx, fy);
      for (int c = 0; c < n; ++c) q += f.at(line[static_cast<size_t>(c)], fx, fy) * guide_value(guide, x, y, n == 3 ? c : -1);
      out[static_cast<size_t>(y * W + x)] = std::clamp(q, 0.0, 1.0);
    }
  return out;
}

float scene(int32_t x, int32_t y, int32_t c) {
  const bool inside = (x - 30) * (x - 30) + (y - 20) * (y - 20) < 300;
  return (inside ? 0.7f - 0.1f * static_cast<float>(c) : 0.2f + 0.15f * static_cast<float>(c)) +
         0.04f * std::sin(static_cast<float>(x * (c + 2) + 3 * y));
}

struct Format {
  DType dtype;
  Range range;
};
constexpr Format formats[] = {{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                              {DType::f16, Range::unit}, {DType::f32, Range::unit}};

}  // namespace

TEST("guided: every format, guide and subsampling agrees with direct sums in doubles, on every target") {
  check::on_every_target([](Target) {
    for (const Format in : formats)
      for (const Format out : formats)
        for (int32_t channels : {1, 3, 4})
          for (Guide kind : {Guide::luma, Guide::colour})
            for (int32_t subsample : {1, 3, 4}) {
              if (out.dtype != DType::u8 && out.dtype != in.dtype) continue;  // enough pairs
              if (kind == Guide::colour && channels == 1) continue;
              check::Picture guide(61, 43, channels, in.dtype, in.range, 3, true);
              check::Picture matte(15, 10, 1, out.dtype, out.range, 2);
              check::Picture into(61, 43, 1, out.dtype, out.range, 5, true);
              guide.fill(scene);
              matte.fill([](int32_t x, int32_t y, int32_t) { return (x - 7) * (x - 7) + (y - 4) * (y - 4) < 15 ? 1.0f : 0.0f; });
              const GuidedOptions options{10, 1e-3f, subsample, kind};
              guided_refine(guide.view, matte.view, into.view, options, {});
              const Plane expected = reference(guide, matte, options);
              double worst = 0;
              for (int32_t y = 0; y < 43; ++y)
                for (int32_t x = 0; x < 61; ++x)
                  worst = std::max(worst, std::fabs(into.get(x, y, 0) - expected[static_cast<size_t>(y * 61 + x)]));
              CHECK_NEAR(worst, 0.0, out.dtype == DType::u8 ? 0.0023 : 6e-4);
            }
  });
}

TEST("guided: mattes of 0 or of 1 stay exactly so, whatever the guide, NaN and infinities included") {
  check::on_every_target([](Target) {
    const float inf = std::numeric_limits<float>::infinity();
    for (Guide kind : {Guide::luma, Guide::colour})
      for (float value : {0.0f, 1.0f}) {
        check::Picture guide(53, 37, 3, DType::f32, Range::unit), matte(200, 9, 1, DType::f32, Range::unit),
            into(53, 37, 1, DType::f32, Range::unit);
        auto random = check::random(7);
        guide.fill([&](int32_t x, int32_t y, int32_t) {
          return x == 11 ? std::nanf("") : y == 7 ? inf : y == 9 ? -inf : static_cast<float>(random() % 1000) / 300.0f;
        });
        matte.fill([&](int32_t, int32_t, int32_t) { return value; });
        guided_refine(guide.view, matte.view, into.view, {12, 1e-6f, 4, kind}, {});
        bool exact = true;
        for (int32_t y = 0; y < 37; ++y)
          for (int32_t x = 0; x < 53; ++x) exact = exact && into.get(x, y, 0) == value;
        CHECK(exact);
      }
  });
}

TEST("guided: far from the edge of the matte the result is exactly 0 or 1, with no drift along rows or columns") {
  check::Picture guide(400, 160, 3, DType::u8), matte(100, 40, 1, DType::f32, Range::unit), into(400, 160, 1, DType::f32, Range::unit);
  guide.fill([](int32_t x, int32_t y, int32_t c) { return 0.5f + 0.4f * std::sin(static_cast<float>(x * y + c)); });
  matte.fill([](int32_t x, int32_t, int32_t) { return x < 20 ? 0.37f : x < 60 ? 1.0f : 0.0f; });
  guided_refine(guide.view, matte.view, into.view, {16, 1e-4f, 4, Guide::luma}, {});
  for (int32_t y : {0, 80, 159}) {
    CHECK(into.get(140, y, 0) == 1.0f && into.get(180, y, 0) == 1.0f);
    CHECK(into.get(300, y, 0) == 0.0f && into.get(399, y, 0) == 0.0f);
  }
}

TEST("guided: takes 1x1, single rows and columns, any radius, and NaN in the matte") {
  for (auto [w, h] : {std::pair{1, 1}, {1, 50}, {50, 1}, {3, 2}, {65, 5}})
    for (Guide kind : {Guide::luma, Guide::colour}) {
      check::Picture guide(w, h, 3, DType::u16, Range::photoshop, 1), matte(1, 1, 1, DType::f32, Range::unit), into(w, h, 1, DType::u8, Range::full, 3);
      guide.fill(scene);
      matte.fill([](int32_t, int32_t, int32_t) { return std::nanf(""); });
      guided_refine(guide.view, matte.view, into.view, {1024, 1e-3f, 4, kind}, {});
      CHECK(into.get(w - 1, h - 1, 0) == 0.0f);
    }
}

TEST("guided: the result does not depend on the number of threads, and a stop request is honoured") {
  check::Picture guide(300, 211, 3, DType::u8), matte(64, 64, 1, DType::f32, Range::unit), one(300, 211, 1, DType::f32, Range::unit),
      three(300, 211, 1, DType::f32, Range::unit);
  guide.fill(scene);
  matte.fill([](int32_t x, int32_t y, int32_t) { return x + y < 60 ? 0.9f : 0.1f; });
  const int32_t before = thread_count();
  set_thread_count(1);
  guided_refine(guide.view, matte.view, one.view, {}, {});
  set_thread_count(3);
  guided_refine(guide.view, matte.view, three.view, {}, {});
  set_thread_count(before);
  bool same = true;
  for (int32_t y = 0; y < 211; ++y) same = same && std::memcmp(one.view.row(y), three.view.row(y), 300 * 4) == 0;
  CHECK(same);
  std::atomic<int32_t> stop{1};
  bool cancelled = false;
  try {
    guided_refine(guide.view, matte.view, one.view, {}, {&stop, nullptr});
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);
}

namespace {

double falloff(double squared, double sigma) {
  const double near = std::max(0.0, 1.0 - squared / (8 * sigma * sigma));
  return near * near * near * near;
}

// Kopf's sum at one pixel when the guide is as large as the matte, so that each cell is one pixel.
double bilateral_reference(const check::Picture& guide, const check::Picture& matte, const BilateralOptions& o, int32_t x,
                           int32_t y) {
  double total = 0, sum = 0;
  for (int32_t j = -o.radius; j <= o.radius; ++j)
    for (int32_t i = -o.radius; i <= o.radius; ++i) {
      const int32_t u = std::clamp(x + i, 0, matte.view.width - 1), v = std::clamp(y + j, 0, matte.view.height - 1);
      double d = 0;
      for (int c = 0; c < 3; ++c) d += std::pow(guide_value(guide, u, v, c) - guide_value(guide, x, y, c), 2);
      const double sigma = static_cast<double>(o.sigma_space);
      const double w = falloff(i * i, sigma) * falloff(j * j, sigma) * (falloff(d, static_cast<double>(o.sigma_colour)) + 1e-4);
      total += w;
      sum += w * tame(matte.get(u, v, 0));
    }
  return sum / total;
}

}  // namespace

TEST("bilateral: agrees with the direct sum, on every target, format and stride") {
  check::on_every_target([](Target) {
    for (const Format in : formats)
      for (int32_t channels : {1, 3, 4}) {
        check::Picture guide(37, 21, channels, in.dtype, in.range, 2, true), matte(37, 21, 1, in.dtype, in.range, 1),
            into(37, 21, 1, in.dtype, in.range, 4, true);
        guide.fill(scene);
        matte.fill([](int32_t x, int32_t y, int32_t) { return (x - 20) * (x - 20) + (y - 6) * (y - 6) < 88 ? 0.9f : 0.1f; });
        const BilateralOptions options{3, 1.5f, 0.2f};
        bilateral_upsample(guide.view, matte.view, into.view, options, {});
        double worst = 0;
        for (int32_t y = 0; y < 21; ++y)
          for (int32_t x = 0; x < 37; ++x)
            worst = std::max(worst, std::fabs(static_cast<double>(into.get(x, y, 0)) - bilateral_reference(guide, matte, options, x, y)));
        CHECK_NEAR(worst, 0.0, in.dtype == DType::u8 ? 0.0022 : 6e-4);
      }
  });
}

TEST("bilateral: constants stay exact, odd sizes and NaN guides work, and a coarse edge moves onto the picture's") {
  check::on_every_target([](Target) {
    for (auto [w, h] : {std::pair{1, 1}, {1, 50}, {50, 1}, {67, 45}})
      for (float value : {0.0f, 1.0f, 0.3f}) {
        check::Picture guide(w, h, 3, DType::f32, Range::unit), matte(9, 5, 1, DType::f32, Range::unit), into(w, h, 1, DType::f32, Range::unit);
        guide.fill([](int32_t x, int32_t y, int32_t) { return (x + y) % 5 ? 0.1f * static_cast<float>(x) : std::nanf(""); });
        matte.fill([&](int32_t, int32_t, int32_t) { return value; });
        bilateral_upsample(guide.view, matte.view, into.view, {}, {});
        bool exact = true;
        for (int32_t y = 0; y < h; ++y)
          for (int32_t x = 0; x < w; ++x) exact = exact && into.get(x, y, 0) == value;
        CHECK(exact);
      }
    check::Picture guide(120, 80, 3, DType::u8), matte(12, 8, 1, DType::f32, Range::unit), into(120, 80, 1, DType::u8);
    guide.fill([](int32_t x, int32_t, int32_t) { return x < 57 ? 0.2f : 0.8f; });
    matte.fill([](int32_t x, int32_t, int32_t) { return x < 6 ? 0.0f : 1.0f; });
    bilateral_upsample(guide.view, matte.view, into.view, {}, {});
    CHECK(into.get(56, 40, 0) < 0.05f && into.get(57, 40, 0) > 0.95f);
  });
}

TEST("bilateral: stretches that are skipped because nothing can happen there come out as if they were not") {
  for (auto [w, h] : {std::pair{12, 8}, {40, 33}, {150, 101}})
    for (auto [mw, mh] : {std::pair{40, 33}, {61, 17}}) {
      check::Picture guide(w, h, 3, DType::u16), matte(mw, mh, 1, DType::f32, Range::unit), uneven(mw, mh, 1, DType::f32, Range::unit);
      check::Picture one(w, h, 1, DType::f32, Range::unit), other(w, h, 1, DType::f32, Range::unit);
      guide.fill(scene);
      const auto disc = [](int32_t x, int32_t y) { return (x - 15) * (x - 15) + (y - 9) * (y - 9) < 40 ? 0.9f : 0.1f; };
      matte.fill([&](int32_t x, int32_t y, int32_t) { return disc(x, y); });
      uneven.fill([&](int32_t x, int32_t y, int32_t) { return disc(x, y) + 1e-6f * static_cast<float>((x + y) % 3); });
      bilateral_upsample(guide.view, matte.view, one.view, {}, {});
      bilateral_upsample(guide.view, uneven.view, other.view, {}, {});
      double worst = 0;
      for (int32_t y = 0; y < h; ++y)
        for (int32_t x = 0; x < w; ++x) worst = std::max(worst, std::fabs(static_cast<double>(one.get(x, y, 0) - other.get(x, y, 0))));
      CHECK_NEAR(worst, 0.0, 1e-4);
    }
}
