// SPDX-License-Identifier: Apache-2.0
#include "relight/stages.h"
#include "simd/planes.h"
#include "simd/simd.h"
#include "simd/srgb8.h"
#include "simd/transfer.h"

namespace sfumato::SFUMATO_TARGET {

using relight::chunk;
using relight::Terms;

namespace {

struct Rgb { F r, g, b; };

SFUMATO_INLINE F rsqrt(F a) {
  const F r = rsqrt_fast(a);
  return r * fnma(a * set(0.5f) * r, r, set(1.5f));
}

// A highlight shows on dark material too, but less, as varnish does.
SFUMATO_INLINE F gloss(const Rgb& c) {
  const F luma = fma(c.r, set(0.2126f), fma(c.g, set(0.7152f), c.b * set(0.0722f)));
  return fma(min(max(luma, zero()), set(1.0f)), set(0.92f), set(0.08f));
}

// Lets the brightest channel rise towards 1 and no further; the others keep their ratio to it.
SFUMATO_INLINE Rgb roll_off(const Rgb& before, const Rgb& after) {
  const F top0 = max(before.r, max(before.g, before.b)), top = max(after.r, max(after.g, after.b));
  const F rise = max(top - top0, zero()), room = max(set(1.0f) - top0, set(1e-6f));
  const F allowed = rise * room * rsqrt(fma(rise, rise, room * room));
  const F k = (top0 + allowed) / max(top, set(1e-6f));
  const M rising = (rise > zero()) & (top0 > zero());
  const F scale = select(rising, min(k, set(1.0f)), set(1.0f));
  return {after.r * scale, after.g * scale, after.b * scale};
}

// The lit colour; `alpha` scales what does not come from the picture itself (premultiplied colour), or is null.
SFUMATO_INLINE Rgb lit(const Rgb& c, const Terms& t, int32_t i, const float* alpha) {
  const F m = t.m ? load(t.m + i) : set(1.0f);
  Rgb factor{m, m, m}, shine{zero(), zero(), zero()};
  bool shiny = false;
  for (int32_t l = 0; l < t.lights; ++l) {
    const F d = load(t.diffuse[l] + i);
    const float* colour = t.colour[l];
    factor.r = fma(d, set(colour[0]), factor.r);
    factor.g = fma(d, set(colour[1]), factor.g);
    factor.b = fma(d, set(colour[2]), factor.b);
    if (!t.specular[l]) continue;
    const F s = load(t.specular[l] + i);
    shine.r = fma(s, set(colour[0]), shine.r);
    shine.g = fma(s, set(colour[1]), shine.g);
    shine.b = fma(s, set(colour[2]), shine.b);
    shiny = true;
  }
  Rgb o{c.r * factor.r, c.g * factor.g, c.b * factor.b};
  if (shiny) {
    F g = gloss(c);
    if (alpha) g = g * load(alpha + i);
    o = {fma(shine.r, g, o.r), fma(shine.g, g, o.g), fma(shine.b, g, o.b)};
  }
  if (t.roll_off) o = roll_off(c, o);
  if (t.fog) {
    const F f = load(t.fog + i);
    const F a = alpha ? load(alpha + i) : set(1.0f);
    o = {fma(f, fma(a, set(t.fog_colour[0]), zero() - o.r), o.r), fma(f, fma(a, set(t.fog_colour[1]), zero() - o.g), o.g),
         fma(f, fma(a, set(t.fog_colour[2]), zero() - o.b), o.b)};
  }
  return o;
}

SFUMATO_INLINE M differs(F a, F b) { return (a < b) | (a > b); }
SFUMATO_INLINE M differs(const Rgb& a, const Rgb& b) { return differs(a.r, b.r) | differs(a.g, b.g) | differs(a.b, b.b); }

// `stored` makes 8-bit codes of light.
template <typename Stored>
SFUMATO_INLINE I rgba8(I source, const Terms& t, int32_t i, const float* table, Stored stored) {
  const I byte = set_i(255);
  const Rgb c{gather(table, source & byte), gather(table, shift_right<8>(source) & byte),
              gather(table, shift_right<16>(source) & byte)};
  const Rgb o = lit(c, t, i, nullptr);
  return stored(o.r) | shift_left<8>(stored(o.g)) | shift_left<16>(stored(o.b)) |
         (source & set_i(static_cast<int32_t>(0xff000000u)));
}

template <typename Stored>
void rgba8_row(const uint8_t* in, uint8_t* out, int32_t n, const Terms& t, const float* table, Stored stored) {
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    I source;
    std::memcpy(&source, in + 4 * i, sizeof source);
    const I result = rgba8(source, t, i, table, stored);
    if (aligned) stream(out + 4 * i, result);
    else std::memcpy(out + 4 * i, &result, sizeof result);
  }
  if (i == n) return;
  I source = set_i(0);
  std::memcpy(&source, in + 4 * i, static_cast<size_t>(n - i) * 4);
  const I result = rgba8(source, t, i, table, stored);
  std::memcpy(out + 4 * i, &result, static_cast<size_t>(n - i) * 4);
}

}  // namespace

