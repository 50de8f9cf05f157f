// SPDX-License-Identifier: Apache-2.0
// Rays from a height field's surface towards a light. Include only from *.simd.cc files.
#pragma once

#include "relight/stages.h"
#include "simd/pixel.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

using relight::March;
using relight::ShadowField;

namespace {

SFUMATO_INLINE F saturate(F a) { return min(max(a, zero()), set(1.0f)); }

SFUMATO_INLINE F rsqrt(F a) {
  const F r = rsqrt_fast(a);
  return r * fnma(a * set(0.5f) * r, r, set(1.5f));
}

SFUMATO_INLINE float largest(F a) {
  float v[lanes];
  store(v, a);
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) v[i] = v[i] > v[i + half] ? v[i] : v[i + half];
  return v[0];
}

const float* row_of(const ShadowField& f, int32_t level, int32_t y) {
  return f.level[level] + static_cast<ptrdiff_t>(y) * f.pitch;
}

// Beside a jump in depth the surface is a steep ramp, whose own roughness must throw no shadow: occluders count from
// march_ramp on. What throws a shadow on its far side is wider than that.
constexpr float steep = 2.0f;

// Nearer to a light than this, paths side by side have too little in common.
constexpr float near_light = 64.0f;

// A ray per lane. At `distance` it has risen to base + rise x distance, and the source's disc reaches spread x distance
// above and below that.
struct Rays {
  F base, rise, spread;
  F from;  // occluders count from here on
};

struct Towards {
  F dx, dy, reach;  // unit step in the plane, pixels until the light
  F rise, spread;
};

SFUMATO_INLINE Towards towards(const March& m, F x, F y, F height) {
  if (m.directional) return {set(m.x), set(m.y), set(1e30f), set(m.z), set(m.softness)};
  const F dx = set(m.x) - x, dy = set(m.y) - y, dz = set(m.z) - height;
  const F flat2 = max(fma(dx, dx, dy * dy), set(1e-4f));
  const F inverse = rsqrt(flat2);
  return {dx * inverse, dy * inverse, flat2 * inverse, dz * inverse, set(m.softness) * rsqrt(fma(dz, dz, flat2))};
}

// How much of the source a sample hides: nothing while it stays below the lowest ray from the source's disc (values
// below 0), all above the highest (above 1). Half a step's climb widens that, so that hard shadows have no stairs.
SFUMATO_INLINE F hidden(F sample, const Rays& r, float distance, float spacing) {
  const F above = sample - fma(r.rise - r.spread, set(distance), r.base);
  const F width = fma(r.spread, set(2.0f * distance), fma(abs(r.rise), set(0.5f * spacing), set(0.25f)));
  return above * rcp_fast(width);
}

// Every lane on a path of its own. Returns what is visible of the source, 0..1.
F march_apart(const ShadowField& f, const March& m, F x, F y, F height, F from) {
  const Towards t = towards(m, x, y, height);
  const Rays rays{height + set(m.bias), t.rise, t.spread, from};
  F most = zero();
  for (int32_t k = 0; k < m.steps; ++k) {
    const F d = set(m.distance[k]);
    const F sx = fma(t.dx, d, x), sy = fma(t.dy, d, y);
    const M inside = (d < t.reach) & (sx >= set(-0.5f)) & (sy >= set(-0.5f)) &
                     (sx <= set(static_cast<float>(f.width) - 0.5f)) & (sy <= set(static_cast<float>(f.height) - 0.5f));
    if (!any(inside)) break;
    const I ix = min(max(round_int(sx), set_i(0)), set_i(f.width - 1));
    const I iy = min(max(round_int(sy), set_i(0)), set_i(f.height - 1));
    const F sample = gather(f.level[m.level[k]], iy * set_i(f.pitch) + ix);
    const F h = hidden(sample, rays, m.distance[k], m.spacing[k]);
    most = select(inside & (rays.from <= d), max(h, most), most);
    if (all(most >= set(1.0f))) break;
  }
  return saturate(set(1.0f) - most);
}

