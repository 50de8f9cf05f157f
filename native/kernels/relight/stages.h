// SPDX-License-Identifier: Apache-2.0
// The steps of relighting on one chunk of a row, compiled per target. Planes hold `chunk` floats; steps work on whole
// vectors, so that up to lanes - 1 values past `n` are computed and ignored.
#pragma once

#include <cstdint>

#include "base/dispatch.h"
#include "sfumato/relight.h"

namespace sfumato::relight {

constexpr int32_t chunk = 256;
constexpr int32_t plain_chunk = 1024;  // of the plain case, which needs few planes
constexpr int32_t max_levels = 5;

// A light in shading terms. Positions and the unit of length: parts of the longer side, x right, y down.
struct Source {
  LightKind kind;
  float x, y, z;           // position; directional: unit vector towards the light
  float axis_x, axis_y, axis_z, cos_outer, inverse_fade;  // spot
  float size2, falloff, wrap;
};

// Geometry of a chunk.
struct Surface {
  const float* nearness;                // of the chunk's row
  float nx[chunk], ny[chunk], nz[chunk];
  float x0, y, unit;                    // of the first pixel's centre, and the pixel pitch
  float relief;
};

// What happens to a chunk's colours.
struct Terms {
  const float* m;  // multiplies the picture; null: 1
  const float* fog;  // null: none
  float fog_colour[3];
  int32_t lights;
  const float* diffuse[max_lights];
  const float* specular[max_lights];  // null entries: none
  float colour[max_lights][3];
  bool roll_off;
};

// The plain case: one directional or point light, and shadows at most. Everything that a piece of a row needs beside
// its rows.
struct Plain {
  Source source;
  float colour[3];
  float slope, limit, relief;  // relief in pixels; 1 / edge_slope^2
  float gloss, least_gloss, roughness;  // of the highlight on the lightest thing, and on black
  float multiply, shadow_strength;
  int32_t x;  // of the first pixel; the light's distance from pixel x is left - x unit
  float left, y, unit;
};

// One level of the stack of means that shadows march over; pitch floats from row to row, `margin` replicated columns
// on both sides of the width.
struct ShadowField {
  const float* level[max_levels];
  int32_t levels, width, height, pitch, margin;
  float highest;  // of level 0
  // Highest of level 0 in each tile and its eight neighbours, tops_pitch tiles a row.
  const float* tops;
  int32_t tops_pitch;
};
constexpr int32_t tile_shift = 6, tile_side = 1 << tile_shift;  // wider than the widest level's reach and a vector

// Whole pixels along a path: a direction in march_unit, times a distance in 1/256, shifted back.
constexpr int32_t march_unit = 1 << 15, march_shift = 15 + 8;
constexpr int64_t march_half = int64_t{1} << (march_shift - 1);
constexpr float march_fraction = 1.0f / static_cast<float>(int64_t{1} << march_shift);
constexpr int32_t fade_reach = 6;
constexpr int32_t most_parts = 8;  // of a source, that rows take turns with
constexpr float march_ramp = 10.0f;

// A march: what all pixels share. Lengths are in the field's pixels.
struct March {
  int32_t steps;
  float distance[256];
  int64_t whole[256];  // distance x 256
  int32_t level[256];
  float spacing[256];
  bool directional;
  float x, y, z;        // light position, or direction in the plane (unit) and rise per pixel (z)
  int32_t dx, dy;       // directional: that direction in march_unit
  float inverse_width[256];  // directional: 1 / the height over which a sample goes from hiding nothing to hiding all
  float softness;       // source radius (point) or its tangent (directional)
  float aside;          // how far aside of the source's middle paths may end, in the same unit: the picture's edge goes on so far
  float bias;
  float inverse_fade;   // 1 / height from which shadows fall fully; 0: everywhere
};

}  // namespace sfumato::relight

