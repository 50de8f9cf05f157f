// SPDX-License-Identifier: Apache-2.0
#include "relight/stages.h"
#include "simd/pixel.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

using relight::chunk;
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

// A ray that has climbed over the highest point of the field meets nothing more.
float last_distance(const ShadowField& f, F height, F rise, float spread, float reach) {
  const F climb = rise - set(spread);  // of the lowest ray
  const F d = select(climb > zero(), (set(f.highest) - height) / max(climb, set(1e-30f)), set(reach));
  const float far = largest(max(d, zero()));
  return far < reach ? far : reach;
}

struct Span {
  float begin, end;
};

// The part of a path of `reach` pixels from (x, y) where the highest point near it stands above the lowest ray, which
// starts at `height` and rises by `climb` per pixel: outside it samples leave everything visible.
Span obstructed(const ShadowField& f, float x, float y, float dx, float dy, float reach, float height, float climb) {
  constexpr float side = relight::tile_side;
  const int32_t right = f.tops_pitch - 1, bottom = (f.height - 1) >> relight::tile_shift;
  Span span{reach, 0};
  for (float d = 0; d < reach; d += side) {
    const int32_t tx = static_cast<int32_t>(std::floor(x + dx * (d + 0.5f * side))) >> relight::tile_shift;
    const int32_t ty = static_cast<int32_t>(std::floor(y + dy * (d + 0.5f * side))) >> relight::tile_shift;
    const int32_t cx = tx < 0 ? 0 : (tx > right ? right : tx), cy = ty < 0 ? 0 : (ty > bottom ? bottom : ty);
    const float lowest = height + climb * (climb < 0 ? d + side : d);
    if (f.tops[cy * f.tops_pitch + cx] <= lowest) continue;
    if (d < span.begin) span.begin = d;
    span.end = d + side;
  }
  return span;
}

struct Ray {
  F dx, dy, rise, reach;  // unit step in the plane, height gained per pixel, pixels until the light
  F spread;               // radius of the source seen from here, per pixel travelled
};

SFUMATO_INLINE Ray ray_to(const March& m, F x, F y, F height) {
  if (m.directional) return {set(m.x), set(m.y), set(m.z), set(1e30f), set(m.softness)};
  const F dx = set(m.x) - x, dy = set(m.y) - y, dz = set(m.z) - height;
  const F flat2 = max(fma(dx, dx, dy * dy), set(1e-4f));
  const F inverse = rsqrt(flat2);
  return {dx * inverse, dy * inverse, dz * inverse, flat2 * inverse, set(m.softness) * rsqrt(fma(dz, dz, flat2))};
}

// How much of the source one sample leaves visible: all while it stays below the lowest ray from the source's disc,
// none above the highest. Half a step's climb widens that, so that hard shadows have no stairs.
SFUMATO_INLINE F clearance(F sample, F height, const Ray& ray, float distance, float spacing, float bias) {
  const F line = fma(ray.rise, set(distance), height + set(bias)), disc = ray.spread * set(distance);
  const F width = fma(disc, set(2.0f), fma(abs(ray.rise), set(0.5f * spacing), set(0.25f)));
  return set(1.0f) - (sample - line + disc) * rcp_fast(width);
}

// Beside a jump in depth the surface is a steep ramp, whose own roughness must throw no shadow: occluders count from
// some pixels on. What throws a shadow on its far side is wider than that.
constexpr float ramp = 10.0f, steep = 2.0f;

