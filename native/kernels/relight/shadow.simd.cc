// SPDX-License-Identifier: Apache-2.0
#include "relight/march.h"

namespace sfumato::SFUMATO_TARGET {

using relight::chunk;

namespace {

constexpr int32_t block = 32;  // pixels whose rays are looked at together
static_assert(block % lanes == 0);

struct Span {
  float begin, end;
};

// The part of a path of `reach` pixels from (x, y) where the highest point near it stands above the lowest ray, which
// starts at `height` and rises by `climb` per pixel: outside it samples hide nothing. Half a block, half a tile and the
// reach of the widest level lie within a tile of the path.
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

int32_t fixed(float part) { return static_cast<int32_t>(std::lrint(part * static_cast<float>(relight::march_unit))); }

// Visibility of the block of row y that starts at column x.
template <bool directional>
SFUMATO_INLINE void march_block(const ShadowField& f, const March& m, int32_t x, int32_t y, float* visibility) {
  constexpr int32_t vectors = block / lanes;
  const float* heights = row_of(f, 0, y) + x;
  const float *over = row_of(f, 0, y > 0 ? y - 1 : 0) + x, *under = row_of(f, 0, y + 1 < f.height ? y + 1 : y) + x;
  const F row = set(static_cast<float>(y)), clear = set(f.highest);
  Rays rays[vectors];
  F ground = set(INFINITY), gentlest = set(INFINITY), further = zero();
  for (int32_t v = 0; v < vectors; ++v) {
    const int32_t i = v * lanes;
    const F height = load(heights + i);
    const Towards t = towards(m, to_float(set_i(x + i) + iota()), row, height);
    const F gx = load(heights + i + 1) - load(heights + i - 1), gy = load(under + i) - load(over + i);
    const F from = select(fma(gx, gx, gy * gy) > set(4.0f * steep * steep), set(relight::march_ramp), zero());
    rays[v] = {height + set(m.bias), t.rise, t.spread, from};
    // A ray that has climbed over the highest point of the field meets nothing more.
    const F climb = t.rise - t.spread;
    const F over_all = (clear - height) * rcp_fast(max(climb, set(1e-30f))) * set(1.01f);
    const F until = select(climb > zero(), over_all, set(1e30f));
    ground = min(height, ground);
    gentlest = min(climb, gentlest);
    further = max(until, further);
  }
  Path path{0, y, m.dx, m.dy, m.x, m.y, 0, 0, 0};
  float reach = largest(further);
  reach = reach < m.distance[m.steps - 1] + 1.0f ? reach : m.distance[m.steps - 1] + 1.0f;
  const float centre = static_cast<float>(x) + 0.5f * (block - 1);
  float dx = m.x, dy = m.y;
  if constexpr (!directional) {
    const float across = m.x - centre, down = m.y - static_cast<float>(y);
    const float flat = std::sqrt(across * across + down * down);
    if (flat < near_light) {
      for (int32_t v = 0; v < vectors; ++v)
        store(visibility + x + v * lanes, march_apart(f, m, to_float(set_i(x + v * lanes) + iota()), row,
                                                      load(heights + v * lanes), rays[v].from));
      return;
    }
    reach = reach < flat ? reach : flat;
    dx = across / flat, dy = down / flat;
  }
  const Span span = obstructed(f, centre, static_cast<float>(y), dx, dy, reach, 0.0f - largest(zero() - ground),
                               0.0f - largest(zero() - gentlest));
  const float end = span.end < reach ? span.end : reach;
  while (path.first < m.steps && m.distance[path.first] < span.begin) ++path.first;
  int32_t last = path.first;
  while (last < m.steps && m.distance[last] < end) ++last;
  for (int32_t v = 0; v < vectors; ++v) {
    path.x = x + v * lanes;
    path.last = last;
    if constexpr (!directional) {
      const float across = m.x - (static_cast<float>(path.x) + 0.5f * (lanes - 1)), down = m.y - static_cast<float>(y);
      path.inverse = 1.0f / std::sqrt(across * across + down * down);
      path.dxf = across * path.inverse, path.dyf = down * path.inverse;
      path.dx = fixed(path.dxf), path.dy = fixed(path.dyf);
      while (path.last > path.first && m.distance[path.last - 1] * path.inverse >= 1.0f) --path.last;
    }
    store(visibility + path.x, march_together<directional>(f, m, path, rays[v]));
  }
}

// What a surface gets of a shadow: none where it is so far that the source's light passes what is near.
SFUMATO_INLINE F received(F visible, F height, float inverse_fade) {
  if (inverse_fade == 0.0f) return visible;
  const F t = saturate(height * set(inverse_fade));
  return fnma(set(1.0f) - visible, t * t * fnma(t, set(2.0f), set(3.0f)), set(1.0f));
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
  const F k = set(factor);
  const auto finite = [](F v) { return select(abs(v) <= set(1e6f), v, zero()); };
  int32_t i = 0;
  if (scale == 2 && count == 2) {
    const I even = iota() + iota(), odd = even + set_i(1);
    for (; i + lanes <= n; i += lanes) {
      const auto both = [&](int32_t at) { return finite(load(rows[0] + at)) + finite(load(rows[1] + at)); };
      const F a = both(2 * i), b = both(2 * i + lanes);
      store(out + i, (lookup(a, b, even) + lookup(a, b, odd)) * k);
    }
  }
  // Columns gathered `scale` apart: the rows are in the first cache by then.
  for (; i < n; i += lanes) {
    const I at = min(set_i(i) + iota(), set_i(n - 1)) * set_i(scale);
    F total = zero();
    for (int32_t r = 0; r < count; ++r)
      for (int32_t c = 0; c < scale; ++c) total = total + finite(gather(rows[r] + c, at));
    store(out + i, total * k);
  }
}

void shadow_march(const ShadowField* f, const March* m, int32_t x0, int32_t x1, int32_t y, float* visibility) {
  for (int32_t x = x0; x < x1; x += block) {
    if (m->directional) march_block<true>(*f, *m, x, y, visibility);
    else march_block<false>(*f, *m, x, y, visibility);
  }
}

void shadow_mix(const float* const* visibility, const float* const* heights, int32_t count, int32_t centre, int32_t n,
                float jump, float* out) {
  for (int32_t i = 0; i < n; i += lanes) {
    const F here = load(heights[centre] + i);
    F sum = zero(), seen = zero();
    for (int32_t r = 0; r < count; ++r) {
      const float within = jump + steep * static_cast<float>(r < centre ? centre - r : r - centre);
      const M alike = abs(load(heights[r] + i) - here) <= set(within);
      sum = sum + select(alike, load(visibility[r] + i), zero());
      seen = seen + select(alike, set(1.0f), zero());
    }
    store(out + i, select(seen > zero(), sum / seen, set(1.0f)));
  }
}

void shadow_fade(const float* const* heights, int32_t count, int32_t n, float inverse_fade, float* visibility) {
  constexpr int32_t reach = relight::fade_reach, wide = 512;
  float column[wide + 2 * reach + 2 * lanes];
  for (int32_t x = 0; x < n; x += wide) {
    const int32_t here = n - x < wide ? n - x : wide;
    for (int32_t i = 0; i < here + 2 * reach; i += lanes) {
      F lowest = load(heights[0] + x - reach + i);
      for (int32_t r = 1; r < count; ++r) lowest = min(load(heights[r] + x - reach + i), lowest);
      store(column + i, lowest);
    }
    for (int32_t i = 0; i < here; i += lanes) {
      F lowest = load(column + i);
      for (int32_t k = 1; k <= 2 * reach; ++k) lowest = min(load(column + i + k), lowest);
      store(visibility + x + i, received(load(visibility + x + i), lowest, inverse_fade));
    }
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
    if (any(lost)) {
      const F own = march_apart(*f, *m, max(fx, zero()), set(fy < 0.0f ? 0.0f : fy), here, set(relight::march_ramp));
      const F lowest = min(min(min(ha, hb), min(hc, hd)), here);
      v = select(lost, received(own, lowest, m->inverse_fade), v);
    }
    store(visibility + i, max(min(v, set(1.0f)), zero()));  // NaN (a hole in the depth) to 1
  }
}

}  // namespace sfumato::SFUMATO_TARGET