void compose_rgba8(const uint8_t* in, uint8_t* out, int32_t n, const Terms* t, const float* decode, int32_t transfer) {
  const Transfer curve = static_cast<Transfer>(transfer);
  if (curve == Transfer::srgb) return rgba8_row(in, out, n, *t, decode, Srgb8{});
  with_encode(curve, [&](auto encode) {
    rgba8_row(in, out, n, *t, decode, [&](F x) { return clamp_round(encode(x) * set(255.0f), 255.0f); });
  });
}

void compose_rgba32f(const float* in, float* out, int32_t n, const Terms* t) {
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  const auto shade = [&](const float* p, int32_t i, F v[4]) {
    for (int c = 0; c < 4; ++c) v[c] = load(p + c * lanes);
    deinterleave4(v[0], v[1], v[2], v[3]);
    const Rgb c{v[0], v[1], v[2]}, o = lit(c, *t, i, nullptr);
    const M changed = differs(o, c);
    v[0] = select(changed, o.r, c.r), v[1] = select(changed, o.g, c.g), v[2] = select(changed, o.b, c.b);
    interleave4(v[0], v[1], v[2], v[3]);
  };
  F v[4];
  int32_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    shade(in + 4 * i, i, v);
    for (int c = 0; c < 4; ++c) {
      float* to = out + 4 * i + c * lanes;
      if (aligned) stream(to, v[c]);
      else store(to, v[c]);
    }
  }
  if (i == n) return;
  float tail[lanes * 4] = {};
  std::memcpy(tail, in + 4 * i, static_cast<size_t>(n - i) * 16);
  shade(tail, i, v);
  for (int c = 0; c < 4; ++c) store(tail + c * lanes, v[c]);
  std::memcpy(out + 4 * i, tail, static_cast<size_t>(n - i) * 16);
}

void compose_planes(const float* in, float* out, float* linear, int32_t planes, int32_t n, const Terms* t,
                    const float* alpha, int32_t transfer) {
  const Transfer curve = static_cast<Transfer>(transfer);
  const int32_t g = planes == 1 ? 0 : chunk, b = planes == 1 ? 0 : 2 * chunk;
  with_decode(curve, [&](auto decode) {
    for (int32_t p = 0; p < planes; ++p)
      for (int32_t i = 0; i < n; i += lanes) {
        const F e = load(in + p * chunk + i);
        if (!alpha) {
          store(linear + p * chunk + i, decode(e));
          continue;
        }
        const F a = load(alpha + i);
        store(linear + p * chunk + i, decode(select(a > zero(), e / a, zero())) * a);
      }
  });
  with_encode(curve, [&](auto encode) {
    for (int32_t i = 0; i < n; i += lanes) {
      const Rgb c{load(linear + i), load(linear + g + i), load(linear + b + i)};
      const Rgb o = lit(c, *t, i, alpha);
      const M changed = differs(o, c);
      const F result[3] = {o.r, o.g, o.b};
      for (int32_t p = 0; p < planes; ++p) {
        F e;
        if (alpha) {
          const F a = load(alpha + i);
          e = encode(select(a > zero(), result[p] / a, zero())) * a;
        } else {
          e = encode(result[p]);
        }
        store(out + p * chunk + i, select(changed, e, load(in + p * chunk + i)));
      }
    }
  });
}

void light_layer(const float* linear, float* out, int32_t planes, int32_t n, const float* diffuse,
                 const float* specular, const float* colour, const float* alpha) {
  const int32_t g = planes == 1 ? 0 : chunk, b = planes == 1 ? 0 : 2 * chunk;
  for (int32_t i = 0; i < n; i += lanes) {
    const Rgb c{load(linear + i), load(linear + g + i), load(linear + b + i)};
    const F d = load(diffuse + i);
    F s = specular ? load(specular + i) * gloss(c) : zero();
    if (alpha) s = s * load(alpha + i);
    store(out + i, set(colour[0]) * fma(c.r, d, s));
    if (planes == 1) continue;
    store(out + g + i, set(colour[1]) * fma(c.g, d, s));
    store(out + b + i, set(colour[2]) * fma(c.b, d, s));
  }
}

}  // namespace sfumato::SFUMATO_TARGET
