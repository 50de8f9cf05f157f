// SPDX-License-Identifier: Apache-2.0
#include "sfumato/fill.h"

#include <algorithm>
#include <cmath>

#include "fill/complete.h"
#include "fill/holes.h"
#include "fill/krige.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

int32_t colours(const ConstImage& image) { return image.channels == 1 ? 1 : 3; }

struct Filler {
  const Image& image;
  const ConstImage& mask;
  const ConstImage* avoid;
  const FillOptions& options;
  const HoleMap& map;
  const Job& job;

  FillWindow window(int32_t hole, Rect place) const {
    FillWindow w;
    w.place = place;
    const size_t pixels = static_cast<size_t>(place.width) * place.height;
    w.colour.resize(pixels * 3);
    w.hole.assign(pixels, 0);
    w.barred.assign(pixels, 0);
    w.unknown.assign(pixels, 0);
    parallel_for(place.height, 32, job, [&](int64_t begin, int64_t end) {
      std::vector<float> row(static_cast<size_t>(place.width) * image.channels), cover(static_cast<size_t>(place.width)),
          never(static_cast<size_t>(place.width), 0.0f);
      for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
        row_load(image, place.x, place.y + y, place.width, row.data());
        row_load(mask, place.x, place.y + y, place.width, cover.data());
        if (avoid) row_load(*avoid, place.x, place.y + y, place.width, never.data());
        for (int32_t x = 0; x < place.width; ++x) {
          const size_t i = static_cast<size_t>(y) * place.width + x;
          const float* in = row.data() + static_cast<size_t>(x) * image.channels;
          const float alpha = image.channels == 4 ? in[3] : 1.0f;
          const float scale = options.premultiplied && alpha > 0 ? 1.0f / alpha : 1.0f;
          bool finite = true;
          for (int32_t c = 0; c < 3; ++c) {
            const float v = in[image.channels == 1 ? 0 : c] * scale;
            finite = finite && std::isfinite(v);
            w.colour[i * 3 + static_cast<size_t>(c)] = std::isfinite(v) ? v : 0.0f;
          }
          if (cover[static_cast<size_t>(x)] > 0.0f) {
            const int32_t owner = map.at(place.x + x, place.y + y);
            w.hole[i] = owner == hole;
            w.unknown[i] = owner > hole;
            w.barred[i] = 1;
          } else {
            w.barred[i] = !finite || !(alpha >= 0.5f) || never[static_cast<size_t>(x)] >= 0.5f;
          }
        }
      }
    });
    return w;
  }

  void store(const FillWindow& w) const {
    parallel_for(w.place.height, 32, job, [&](int64_t begin, int64_t end) {
      float pixel[4];
      for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
        for (int32_t x = 0; x < w.place.width; ++x) {
          const int32_t i = y * w.place.width + x;
          if (!w.hole[static_cast<size_t>(i)]) continue;
          row_load(image, w.place.x + x, w.place.y + y, 1, pixel);
          const float scale = options.premultiplied && image.channels == 4 ? pixel[3] : 1.0f;
          for (int32_t c = 0; c < colours(image); ++c) pixel[c] = w.pixel(i)[c] * scale;
          row_store(image, w.place.x + x, w.place.y + y, 1, pixel);
        }
    });
  }

  Rect around(Rect hole, int32_t margin) const {
    const int32_t x0 = std::max(0, hole.x - margin), y0 = std::max(0, hole.y - margin);
    const int32_t x1 = std::min(image.width, hole.x + hole.width + margin);
    const int32_t y1 = std::min(image.height, hole.y + hole.height + margin);
    return {x0, y0, x1 - x0, y1 - y0};
  }

  // Where little may be copied from, the window widens until it does or is the whole picture.
  FillWindow roomy_window(int32_t hole) const {
    const Rect bounds = map.holes[static_cast<size_t>(hole)];
    for (int32_t margin = std::max(96, std::min(bounds.width, bounds.height));; margin *= 2) {
      FillWindow w = window(hole, around(bounds, margin));
      const auto wanted = std::count(w.hole.begin(), w.hole.end(), 1);
      const auto known = std::count(w.barred.begin(), w.barred.end(), 0);
      const bool whole = w.place.width == image.width && w.place.height == image.height;
      if (whole || known >= 2 * wanted + 64 * 64) return w;
    }
  }

  void fill(int32_t hole, double from, double to) const {
    FillWindow w = roomy_window(hole);
    if (std::find(w.barred.begin(), w.barred.end(), 0) == w.barred.end()) return;
    const std::vector<int32_t> depth = hole_depths(w.hole, w.place.width, w.place.height);
    const float share = texture_share(*std::max_element(depth.begin(), depth.end()));
    std::vector<int32_t> label;
    if (share > 0.0f)
      label = complete_texture(w, options, job, [&](double done) { job.report(from + (to - from) * done); });
    settle(w, depth, label, label.empty() ? 0.0f : share);
    store(w);
  }

  // How much of the result is copied texture; the rest is the most likely content, which is closer to the truth but
  // soft. Nobody sees that softness in a wire; in a blemish it shows, and grain decides.
  float texture_share(int32_t thickness) const {
    const float thin = 10.0f - 6.0f * options.grain, thick = 26.0f - 18.0f * options.grain;
    return std::clamp((static_cast<float>(thickness) - thin) / (thick - thin), 0.0f, 1.0f);
  }

  // Makes the copies (if any) agree with the pixels round the hole by what those make likely. Whole copies are only
  // touched near the rim, where that says something.
  void settle(FillWindow& w, const std::vector<int32_t>& depth, const std::vector<int32_t>& label, float share) const {
    constexpr int32_t reach = 12, fading = 8;  // pixels
    if (share == 1.0f && (options.draft || options.colour_match == 0.0f)) return;
    std::vector<uint8_t> wanted = w.hole;
    for (size_t i = 0; i < wanted.size() && share == 1.0f; ++i) wanted[i] = w.hole[i] && depth[i] <= reach;
    Extension copy;
    if (share > 0.0f) copy = extend_copy(w, label, krige_ring);
    const std::vector<float> likely = krige(w, wanted, share > 0.0f ? &copy : nullptr, share, job);
    for (size_t i = 0; i < w.hole.size(); ++i) {
      if (!wanted[i]) continue;
      const float near = std::clamp(static_cast<float>(reach + 1 - depth[i]) / fading, 0.0f, 1.0f);
      const float trust = 1.0f - share * (1.0f - options.colour_match * near);
      for (size_t c = 0; c < 3; ++c) {
        float& v = w.colour[i * 3 + c];
        v = std::max(v + trust * (likely[i * 3 + c] - (1.0f - share) * v), std::min(v, 0.0f));
      }
    }
  }
};

}  // namespace

void fill_holes(const Image& image, const ConstImage& mask, const ConstImage* avoid, const FillOptions& options,
                const Job& job) {
  const HoleMap map = find_holes(mask, job);
  const Filler filler{image, mask, avoid, options, map, job};
  for (size_t i = 0; i < map.holes.size(); ++i) {
    const double holes = static_cast<double>(map.holes.size());
    filler.fill(static_cast<int32_t>(i), static_cast<double>(i) / holes, static_cast<double>(i + 1) / holes);
    job.report(static_cast<double>(i + 1) / holes);
  }
}

}  // namespace sfumato