// Every lane on a path of its own.
F march_apart(const ShadowField& f, const March& m, F x, F y, F height, F from) {
  const Ray ray = ray_to(m, x, y, height);
  F visible = set(1.0f);
  for (int32_t k = 0; k < m.steps; ++k) {
    const F d = set(m.distance[k]);
    const F sx = fma(ray.dx, d, x), sy = fma(ray.dy, d, y);
    const M inside = (d < ray.reach) & (sx >= set(-0.5f)) & (sy >= set(-0.5f)) &
                     (sx <= set(static_cast<float>(f.width) - 0.5f)) & (sy <= set(static_cast<float>(f.height) - 0.5f));
    if (!any(inside)) break;
    const I ix = min(max(round_int(sx), set_i(0)), set_i(f.width - 1));
    const I iy = min(max(round_int(sy), set_i(0)), set_i(f.height - 1));
    const F sample = gather(f.level[m.level[k]], iy * set_i(f.pitch) + ix);
    const F v = clearance(sample, height, ray, m.distance[k], m.spacing[k], m.bias);
    visible = select(inside & (from <= set(m.distance[k])), min(v, visible), visible);
    if (all(visible <= zero())) break;
  }
  return saturate(visible);
}

// Lanes side by side share the path of the middle one, so that a step is one contiguous load, for as long as their
// own paths (which meet at the light) have drifted at most a pixel from it; beyond that every lane takes its own.
SFUMATO_INLINE F march_together(const ShadowField& f, const March& m, int32_t x, int32_t y, const Ray& ray, float dx,
                                float dy, float distance, F height, F from) {
  const float widest = largest(ray.spread), furthest = m.distance[m.steps - 1] + 1.0f;
  const float least = -largest(zero() - ray.rise), ground = -largest(zero() - height);
  const float reach = last_distance(f, height, ray.rise, widest, distance < furthest ? distance : furthest);
  const Span span = obstructed(f, static_cast<float>(x) + 0.5f * (lanes - 1), static_cast<float>(y), dx, dy, reach,
                               ground, least - widest);
  const float drifted = distance * (2.0f / lanes);
  const F columns = to_float(set_i(x) + iota()), row = set(static_cast<float>(y));
  const I right = set_i(f.width - 1), bottom = set_i(f.height - 1), none = set_i(0);
  F visible = set(1.0f);
  for (int32_t k = 0; k < m.steps; ++k) {
    const float d = m.distance[k];
    if (d < span.begin) continue;
    if (d >= span.end || d >= reach) break;
    const float* level = f.level[m.level[k]];
    const int32_t sx = x + static_cast<int32_t>(std::floor(dx * d + 0.5f));
    const int32_t sy = y + static_cast<int32_t>(std::floor(dy * d + 0.5f));
    if (sx <= -lanes || sx >= f.width || sy < 0 || sy >= f.height) break;
    F sample;
    if (d <= drifted) {
      sample = load(level + static_cast<ptrdiff_t>(sy) * f.pitch + sx);
    } else {
      const I ix = min(max(round_int(fma(ray.dx, set(d), columns)), none), right);
      const I iy = min(max(round_int(fma(ray.dy, set(d), row)), none), bottom);
      sample = gather(level, iy * set_i(f.pitch) + ix);
    }
    const F v = min(clearance(sample, height, ray, d, m.spacing[k], m.bias), visible);
    visible = select(from <= set(d), v, visible);
    if (all(visible <= zero())) break;
  }
  return saturate(visible);
}

}  // namespace

float row_highest(const float* values, int32_t n) {
  F top = set(values[0]);
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) top = max(load(values + i), top);
  float highest = largest(top);
  for (; i < n; ++i) highest = values[i] > highest ? values[i] : highest;
  return highest;
}

