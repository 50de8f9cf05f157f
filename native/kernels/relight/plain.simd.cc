// SPDX-License-Identifier: Apache-2.0
// shade.simd.cc and compose.simd.cc in one pass for the plain case: one light, no fog, no roll-off, no matte.
#include "relight/stages.h"
#include "simd/planes.h"
#include "simd/simd.h"
#include "simd/srgb8.h"

namespace sfumato::SFUMATO_TARGET {

using relight::Plain;

namespace {

SFUMATO_INLINE F saturate(F a) { return min(max(a, zero()), set(1.0f)); }

// slope_between of shade.simd.cc, multiplied out: (l + r)(1 + l r) / ((l + r)^2 + 4 - 2 (1 + l r)).
SFUMATO_INLINE F slope_between(F left, F right) {
  const F sum = left + right, product = fma(left, right, set(1.0f));
  return sum * product * rcp_fast(fma(sum, sum, fnma(product, set(2.0f), set(4.0f))));
}

struct Lit {
  F multiply, diffuse, highlight;
};

// Light of one chunk. `falloff`: 0, 1 or 2; directional lights have none.
template <bool positional, int falloff>
struct Shader {
  const float *above, *here, *below, *visibility;
  const Plain& p;

  SFUMATO_INLINE Lit operator()(int32_t i) const {
    const F c = load(here + i), k = set(p.slope), level = c * k;
    const auto rise = [&](const float* q) { return fma(load(q + i), k, zero() - level); };
    const F gx = slope_between(zero() - rise(here - 1), rise(here + 1));
    const F gy = slope_between(zero() - rise(above), rise(below));
    const F steep = fma(gx, gx, gy * gy), jump = steep * set(1.0f / (p.edge_slope * p.edge_slope));
    const F keep = rcp_fast(fma(jump, jump, set(1.0f)));
    // The normal is (-keep gx, -keep gy, 1) / sqrt(length2).
    F length2 = fma(steep * keep, keep, set(1.0f));
    F lx, ly, lz, inverse = set(1.0f), strength = set(1.0f);
    if constexpr (positional) {
      lx = set(p.source.x - p.x0) - to_float(set_i(i) + iota()) * set(p.unit);
      ly = set(p.source.y - p.y);
      lz = fnma(c, set(p.relief), set(p.source.z));
      const F d2 = fma(lx, lx, fma(lz, lz, fma(ly, ly, set(1e-9f))));
      const F r = rsqrt_fast(d2);
      inverse = r * fnma(d2 * set(0.5f) * r, r, set(1.5f));
      if constexpr (falloff == 2) strength = rcp_fast(d2 + set(p.source.size2 + 1e-6f));
      if constexpr (falloff == 1) strength = rsqrt_fast(d2 + set(p.source.size2 + 1e-6f));
    } else {
      lx = set(p.source.x), ly = set(p.source.y), lz = set(p.source.z);
    }
    // Comparisons with NaN are false: no depth beside this pixel, no slope.
    const M sound = length2 > zero();
    length2 = select(sound, length2, set(1.0f));
    const F along = (lz - select(sound, fma(gx, lx, gy * ly) * keep, zero())) * inverse;
    const F cosine = along * rsqrt_fast(length2);

    Lit lit{set(p.gain), zero(), zero()};
    if (visibility) {
      const F seen = load(visibility + i);
      lit.multiply = lit.multiply * (set(1.0f) - saturate((set(1.0f) - seen) * set(p.shadow_strength)));
      strength = strength * seen;
    }
    // NaN (a hole in the depth) ends here: max returns its second operand.
    const float wrap = p.source.wrap;
    lit.diffuse = max(fma(cosine, set(1.0f - wrap), set(wrap)) * strength, zero());
    // GGX with the half vector's square, which needs no root: (n h)^2 = (along + 1)^2 / (2 length2 (1 + up)).
    const float a2 = p.roughness * p.roughness * p.roughness * p.roughness;
    const F toward = along + set(1.0f), up = max(fma(lz, inverse, set(1.0f)), set(5e-7f));
    const F whole = length2 * up * set(2.0f), least = whole * set(a2);
    const F peak = least * rcp_fast(max(fnma(toward * toward, set(1.0f - a2), whole), least));
    const F facing = saturate(cosine * set(8.0f)) * strength;
    lit.highlight = max(peak * peak * facing * set(p.specular), zero());
    return lit;
  }
};

struct Rgb {
  F r, g, b;
};

SFUMATO_INLINE Rgb apply(const Rgb& c, const Lit& lit, const Plain& p) {
  const F red = set(p.colour[0]), green = set(p.colour[1]), blue = set(p.colour[2]);
  const F luma = fma(c.r, set(0.2126f), fma(c.g, set(0.7152f), c.b * set(0.0722f)));
  const F shine = fma(saturate(luma), set(0.92f), set(0.08f)) * lit.highlight;  // gloss of compose.simd.cc
  return {fma(shine, red, c.r * fma(lit.diffuse, red, lit.multiply)),
          fma(shine, green, c.g * fma(lit.diffuse, green, lit.multiply)),
          fma(shine, blue, c.b * fma(lit.diffuse, blue, lit.multiply))};
}

// Runs `body` with the shader that suits the light.
template <typename Body>
SFUMATO_INLINE void with_shader(const float* above, const float* here, const float* below, const float* visibility,
                                const Plain& p, Body body) {
  if (p.source.kind == LightKind::directional) return body(Shader<false, 0>{above, here, below, visibility, p});
  if (p.source.falloff == 2.0f) return body(Shader<true, 2>{above, here, below, visibility, p});
  if (p.source.falloff == 1.0f) return body(Shader<true, 1>{above, here, below, visibility, p});
  body(Shader<true, 0>{above, here, below, visibility, p});
}

constexpr int32_t ahead = 2048;  // bytes: memory does not wait for arithmetic

}  // namespace

void plain_rgba8(const float* above, const float* here, const float* below, const uint8_t* in, uint8_t* out, int32_t n,
                 const Plain* p, const float* visibility, const float* decode) {
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  with_shader(above, here, below, visibility, *p, [&](const auto& shader) {
    const Srgb8 encode;
    const I byte = set_i(255), alpha = set_i(static_cast<int32_t>(0xff000000u));
    const auto shade = [&](I source, int32_t i) {
      const Rgb c{gather(decode, source & byte), gather(decode, shift_right<8>(source) & byte),
                  gather(decode, shift_right<16>(source) & byte)};
      const Rgb o = apply(c, shader(i), *p);
      return encode(o.r) | shift_left<8>(encode(o.g)) | shift_left<16>(encode(o.b)) | (source & alpha);
    };
    // One call, so that it is inlined; the last pixels go through vectors that are not full.
    for (int32_t i = 0; i < n; i += lanes) {
      const bool full = i + lanes <= n;
      const size_t bytes = static_cast<size_t>(n - i) * 4;
      I source = set_i(0);
      if (full) std::memcpy(&source, in + 4 * i, sizeof source);
      else std::memcpy(&source, in + 4 * i, bytes);
      prefetch(in + 4 * i + ahead);
      prefetch(reinterpret_cast<const uint8_t*>(below + i) + ahead);
      const I result = shade(source, i);
      if (full && aligned) stream(out + 4 * i, result);
      else if (full) std::memcpy(out + 4 * i, &result, sizeof result);
      else std::memcpy(out + 4 * i, &result, bytes);
    }
  });
}

void plain_rgba32f(const float* above, const float* here, const float* below, const float* in, float* out, int32_t n,
                   const Plain* p, const float* visibility) {
  const bool aligned = reinterpret_cast<uintptr_t>(out) % (lanes * 4) == 0;
  with_shader(above, here, below, visibility, *p, [&](const auto& shader) {
    const auto shade = [&](int32_t i, F v[4]) {
      deinterleave4(v[0], v[1], v[2], v[3]);
      const Rgb c{v[0], v[1], v[2]}, o = apply(c, shader(i), *p);
      // What is not changed keeps its bits, those of NaN and of -0 too.
      v[0] = select(unequal(o.r, c.r), o.r, c.r);
      v[1] = select(unequal(o.g, c.g), o.g, c.g);
      v[2] = select(unequal(o.b, c.b), o.b, c.b);
      interleave4(v[0], v[1], v[2], v[3]);
    };
    for (int32_t i = 0; i < n; i += lanes) {
      F v[4];
      if (i + lanes > n) {
        float tail[lanes * 4] = {};
        std::memcpy(tail, in + 4 * i, static_cast<size_t>(n - i) * 16);
        for (int c = 0; c < 4; ++c) v[c] = load(tail + c * lanes);
      } else {
        for (int c = 0; c < 4; ++c) v[c] = load(in + 4 * i + c * lanes);
      }
      for (int c = 0; c < 4; ++c) prefetch(reinterpret_cast<const uint8_t*>(in + 4 * i + c * lanes) + ahead);
      prefetch(reinterpret_cast<const uint8_t*>(below + i) + ahead / 4);
      shade(i, v);
      if (i + lanes > n) {
        float tail[lanes * 4];
        for (int c = 0; c < 4; ++c) store(tail + c * lanes, v[c]);
        std::memcpy(out + 4 * i, tail, static_cast<size_t>(n - i) * 16);
      } else if (aligned) {
        for (int c = 0; c < 4; ++c) stream(out + 4 * i + c * lanes, v[c]);
      } else {
        for (int c = 0; c < 4; ++c) store(out + 4 * i + c * lanes, v[c]);
      }
    }
  });
}

}  // namespace sfumato::SFUMATO_TARGET
