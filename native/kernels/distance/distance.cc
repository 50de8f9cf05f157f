// SPDX-License-Identifier: Apache-2.0
#include "sfumato/distance.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/scratch.h"
#include "distance/envelope.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

// Where a pixel's column comes nearest to a site: how far below (1/256 pixel), and how far to the right of the
// column's middle that point of the site lies (1/254 pixel, half a pixel at most).
struct Site {
  int32_t below : 24, aside : 8;
  double down() const { return below / 256.0; }
  double right() const { return aside / 254.0; }
};
constexpr int32_t none = (1 << 23) - 1;

// The point of the contour nearest to a site's centre, as an offset from it, and the contour's normal there.
struct Foot {
  double x = 0, y = 0, normal_x = 0, normal_y = 0;
};

struct Field {
  ConstImage matte;
  float threshold;

  bool inside(float v) const { return v >= threshold; }
  void row(int64_t y, int64_t x0, int64_t n, float* out) const {  // columns may lie one beyond the border
    const int64_t left = std::max<int64_t>(x0, 0), right = std::min<int64_t>(x0 + n, matte.width);
    row_load(matte, static_cast<int32_t>(left), static_cast<int32_t>(std::clamp<int64_t>(y, 0, matte.height - 1)),
             static_cast<int32_t>(right - left), out + (left - x0));
    if (left > x0) out[0] = out[1];
    if (right < x0 + n) out[n - 1] = out[n - 2];
  }
  float at(int64_t x, int64_t y) const {
    float v = 0;
    row_load(matte, static_cast<int32_t>(std::clamp<int64_t>(x, 0, matte.width - 1)),
             static_cast<int32_t>(std::clamp<int64_t>(y, 0, matte.height - 1)), 1, &v);
    return v;
  }
  // From a pixel's value and its four neighbours', by where the lines between them cross the threshold.
  Foot foot(float centre, float right, float left, float below, float above) const {
    const auto tame = [](float v) { return v > 0.0f ? static_cast<double>(std::min(v, 1.0f)) : 0.0; };
    const auto crossing = [&](float beside) {
      if (inside(beside) == inside(centre)) return 2.0;
      const double a = tame(centre), b = tame(beside);
      return a == b ? 0.5 : std::clamp((static_cast<double>(threshold) - a) / (b - a), 1e-3, 1.0);
    };
    const double r = crossing(right), l = crossing(left), d = crossing(below), u = crossing(above);
    const double across = std::min(r, l), down = std::min(d, u);
    const double x = across < 2 ? (r <= l ? 1 : -1) / across : 0, y = down < 2 ? (d <= u ? 1 : -1) / down : 0;
    const double square = x * x + y * y;
    if (square == 0) return {};
    const double gx = tame(right) - tame(left), gy = tame(below) - tame(above), slope = std::hypot(gx, gy);
    const double scale = 1.0 / std::sqrt(square);
    if (slope < 1e-6) return {x / square, y / square, x * scale, y * scale};
    return {x / square, y / square, gx / slope, gy / slope};
  }
};

