// SPDX-License-Identifier: Apache-2.0
#include "relight/stages.h"
#include "simd/simd.h"
#include "simd/transfer.h"

namespace sfumato::SFUMATO_TARGET {

using relight::Source;
using relight::Surface;

namespace {

SFUMATO_INLINE F rsqrt(F a) {
  const F r = rsqrt_fast(a);
  return r * fnma(a * set(0.5f) * r, r, set(1.5f));
}

SFUMATO_INLINE F saturate(F a) { return min(max(a, zero()), set(1.0f)); }

// The slope from one-sided differences, each weighed down by its own steepness: the central difference where the
// surface is smooth, the flatter side at a jump.
SFUMATO_INLINE F slope_between(F left, F right) {
  const F wl = fma(right, right, set(1.0f)), wr = fma(left, left, set(1.0f));
  return fma(left, wl, right * wr) * rcp_fast(wl + wr);
}

SFUMATO_INLINE F spot_cone(const Source& light, F lx, F ly, F lz, F inverse) {
  const F along = fma(lx, set(-light.axis_x), fma(ly, set(-light.axis_y), lz * set(-light.axis_z))) * inverse;
  const F e = saturate((along - set(light.cos_outer)) * set(light.inverse_fade));
  return e * e * fnma(e, set(2.0f), set(3.0f));
}

SFUMATO_INLINE F fall_off(const Source& light, F d2, F inverse) {
  if (light.falloff == 0.0f) return set(1.0f);
  const F spread = d2 + set(light.size2 + 1e-6f);
  if (light.falloff == 2.0f) {
    const F r = rsqrt(spread);
    return r * r;
  }
  if (light.falloff == 1.0f) return rsqrt(spread);
  return power(set(1.0f) / spread, {0.5f * light.falloff, 0.0f});
}

struct Place {
  F u, h;
};
SFUMATO_INLINE Place place(const Surface& s, int32_t i) {
  return {fma(to_float(set_i(i) + iota()), set(s.unit), set(s.x0)), load(s.nearness + i) * set(s.relief)};
}

template <bool positional, bool spot>
void terms(const Source& light, const Surface& s, int32_t n, float specular, float roughness, const float* visibility,
           const float* weight, float* diffuse, float* highlight) {
  const float a2 = roughness * roughness * roughness * roughness;
  for (int32_t i = 0; i < n; i += lanes) {
    const F nx = load(s.nx + i), ny = load(s.ny + i), nz = load(s.nz + i);
    F cosine, up, strength = set(1.0f);
    if constexpr (positional) {
      const Place p = place(s, i);
      const F lx = set(light.x) - p.u, ly = set(light.y - s.y), lz = set(light.z) - p.h;
      const F d2 = fma(lx, lx, fma(ly, ly, fma(lz, lz, set(1e-9f))));
      const F inverse = rsqrt(d2);
      cosine = fma(nx, lx, fma(ny, ly, nz * lz)) * inverse;
      up = lz * inverse;
      strength = fall_off(light, d2, inverse);
      if constexpr (spot) strength = strength * spot_cone(light, lx, ly, lz, inverse);
    } else {
      cosine = fma(nx, set(light.x), fma(ny, set(light.y), nz * set(light.z)));
      up = set(light.z);
    }
    if (visibility) strength = strength * load(visibility + i);
    if (weight) strength = strength * load(weight + i);
    // NaN (a hole in the depth) ends here: max returns its second operand.
    store(diffuse + i, max(fma(cosine, set(1.0f - light.wrap), set(light.wrap)) * strength, zero()));
    if (!highlight) continue;
    const F half2 = max(fma(up, set(2.0f), set(2.0f)), set(1e-6f));
    const F nh = (cosine + nz) * rsqrt(half2);
    const F q = fma(nh * nh, set(a2 - 1.0f), set(1.0f));
    const F peak = set(a2) * rcp_fast(max(q, set(a2)));
    const F lit = saturate(cosine * set(8.0f)) * strength;
    store(highlight + i, max(peak * peak * lit * set(specular), zero()));
  }
}

}  // namespace

void surface_normals(const float* above, const float* here, const float* below, int32_t n, float slope,
                     float edge_slope, Surface* s) {
  const F k = set(slope), limit = set(1.0f / (edge_slope * edge_slope));
  for (int32_t i = 0; i < n; i += lanes) {
    const F c = load(here + i);
    const F gx = slope_between((c - load(here + i - 1)) * k, (load(here + i + 1) - c) * k);
    const F gy = slope_between((c - load(above + i)) * k, (load(below + i) - c) * k);
    const F steep = fma(gx, gx, gy * gy);
    const F jump = steep * limit;
    const F keep = rcp_fast(fma(jump, jump, set(1.0f)));
    const F nz = rsqrt(fma(steep * keep, keep, set(1.0f)));
    const F scale = zero() - nz * keep;
    // Comparisons with NaN are false: no depth, no slope.
    const M sound = nz > zero();
    store(s->nx + i, select(sound, gx * scale, zero()));
    store(s->ny + i, select(sound, gy * scale, zero()));
    store(s->nz + i, select(sound, nz, set(1.0f)));
  }
}

void surface_thin(const float* solid, int32_t n, Surface* s, float* nearer) {
  for (int32_t i = 0; i < n; i += lanes) {
    const F k = load(solid + i), x = load(s->nx + i) * k, y = load(s->ny + i) * k;
    store(s->nx + i, x);
    store(s->ny + i, y);
    store(s->nz + i, sqrt(max(set(1.0f) - fma(x, x, y * y), zero())));
    store(nearer + i, load(s->nearness + i) * k);
  }
}

void light_terms(const Source* light, const Surface* s, int32_t n, float specular, float roughness,
                 const float* visibility, const float* weight, float* diffuse, float* highlight) {
  switch (light->kind) {
    case LightKind::ambient:
      for (int32_t i = 0; i < n; i += lanes) store(diffuse + i, weight ? load(weight + i) : set(1.0f));
      break;
    case LightKind::directional:
      terms<false, false>(*light, *s, n, specular, roughness, visibility, weight, diffuse, highlight);
      break;
    case LightKind::point:
      terms<true, false>(*light, *s, n, specular, roughness, visibility, weight, diffuse, highlight);
      break;
    case LightKind::spot:
      terms<true, true>(*light, *s, n, specular, roughness, visibility, weight, diffuse, highlight);
      break;
  }
}

void shadow_terms(const Source* light, const Surface* s, int32_t n, float strength, const float* visibility,
                  const float* weight, float* shadow) {
  for (int32_t i = 0; i < n; i += lanes) {
    F dark = (set(1.0f) - load(visibility + i)) * set(strength);
    if (weight) dark = dark * load(weight + i);
    if (light->kind == LightKind::spot) {
      const Place p = place(*s, i);
      const F lx = set(light->x) - p.u, ly = set(light->y - s->y), lz = set(light->z) - p.h;
      dark = dark * spot_cone(*light, lx, ly, lz, rsqrt(fma(lx, lx, fma(ly, ly, fma(lz, lz, set(1e-9f))))));
    }
    store(shadow + i, load(shadow + i) * (set(1.0f) - saturate(dark)));
  }
}

void fog_terms(const float* nearness, int32_t n, float amount, float start, const float* weight, float* fog) {
  for (int32_t i = 0; i < n; i += lanes) {
    const F u = saturate((set(1.0f - start) - load(nearness + i)) * set(1.0f / (1.0f - start)));
    F f = u * (set(2.0f) - u) * set(amount);  // near an exponential, and reaches its end
    if (weight) f = f * load(weight + i);
    store(fog + i, saturate(f));
  }
}

void gain_terms(const float* shadow, const float* weight, int32_t n, float gain, float* m) {
  for (int32_t i = 0; i < n; i += lanes) {
    const F g = weight ? fma(load(weight + i), set(gain - 1.0f), set(1.0f)) : set(gain);
    store(m + i, shadow ? g * load(shadow + i) : g);
  }
}

void weight_terms(float* weight, int32_t n) {
  for (int32_t i = 0; i < n; i += lanes) store(weight + i, saturate(load(weight + i)));
}

}  // namespace sfumato::SFUMATO_TARGET