void shadow_blur(const float* in, float* out, const ShadowField* f, int32_t hole, int32_t y0, int32_t y1) {
  const int32_t first = -f->margin + hole, last = f->width + f->margin - hole;
  float column[4096];
  for (int32_t y = y0; y < y1; ++y) {
    const float* above = in + static_cast<ptrdiff_t>(y < hole ? 0 : y - hole) * f->pitch;
    const float* here = in + static_cast<ptrdiff_t>(y) * f->pitch;
    const float* below = in + static_cast<ptrdiff_t>(y + hole >= f->height ? f->height - 1 : y + hole) * f->pitch;
    float* to = out + static_cast<ptrdiff_t>(y) * f->pitch;
    // Pieces of a row: the vertical mean into `column`, then the horizontal one out of it.
    for (int32_t x = first; x < last; x += 4096 - 64) {
      const int32_t n = last - x < 4096 - 64 ? last - x : 4096 - 64;
      const int32_t wide = n + 2 * hole;
      int32_t i = 0;
      const auto mean = [&](int32_t j) { return 0.25f * (above[j] + below[j]) + 0.5f * here[j]; };
      for (; i + lanes <= wide; i += lanes) {
        const int32_t j = x - hole + i;
        store(column + i, fma(load(above + j) + load(below + j), set(0.25f), load(here + j) * set(0.5f)));
      }
      for (; i < wide; ++i) column[i] = mean(x - hole + i);
      for (i = 0; i + lanes <= n; i += lanes)
        store(to + x + i, fma(load(column + i) + load(column + i + 2 * hole), set(0.25f), load(column + i + hole) * set(0.5f)));
      for (; i < n; ++i) to[x + i] = 0.25f * (column[i] + column[i + 2 * hole]) + 0.5f * column[i + hole];
    }
    for (int32_t i = 0; i < hole; ++i) {
      to[first - 1 - i] = to[first];
      to[last + i] = to[last - 1];
    }
  }
}

void shadow_shrink(const float* const* rows, int32_t count, int32_t scale, int32_t n, float factor, float* out) {
  // Columns gathered `scale` apart: the rows are in the first cache by then.
  const F k = set(factor);
  for (int32_t i = 0; i < n; i += lanes) {
    const I at = min(set_i(i) + iota(), set_i(n - 1)) * set_i(scale);
    F total = zero();
    for (int32_t r = 0; r < count; ++r)
      for (int32_t c = 0; c < scale; ++c) {
        const F v = gather(rows[r] + c, at);
        total = total + select(abs(v) <= set(1e6f), v, zero());
      }
    store(out + i, total * k);
  }
}

void shadow_march(const ShadowField* f, const March* m, int32_t y, float* visibility) {
  const float* heights = row_of(*f, 0, y);
  const float *over = row_of(*f, 0, y > 0 ? y - 1 : 0), *under = row_of(*f, 0, y + 1 < f->height ? y + 1 : y);
  const F row = set(static_cast<float>(y));
  for (int32_t x = 0; x < f->width; x += lanes) {
    const F height = load(heights + x), columns = to_float(set_i(x) + iota());
    const Ray ray = ray_to(*m, columns, row, height);
    const F gx = load(heights + x + 1) - load(heights + x - 1), gy = load(under + x) - load(over + x);
    const F from = select(fma(gx, gx, gy * gy) > set(4.0f * steep * steep), set(ramp), zero());
    F v;
    if (m->directional) {
      v = march_together(*f, *m, x, y, ray, m->x, m->y, 1e30f, height, from);
    } else {
      const float dx = m->x - (static_cast<float>(x) + 0.5f * (lanes - 1)), dy = m->y - static_cast<float>(y);
      const float flat = std::sqrt(dx * dx + dy * dy);
      v = flat < 4.0f * lanes ? march_apart(*f, *m, columns, row, height, from)
                              : march_together(*f, *m, x, y, ray, dx / flat, dy / flat, flat, height, from);
    }
    store(visibility + x, v);
  }
}

