// SPDX-License-Identifier: Apache-2.0
// Light on a picture whose depth is known: normals, lights, soft shadows, fog, and the passes that make them up.
//
// Geometry. `nearness` is one channel, larger is nearer the viewer (inverse depth), nominally 0..1. The surface stands
// relief x nearness high over the picture plane, in parts of the picture's longer side; the viewer looks straight down
// on it. Lengths below are in that unit; x runs right, y down, z towards the viewer.
#pragma once

#include <cstdint>
#include <span>

#include "sfumato/image.h"
#include "sfumato/job.h"
#include "sfumato/transfer.h"

namespace sfumato {

enum class LightKind : uint8_t { ambient, directional, point, spot };

// A light. Positions: x and y in parts of the picture's width and height (0..1 inside it), z in parts of the longer
// side. A directional light shines from its position towards its target, the same everywhere.
struct Light {
  LightKind kind = LightKind::point;
  float x = 0, y = 0, z = 0.5f;
  float target_x = 0.5f, target_y = 0.5f, target_z = 0;
  float colour[3] = {1, 1, 1};  // linear light in the picture's own primaries, intensity included
  float size = 0.05f;           // radius of the source: width of shadow edges and softness of the terminator
  float falloff = 0;            // point, spot: strength x (distance^2 + size^2)^(-falloff / 2); 0..8
  float angle = 60;             // spot: full opening in degrees, 1..180
  float edge = 0.5f;            // spot: share of the opening over which the edge fades, 0..1
  bool shadows = false;         // ambient lights cast none
};

constexpr int32_t max_lights = 16;

struct RelightOptions {
  Transfer transfer = Transfer::srgb;
  bool premultiplied = false;   // 4 channels: the encoded colour is premultiplied by alpha
  float gain = 1;               // of the light that is in the picture already
  float relief = 0.25f;         // >= 0
  float edge_slope = 6;         // slopes well above this are taken for jumps in depth and shade as facing the viewer
  float specular = 0.15f;       // peak of the highlight, as a share of the light
  float roughness = 0.4f;       // 0.05..1: width of the highlight (GGX)
  float shadow_strength = 0.6f; // how far a cast shadow dims the light that is in the picture already, 0..1
  float shadow_softness = 1;    // scales `size` for shadow edges
  float shadow_reach = 0.35f;   // longest shadow looked for
  float shadow_fade = 0;        // nearness from which shadows fall fully, fading to none at 0; 0: everywhere
  int32_t shadow_steps = 32;    // 4..256 per pixel
  int32_t shadow_scale = 2;     // 1..32: shadows are traced on every n-th pixel and column and brought back edge-aware
  float fog = 0;                // most that fog covers, 0..1
  float fog_start = 0;          // distance (1 - nearness) at which it begins, < 1
  float fog_colour[3] = {0.7f, 0.75f, 0.8f};  // linear light
  ConstImage solid;             // 1 channel of the picture's size: how much of the surface is there; elsewhere the ground
                                // is flat, at nearness 0. Shadows are the whole surface's. data == nullptr: all of it
  bool roll_off = false;        // added light approaches 1.0 smoothly, all channels by one factor, instead of clipping
};

// Where to put the parts. All optional (data == nullptr), all of the picture's size. Colours are linear light.
// picture x ambient x shadow + lights, then fog over it, is the flattened result (with roll_off: below the highlights).
struct RelightPasses {
  Image ambient;              // 1 channel, multiply: what `gain` does
  Image shadow;               // 1 channel, multiply: what cast shadows do
  Image fog;                  // 4 channels, straight alpha, normal
  Image normals;              // 3 channels: x, y, z; integers store 0.5 + 0.5 n
  Image lights[max_lights];   // add: diffuse and specular of each light, of the picture's colour channels or fewer
};

// Lights `picture` (1, 3 or 4 channels; alpha passes unchanged) into `out` of the same format, which may be `picture`
// itself. `nearness` (any dtype) and `matte` (may be empty: data == nullptr) are one channel of the same size; the
// matte weighs the whole effect. Pixels that nothing changes keep their stored bits; without roll_off values above 1
// survive. NaN in `nearness` or `matte` lights nothing there. At most max_lights lights.
// Shading: Lambert, widened by the light's size, and the GGX normal distribution (Walter et al. 2007) scaled to a peak
// of 1. Shadows: march over a stack of ever wider means of the surface, lanes side by side; penumbra from the source's
// size, along the ray by its height, across it by rows that take turns with parts of the source and are mixed;
// edge-aware upsampling marches again where no traced neighbour lies at the pixel's depth.
void relight_shade(const ConstImage& picture, const ConstImage& nearness, const ConstImage& matte,
                   std::span<const Light> lights, const RelightOptions& options, const Image& out,
                   const RelightPasses& passes, const Job& job);

// Smooths noise out of `nearness` (1 channel) into `out` (1 channel f32, same size) and keeps its jumps: the guided
// filter with the picture itself as guide (He et al. 2010), run twice. `radius` in pixels, 1..256; `noise` is the
// deviation that counts as noise, in nearness. Values that are not finite count as 0.
void relight_smooth(const ConstImage& nearness, int32_t radius, float noise, const Image& out, const Job& job);

// Turns the ramps that models draw at jumps of `nearness` (1 channel) into steps, in `out` (1 channel f32, same size), and
// carries the slopes on both sides up to them: the slope facet model of Haralick and Watson (1981), run twice, every pixel
// weighing the planes of the windows that hold it by how well they fit. `radius` of a window in pixels, 1..16, half of the
// widest ramp; `noise` is the deviation from a plane that counts as noise, > 0. What is not finite counts as 0.
void relight_sharpen(const ConstImage& nearness, int32_t radius, float noise, const Image& out, const Job& job);

// Enlarges `nearness` (1 channel) to `out` (1 channel f32) of `guide`'s size. Where the depth is smooth the result is
// a bicubic B-spline of it, whose slopes have no facets and take no texture from the guide. At jumps, which of the two
// surfaces a pixel belongs to is refined along the guide's edges by the guided filter (guided.h), so that the jump
// follows the picture's outline. `edge` is the difference in nearness that counts as a jump.
void relight_upsample(const ConstImage& nearness, const ConstImage& guide, float edge, const Image& out, const Job& job);

// Geometry where no depth is known: a smooth bulge over `matte` (1 channel), 0 outside it and at most 1 inside, as
// nearness in `out` (1 channel f32, same size). The silhouette itself stands a quarter off the background; above that
// the surface is the square root of a membrane under even pressure that the matte holds down around it.
void relight_inflate(const ConstImage& matte, const Image& out, const Job& job);

}  // namespace sfumato