// For every pixel, the nearest site of its column.
void scan_columns(const Field& field, Distance kind, Site* sites, const Job& job) {
  constexpr int64_t strip = 256;
  constexpr Site nowhere{none, 0};
  const int64_t width = field.matte.width, height = field.matte.height;
  parallel_for((width + strip - 1) / strip, 1, job, [&](int64_t begin, int64_t end) {
    std::vector<float> rows(3 * (strip + 2));
    std::vector<Site> last(strip);
    for (int64_t s = begin; s < end; ++s) {
      const int64_t x0 = s * strip, n = std::min(strip, width - x0);
      const auto line = [&](int64_t y) { return rows.data() + (y + 3) % 3 * (strip + 2); };
      const auto site = [&](int64_t x, int64_t y) {
        const float *above = line(y - 1) + x + 1, *row = line(y) + x + 1, *below = line(y + 1) + x + 1;
        const bool in = field.inside(row[0]);
        if (kind == Distance::pixels) return in ? Site{0, 0} : nowhere;
        if (in == field.inside(row[-1]) && in == field.inside(row[1]) && in == field.inside(above[0]) &&
            in == field.inside(below[0]))
          return nowhere;
        const Foot foot = field.foot(row[0], row[1], row[-1], below[0], above[0]);
        if (std::max(std::fabs(foot.x), std::fabs(foot.y)) > 0.5) return nowhere;  // the neighbour has it
        return Site{static_cast<int32_t>(std::lround(foot.y * 256)), static_cast<int32_t>(std::lround(foot.x * 254))};
      };
      std::fill(last.begin(), last.end(), nowhere);
      field.row(-1, x0 - 1, n + 2, line(-1));
      field.row(0, x0 - 1, n + 2, line(0));
      for (int64_t y = 0; y < height; ++y) {
        field.row(y + 1, x0 - 1, n + 2, line(y + 1));
        Site* out = sites + y * width + x0;
        for (int64_t x = 0; x < n; ++x) {
          Site& above = last[static_cast<size_t>(x)];
          if (above.below != none) above.below = above.below < 256 - none ? none : above.below - 256;
          const Site here = site(x, y);
          if (here.below != none) above = here;
          out[x] = above;
        }
      }
      std::fill(last.begin(), last.end(), nowhere);
      for (int64_t y = height - 1; y >= 0; --y) {
        Site* out = sites + y * width + x0;
        for (int64_t x = 0; x < n; ++x) {
          Site& below = last[static_cast<size_t>(x)];
          if (below.below != none) below.below = below.below > none - 257 ? none : below.below + 256;
          if (out[x].below != none && std::abs(out[x].below) <= 128) below = out[x];
          if (below.below != none && (out[x].below == none || below.below < -out[x].below)) out[x] = below;
        }
      }
    }
  });
}

// From a pixel to the contour near a site (dx, dy away): along the site's normal when the foot is almost opposite,
// else to the foot itself.
double to_contour(double dx, double dy, const Foot& foot, double direct) {
  const double rx = dx - foot.x, ry = dy - foot.y;
  const double along = std::fabs(rx * foot.normal_x + ry * foot.normal_y);
  const double aside = std::sqrt(std::max(0.0, direct * direct - along * along));
  const double t = std::clamp(aside - 1.5, 0.0, 1.0);
  return along + (direct - along) * t * t * (3 - 2 * t);
}

}  // namespace

void distance_transform(const ConstImage& matte, const Image& into, Distance kind, float threshold, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
  if (into.range != Range::unit) throw std::invalid_argument("Expected a result of floats: distances pass 1");
  const Field field{matte, threshold};
  const int64_t width = matte.width;
  const Scratch<Site> sites(static_cast<size_t>(width) * static_cast<size_t>(matte.height));
  scan_columns(field, kind, sites.data(), job);
  job.report(0.4);
  parallel_for(matte.height, 8, job, [&](int64_t begin, int64_t end) {
    Envelope envelope(width);
    std::vector<float> out(static_cast<size_t>(width)), values(out.size());
    for (int64_t y = begin; y < end; ++y) {
      const Site* row = sites.data() + y * width;
      const auto height = [&](int64_t i) {
        return row[i].below == none ? std::numeric_limits<double>::infinity() : row[i].down() * row[i].down();
      };
      const int64_t parabolas = envelope.build(width, height, [&](int64_t i) { return row[i].right(); });
      row_load(matte, 0, static_cast<int32_t>(y), matte.width, values.data());
      const auto distance = [&](int64_t x, int64_t at) {
        const Site site = row[at];
        const double dx = static_cast<double>(x - at) - site.right(), dy = site.down();
        const double direct = std::sqrt(dx * dx + dy * dy);
        if (kind == Distance::pixels) return static_cast<float>(direct);
        double d = direct;
        if (direct < 16) {
          const int64_t v = y + std::lround(dy);
          const Foot foot = field.foot(field.at(at, v), field.at(at + 1, v), field.at(at - 1, v), field.at(at, v + 1),
                                       field.at(at, v - 1));
          d = to_contour(static_cast<double>(x - at), static_cast<double>(y - v), foot, direct);
        }
        return static_cast<float>(field.inside(values[static_cast<size_t>(x)]) ? -d : d);
      };
      if (parabolas == 0) {
        const float inf = std::numeric_limits<float>::infinity();
        std::fill(out.begin(), out.end(), kind == Distance::contour && field.inside(values[0]) ? -inf : inf);
      } else {
        envelope.each(width, [&](int64_t x, int64_t at) { out[static_cast<size_t>(x)] = distance(x, at); });
      }
      row_store(into, 0, static_cast<int32_t>(y), matte.width, out.data());
    }
  });
  job.report(1.0);
}

}  // namespace sfumato