namespace sfumato {

// Normals of n pixels from three rows of nearness, readable from -1 to n (rounded up to a vector).
SFUMATO_DECLARE(void, surface_normals, const float* above, const float* here, const float* below, int32_t n,
                float slope, float edge_slope, relight::Surface* s)
// Turns normals towards the viewer, and nearness (into `nearer`) towards 0, where less of the surface is there.
SFUMATO_DECLARE(void, surface_thin, const float* solid, int32_t n, relight::Surface* s, float* nearer)
// Diffuse and specular share of one light; visibility and weight may be null.
SFUMATO_DECLARE(void, light_terms, const relight::Source* light, const relight::Surface* s, int32_t n,
                float specular, float roughness, const float* visibility, const float* weight, float* diffuse,
                float* highlight)
// shadow *= 1 - strength x (1 - visibility) x weight x spot cone.
SFUMATO_DECLARE(void, shadow_terms, const relight::Source* light, const relight::Surface* s, int32_t n,
                float strength, const float* visibility, const float* weight, float* shadow)
SFUMATO_DECLARE(void, fog_terms, const float* nearness, int32_t n, float amount, float start, const float* weight,
                float* fog)
// m = shadow x (1 + weight x (gain - 1)); shadow and weight may be null.
SFUMATO_DECLARE(void, gain_terms, const float* shadow, const float* weight, int32_t n, float gain, float* m)
// 0..1 from a matte, NaN to 0.
SFUMATO_DECLARE(void, weight_terms, float* weight, int32_t n)
SFUMATO_DECLARE(void, compose_rgba8, const uint8_t* in, uint8_t* out, int32_t n, const relight::Terms* t,
                const float* decode, int32_t transfer)
SFUMATO_DECLARE(void, compose_rgba32f, const float* in, float* out, int32_t n, const relight::Terms* t)
// What the steps above do, in one pass and in registers, for a directional light or a point with falloff 0, 1 or 2.
// `visibility` may be null; rows of nearness as for surface_normals.
SFUMATO_DECLARE(void, plain_rgba8, const float* above, const float* here, const float* below, const uint8_t* in,
                uint8_t* out, int32_t n, const relight::Plain* p, const float* visibility, const float* decode)
SFUMATO_DECLARE(void, plain_rgba32f, const float* above, const float* here, const float* below, const float* in,
                float* out, int32_t n, const relight::Plain* p, const float* visibility)
// Planes r, g, b in `in` (encoded, chunk apart), result in `out`; `linear` receives the decoded input.
SFUMATO_DECLARE(void, compose_planes, const float* in, float* out, float* linear, int32_t planes, int32_t n,
                const relight::Terms* t, const float* alpha, int32_t transfer)
// One light's layer from linear planes.
SFUMATO_DECLARE(void, light_layer, const float* linear, float* out, int32_t planes, int32_t n, const float* diffuse,
                const float* specular, const float* colour, const float* alpha)
// n means of scale columns by count rows (not finite: 0) x scale^2 x factor; room for n rounded up.
SFUMATO_DECLARE(void, shadow_shrink, const float* const* rows, int32_t count, int32_t scale, int32_t n, float factor,
                float* out)
// The largest of n values; room for n rounded up.
SFUMATO_DECLARE(float, row_highest, const float* values, int32_t n)
// One level from another: 1-2-1 means `hole` apart in both directions, rows y0..y1.
SFUMATO_DECLARE(void, shadow_blur, const float* in, float* out, const relight::ShadowField* f, int32_t hole,
                int32_t y0, int32_t y1)
// Visibility of columns x0 to x1 of row y of the field; x0 is a multiple of 32, and so many more may be written.
SFUMATO_DECLARE(void, shadow_march, const relight::ShadowField* f, const relight::March* m, int32_t x0, int32_t x1,
                int32_t y, float* visibility)
// The mean of `count` rows, or of one row shifted, over those pixels whose heights are like those of number `centre`:
// within `jump`, and a slope of 2 more per step between. n pixels; room for n rounded up.
SFUMATO_DECLARE(void, shadow_mix, const float* const* visibility, const float* const* heights, int32_t count,
                int32_t centre, int32_t n, float jump, float* out)
// Fades what n pixels of a row receive by the lowest height within fade_reach of each: `heights` are the rows so near.
// Beside a jump in depth that is the far side's, and its ramp is no rim of shadow.
SFUMATO_DECLARE(void, shadow_fade, const float* const* heights, int32_t count, int32_t n, float inverse_fade,
                float* visibility)
// Visibility at full resolution for n pixels from x of row y; heights in the field's pixels from nearness.
SFUMATO_DECLARE(void, shadow_upsample, const relight::ShadowField* f, const relight::March* m,
                const float* field_visibility, int32_t scale, int32_t x, int32_t y, int32_t n, const float* nearness,
                float height, float jump, float* visibility)

}  // namespace sfumato
