// SPDX-License-Identifier: Apache-2.0
// shade.simd.cc and compose.simd.cc in one pass for the plain case: one light, no fog, no roll-off, no matte.
#include "relight/stages.h"
#include "simd/planes.h"
#include "simd/simd.h"
#include "simd/srgb8.h"

namespace sfumato::SFUMATO_TARGET {

using relight::Plain;

namespace {

constexpr int32_t strip = 64;
constexpr int32_t ahead = 2048;  // bytes

// Memory must not wait for arithmetic: colours are asked for while their light is worked out. Half of the lines that
// `lanes` pixels fill are asked for in each of two loops.
template <int half, typename Sample>
SFUMATO_INLINE void ask_for(const Sample* in, int32_t i) {
  const uint8_t* from = reinterpret_cast<const uint8_t*>(in + 4 * i) + ahead;
  constexpr int bytes = lanes * 4 * static_cast<int>(sizeof(Sample));
  for (int at = half * (bytes / 2); at < (half + 1) * (bytes / 2); at += 64) prefetch(from + at);
}

// Estimates to 7e-5 (AVX2: 4e-4), enough for bytes, or to the float's last bits.
template <bool fine>
SFUMATO_INLINE F rsqrt(F a) {
  const F r = rsqrt_fast(a);
  return fine ? r * fnma(a * set(0.5f) * r, r, set(1.5f)) : r;
}
template <bool fine>
SFUMATO_INLINE F rcp(F a) {
  const F r = rcp_fast(a);
  return fine ? r * fnma(a, r, set(2.0f)) : r;
}

// slope_between of shade.simd.cc, multiplied out: (l + r)(1 + l r) / ((l + r)^2 + 4 - 2 (1 + l r)); `left` negated.
template <bool fine>
SFUMATO_INLINE F slope_between(F left, F right) {
  const F sum = right - left, product = fnma(left, right, set(1.0f));
  const F slope = sum * product * rcp<fine>(fma(sum, sum, fnma(product, set(2.0f), set(4.0f))));
  return min(slope, set(1e6f));  // NaN (a hole in the depth beside this pixel) becomes a jump, and that no slope
}

// What a strip of pixels has between the loops. Each loop is short enough for the processor to work on several vectors
// at once, which one loop over all of it is not; and a strip is short enough for its result to be on its way to memory
// while the next one's light is worked out.
struct Lit {
  float across[strip], down[strip];  // slopes
  float diffuse[strip], highlight[strip];
};

template <bool fine, typename Sample>
void slopes(const float* above, const float* here, const float* below, const Sample* in, int32_t n, const Plain& p,
            Lit& lit) {
  const F k = set(p.slope);
  for (int32_t i = 0; i < n; i += lanes) {
    const F level = load(here + i) * set(-p.slope);
    const auto from = [&](const float* q) { return fma(load(q + i), k, level); };
    store(lit.across + i, slope_between<fine>(from(here - 1), from(here + 1)));
    store(lit.down + i, slope_between<fine>(from(above), from(below)));
    prefetch(reinterpret_cast<const uint8_t*>(below + i) + ahead / 2);
    ask_for<0>(in, i);
  }
}

// Normal N and light L are not brought to length 1: only their products with each other and with the viewer
// V = (0, 0, 1) are. H = L + |L| V. `falloff`: 0, 1 or 2; directional lights have none.
template <bool fine, bool positional, int falloff, typename Sample>
void shade(const float* here, const float* visibility, const Sample* in, int32_t x, int32_t n, const Plain& p,
           Lit& lit) {
  const float a2 = p.roughness * p.roughness * p.roughness * p.roughness, wrap = p.source.wrap;
  F column = to_float(set_i(x) + iota());
  for (int32_t i = 0; i < n; i += lanes, column = column + set(static_cast<float>(lanes))) {
    const F gx = load(lit.across + i), gy = load(lit.down + i);
    // N = (-gx, -gy, upright); at jumps `upright` outgrows the slopes.
    const F steep = fma(gx, gx, gy * gy), jump = min(steep * set(p.limit), set(1e6f));
    const F upright = fma(jump, jump, set(1.0f)), normal2 = fma(upright, upright, steep);
    F lx, ly, lz, flat2, distance = set(1.0f), inverse = set(1.0f), strength = set(1.0f);
    if constexpr (positional) {
      lx = fnma(column, set(p.unit), set(p.left));
      ly = set(p.source.y - p.y);
      lz = fnma(load(here + i), set(p.relief), set(p.source.z));
      flat2 = fma(lx, lx, set((p.source.y - p.y) * (p.source.y - p.y) + 1e-9f));
      const F distance2 = fma(lz, lz, flat2);
      inverse = rsqrt<fine>(distance2);
      distance = distance2 * inverse;
      if constexpr (falloff == 2) strength = rcp<fine>(distance2 + set(p.source.size2 + 1e-6f));
      if constexpr (falloff == 1) strength = rsqrt<fine>(distance2 + set(p.source.size2 + 1e-6f));
    } else {
      lx = set(p.source.x), ly = set(p.source.y), lz = set(p.source.z);
      flat2 = fma(lx, lx, ly * ly);
    }
    const F along = fnma(gx, lx, fnma(gy, ly, upright * lz));  // N L
    F cosine = along * rsqrt<fine>(normal2);
    if constexpr (positional) cosine = cosine * inverse;
    if (visibility) strength = strength * load(visibility + i);
    // NaN (a hole in the depth) ends here: max returns its second operand.
    store(lit.diffuse + i, max(fma(cosine, set(1.0f - wrap), set(wrap)) * strength, zero()));
    // GGX: a2 / (1 - (1 - a2) (N H)^2), squared, with the lengths of both multiplied in. H's own is taken from its
    // parts, so that what the estimated root lacks turns it a little and takes nothing from the highlight's peak.
    const F middle = lz + distance, toward = fma(upright, distance, along);
    const F whole = normal2 * fma(middle, middle, flat2), least = whole * set(a2);
    const F peak = least * rcp<fine>(max(fnma(toward * toward, set(1.0f - a2), whole), least));
    const F facing = min(cosine * set(8.0f), set(1.0f)) * strength;
    store(lit.highlight + i, max(peak * peak * facing, zero()));
    if constexpr (sizeof(Sample) > 1) ask_for<1>(in, i);
  }
}

template <bool fine, typename Sample>
SFUMATO_INLINE void light_up(const float* above, const float* here, const float* below, const float* visibility,
                             const Sample* in, int32_t x, int32_t n, const Plain& p, Lit& lit) {
  slopes<fine>(above, here, below, in, n, p, lit);
  if (p.source.kind == LightKind::directional) return shade<fine, false, 0>(here, visibility, in, x, n, p, lit);
  if (p.source.falloff == 2.0f) return shade<fine, true, 2>(here, visibility, in, x, n, p, lit);
  if (p.source.falloff == 1.0f) return shade<fine, true, 1>(here, visibility, in, x, n, p, lit);
  shade<fine, true, 0>(here, visibility, in, x, n, p, lit);
}

struct Rgb {
  F r, g, b;
};

// Pixel i's colour `c` lit, and `offset` more. `bounded`: c lies in 0..1.
template <bool bounded>
SFUMATO_INLINE Rgb apply(const Rgb& c, const Lit& lit, const float* visibility, int32_t i, const Plain& p,
                         float offset) {
  const F red = set(p.colour[0]), green = set(p.colour[1]), blue = set(p.colour[2]), more = set(offset);
  F multiply = set(p.multiply);
  if (visibility)
    multiply = multiply * fnma(set(1.0f) - load(visibility + i), set(p.shadow_strength), set(1.0f));
  // gloss of compose.simd.cc
  F luma = fma(c.r, set(0.2126f), fma(c.g, set(0.7152f), c.b * set(0.0722f)));
  if constexpr (!bounded) luma = min(max(luma, zero()), set(1.0f));
  const F shine = fma(luma, set(p.gloss), set(p.least_gloss)) * load(lit.highlight + i), diffuse = load(lit.diffuse + i);
  return {fma(fma(c.r, diffuse, shine), red, fma(c.r, multiply, more)),
          fma(fma(c.g, diffuse, shine), green, fma(c.g, multiply, more)),
          fma(fma(c.b, diffuse, shine), blue, fma(c.b, multiply, more))};
}

// Runs `body` on every strip of a piece, its light worked out.
template <bool fine, typename Sample, typename Body>
SFUMATO_INLINE void each_strip(const float* above, const float* here, const float* below, const float* visibility,
                               const Sample* in, int32_t n, const Plain& p, Body body) {
  Lit lit;
  for (int32_t i = 0; i < n; i += strip) {
    const int32_t wide = n - i < strip ? n - i : strip;
    const float* seen = visibility ? visibility + i : nullptr;
    light_up<fine>(above + i, here + i, below + i, seen, in + 4 * i, p.x + i, wide, p, lit);
    body(lit, seen, i, wide);
  }
}

}  // namespace

void plain_rgba8(const float* above, const float* here, const float* below, const uint8_t* in, uint8_t* out, int32_t n,
                 const Plain* plain, const float* visibility, const float* decode) {
  Plain p = *plain;
  for (float& c : p.colour) c *= Srgb8::scale;
  p.multiply *= Srgb8::scale;
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  const Srgb8 encode;
  const Srgb8Light light(decode);
  const I alpha = set_i(static_cast<int32_t>(0xff000000u));
  const auto finish = [&](const Lit& lit, const float* seen, int32_t x, int32_t wide) {
    const auto codes = [&](I source, int32_t i) {
      const Rgb c{light.of<0>(source), light.of<8>(source), light.of<16>(source)};
      const Rgb o = apply<true>(c, lit, seen, i, p, Srgb8::offset);
      return encode.from_shifted(o.r) | shift_left<8>(encode.from_shifted(o.g)) |
             shift_left<16>(encode.from_shifted(o.b)) | (source & alpha);
    };
    const uint8_t* from = in + 4 * x;
    uint8_t* to = out + 4 * x;
    int32_t i = 0;
    for (; i + lanes <= wide; i += lanes) {
      const I result = codes(load_bytes(from + 4 * i), i);
      if (aligned) stream(to + 4 * i, result);
      else std::memcpy(to + 4 * i, &result, sizeof result);
    }
    if (i == wide) return;
    uint8_t tail[lanes * 4] = {};
    std::memcpy(tail, from + 4 * i, static_cast<size_t>(wide - i) * 4);
    const I result = codes(load_bytes(tail), i);
    std::memcpy(to + 4 * i, &result, static_cast<size_t>(wide - i) * 4);
  };
  each_strip<false>(above, here, below, visibility, in, n, p, finish);
}

void plain_rgba32f(const float* above, const float* here, const float* below, const float* in, float* out, int32_t n,
                   const Plain* plain, const float* visibility) {
  const Plain p = *plain;
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  const auto finish = [&](const Lit& lit, const float* seen, int32_t x, int32_t wide) {
    const auto pixels = [&](const float* from, int32_t i, F v[4]) {
      for (int c = 0; c < 4; ++c) v[c] = load(from + c * lanes);
      deinterleave4(v[0], v[1], v[2], v[3]);
      const Rgb c{v[0], v[1], v[2]}, o = apply<false>(c, lit, seen, i, p, 0.0f);
      // What is not changed keeps its bits, those of NaN and of -0 too.
      v[0] = select(unequal(o.r, c.r), o.r, c.r);
      v[1] = select(unequal(o.g, c.g), o.g, c.g);
      v[2] = select(unequal(o.b, c.b), o.b, c.b);
      interleave4(v[0], v[1], v[2], v[3]);
    };
    const float* from = in + 4 * x;
    float* to = out + 4 * x;
    F v[4];
    int32_t i = 0;
    for (; i + lanes <= wide; i += lanes) {
      pixels(from + 4 * i, i, v);
      for (int c = 0; c < 4; ++c) {
        if (aligned) stream(to + 4 * i + c * lanes, v[c]);
        else store(to + 4 * i + c * lanes, v[c]);
      }
    }
    if (i == wide) return;
    float tail[lanes * 4] = {};
    std::memcpy(tail, from + 4 * i, static_cast<size_t>(wide - i) * 16);
    pixels(tail, i, v);
    for (int c = 0; c < 4; ++c) store(tail + c * lanes, v[c]);
    std::memcpy(to + 4 * i, tail, static_cast<size_t>(wide - i) * 16);
  };
  each_strip<true>(above, here, below, visibility, in, n, p, finish);
}

}  // namespace sfumato::SFUMATO_TARGET