// The path that lanes side by side share: that of the middle one.
struct Path {
  int32_t x, y;    // of the first lane
  int32_t dx, dy;  // unit step x march_unit
  float dxf, dyf;
  float inverse;   // 1 / distance of the light; directional: 0
  int32_t first, last;  // steps
};

// Lanes side by side march together, so that a step is one or two contiguous loads. Their own paths meet at the light:
// across the path they close in on each other, which is followed by moving lanes within the vector that was loaded;
// along it they come to lie on different rows, between two of which a sample is interpolated.
template <bool directional>
SFUMATO_INLINE F march_together(const ShadowField& f, const March& m, const Path& path, const Rays& rays) {
  constexpr float middle = 0.5f * (lanes - 1);
  constexpr int32_t ahead = 64;  // the vectors on the right come next: every step is a stream of its own to the caches
  const F low = rays.rise - rays.spread, disc = rays.spread * set(2.0f), lean = abs(rays.rise);
  const F lane = to_float(iota()), off_middle = lane - set(middle);
  F most = zero();
  for (int32_t k = path.first; k < path.last; ++k) {
    const int64_t across = path.dx * m.whole[k], down = path.dy * m.whole[k];
    const int64_t columns = (across + relight::march_half) >> relight::march_shift;
    const int64_t lines = (down + relight::march_half) >> relight::march_shift;
    const float d = m.distance[k];
    const int32_t past = static_cast<int32_t>(m.aside * d * (directional ? 1.0f : path.inverse));
    const int32_t px = path.x + static_cast<int32_t>(columns), py = path.y + static_cast<int32_t>(lines);
    if (px <= -lanes - past || px >= f.width + past || py < -past || py >= f.height + past) break;
    const int32_t sx = px < -lanes ? -lanes : (px > f.width ? f.width : px);
    const int32_t sy = py < 0 ? 0 : (py >= f.height ? f.height - 1 : py);
    const float* at = f.level[m.level[k]] + static_cast<ptrdiff_t>(sy) * f.pitch + sx;
    prefetch(at + ahead);
    F sample;
    if constexpr (directional) {
      sample = load(at);
    } else {
      // Of a lane next to the middle one, at this distance.
      const float gone = d * path.inverse, closer = gone * path.dyf * path.dyf, apart = gone * path.dxf * path.dyf;
      const float rows = apart < 0 ? -apart * middle : apart * middle;
      if (closer * middle < 0.5f && rows < 0.5f) {
        sample = load(at);
      } else {
        const float past_x = static_cast<float>(across - (columns << relight::march_shift)) * relight::march_fraction;
        const float past_y = static_cast<float>(down - (lines << relight::march_shift)) * relight::march_fraction;
        const I nearest = round_int(fnma(off_middle, set(closer), lane + set(past_x)));
        const I from = min(max(nearest, set_i(0)), set_i(lanes - 1));
        const int32_t reach = rows > 1.0f ? static_cast<int32_t>(rows + 0.5f) + 1 : 1;
        const int32_t above = sy < reach ? sy : reach, below = sy + reach < f.height ? reach : f.height - 1 - sy;
        const F a = load(at - static_cast<ptrdiff_t>(above) * f.pitch);
        const F b = load(at + static_cast<ptrdiff_t>(below) * f.pitch);
        const F upper = lookup(a, a, from), lower = lookup(b, b, from);
        const float per_row = 0.5f / static_cast<float>(reach);
        sample = fma(lower - upper, fma(off_middle, set(apart * per_row), set(0.5f + past_y * per_row)), upper);
      }
    }
    F h = sample - fma(low, set(d), rays.base);
    if constexpr (directional) {
      h = h * set(m.inverse_width[k]);
    } else {
      h = h * rcp_fast(fma(disc, set(d), fma(lean, set(0.5f * m.spacing[k]), set(0.25f))));
    }
    if (d < relight::march_ramp) h = select(rays.from <= set(d), h, zero());
    most = max(h, most);
    if (all(most >= set(1.0f))) break;
  }
  return saturate(set(1.0f) - most);
}

}  // namespace

}  // namespace sfumato::SFUMATO_TARGET