void shadow_upsample(const ShadowField* f, const March* m, const float* field_visibility, int32_t scale, int32_t x,
                     int32_t y, int32_t n, const float* nearness, float height, float jump, float* visibility) {
  const float step = 1.0f / static_cast<float>(scale), shift = 0.5f * step - 0.5f;
  const float fy = static_cast<float>(y) * step + shift;
  int32_t y0 = static_cast<int32_t>(std::floor(fy));
  const float ty = fy - static_cast<float>(y0);
  const int32_t y1 = y0 + 1 >= f->height ? f->height - 1 : y0 + 1;
  y0 = y0 < 0 ? 0 : (y0 >= f->height ? f->height - 1 : y0);
  const float *h0 = row_of(*f, 0, y0), *h1 = row_of(*f, 0, y1);
  const float *v0 = field_visibility + static_cast<ptrdiff_t>(y0) * f->pitch,
              *v1 = field_visibility + static_cast<ptrdiff_t>(y1) * f->pitch;

  // What the two rows say together, from one column before the chunk; the field's margins repeat its edge columns.
  const int32_t first = static_cast<int32_t>(std::floor(static_cast<float>(x) * step + shift));
  constexpr int32_t room = chunk + 4 * lanes;
  float between[room], low[room], high[room], low2[room], high2[room];
  const int32_t wide = (n + scale - 1) / scale + 2;
  for (int32_t i = 0; i <= wide; i += lanes) {
    const int32_t at = first + i < f->width + f->margin - lanes ? first + i : f->width + f->margin - lanes;
    const F a = load(v0 + at), ha = load(h0 + at), hb = load(h1 + at);
    store(between + i, fma(load(v1 + at) - a, set(ty), a));
    store(low + i, min(ha, hb));
    store(high + i, max(ha, hb));
  }
  for (int32_t i = 0; i < wide; i += lanes) {
    store(low2 + i, min(load(low + i), load(low + i + 1)));
    store(high2 + i, max(load(high + i), load(high + i + 1)));
  }

  const F tall = set(height), inverse_jump = set(1.0f / jump);
  for (int32_t i = 0; i < n; i += lanes) {
    const F fx = fma(to_float(set_i(x + i) + iota()), set(step), set(shift));
    const F whole = floor(fx), tx = fx - whole;
    const I left = min(truncate_int(whole) - set_i(first), set_i(wide - 1));
    const F here = load(nearness + i) * tall;
    // Lanes lie at most a vector and two apart: two vectors hold what all of them need.
    const int32_t base = static_cast<int32_t>(std::floor(static_cast<float>(x + i) * step + shift)) - first;
    const I nearby = left - set_i(base);
    const auto of = [&](const float* p) { return lookup(load(p + base), load(p + base + lanes), nearby); };
    if (all((max(of(high2), here) - min(of(low2), here)) * inverse_jump <= set(1.0f))) {
      const F va = of(between), vb = of(between + 1);
      store(visibility + i, fma(vb - va, tx, va));
      continue;
    }
    const I a = min(left + set_i(first), set_i(f->width)), b = a + set_i(1);
    const F ha = gather(h0, a), hb = gather(h0, b), hc = gather(h1, a), hd = gather(h1, b);
    const F va = gather(v0, a), vb = gather(v0, b), vc = gather(v1, a), vd = gather(v1, b);
    const F wb = tx * set(1.0f - ty), wa = set(1.0f - ty) - wb, wd = tx * set(ty), wc = set(ty) - wd;
    const auto likeness = [&](F h) {
      const F d = (h - here) * inverse_jump, d2 = d * d;
      return rcp_fast(fma(d2, d2, set(1e-4f)));
    };
    const F least = set(1e-3f);
    const F la = likeness(ha), lb = likeness(hb), lc = likeness(hc), ld = likeness(hd);
    const F ka = (wa + least) * la, kb = (wb + least) * lb, kc = (wc + least) * lc, kd = (wd + least) * ld;
    F v = fma(va, ka, fma(vb, kb, fma(vc, kc, vd * kd))) / (ka + kb + kc + kd);
    // Nearer or farther than every traced neighbour: trace the pixel itself. Between them it lies on the side of a
    // jump, where the likest neighbour serves.
    const F beyond = max(min(min(ha, hb), min(hc, hd)) - here, here - max(max(ha, hb), max(hc, hd)));
    const M lost = beyond * inverse_jump > set(1.0f);
    if (any(lost)) v = select(lost, march_apart(*f, *m, max(fx, zero()), set(fy < 0.0f ? 0.0f : fy), here, set(ramp)), v);
    store(visibility + i, max(min(v, set(1.0f)), zero()));  // NaN (a hole in the depth) to 1
  }
}

}  // namespace sfumato::SFUMATO_TARGET
