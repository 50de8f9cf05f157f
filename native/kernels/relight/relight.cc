// SPDX-License-Identifier: Apache-2.0
#include "sfumato/relight.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

#include "relight/shadow.h"
#include "relight/stages.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

using relight::chunk;
using relight::plain_chunk;
using relight::Source;
using relight::Surface;
using relight::Terms;

constexpr float pi = 3.14159265f;
constexpr int32_t widest = 16;  // floats in the widest target's vector

Source source_of(const Light& light, float width, float height, float unit) {
  Source s{};
  s.kind = light.kind;
  s.x = light.x * width * unit;
  s.y = light.y * height * unit;
  s.z = light.z;
  float dx = s.x - light.target_x * width * unit, dy = s.y - light.target_y * height * unit, dz = s.z - light.target_z;
  const float distance = std::sqrt(dx * dx + dy * dy + dz * dz);
  if (distance > 0) dx /= distance, dy /= distance, dz /= distance;
  else dx = dy = 0, dz = 1;
  s.axis_x = -dx, s.axis_y = -dy, s.axis_z = -dz;
  if (light.kind == LightKind::directional) s.x = dx, s.y = dy, s.z = dz;
  const float half = 0.5f * light.angle * pi / 180.0f;
  s.cos_outer = std::cos(half);
  s.inverse_fade = 1.0f / std::max(std::cos(half * (1.0f - light.edge)) - s.cos_outer, 1e-4f);
  s.size2 = light.size * light.size;
  s.falloff = light.falloff;
  s.wrap = 0.5f * light.size / (0.5f + light.size);
  return s;
}

void fill_decode_table(Transfer transfer, float table[256]) {
  for (int i = 0; i < 256; ++i) table[i] = static_cast<float>(transfer_decode(transfer, i / 255.0));
}

// Everything that rows share.
struct Scene {
  ConstImage picture, nearness, matte;
  const RelightOptions& options;
  const Image& out;
  const RelightPasses& passes;
  int32_t lights = 0;
  Source sources[max_lights] = {};
  float colours[max_lights][3] = {};
  int64_t traced[max_lights] = {};  // index among the traced shadows, or -1
  std::optional<relight::Shadows> shadows = std::nullopt;
  float unit = 1;
  float decode[256] = {};
  bool light_passes = false, any_shadow = false;
  relight::Plain shared = {};  // where is_plain
};

// Whether one pass over rows of 8-bit sRGB or linear float pixels gives everything that is asked for.
bool is_plain(const Scene& scene) {
  const RelightOptions& o = scene.options;
  const RelightPasses& passes = scene.passes;
  const Source& light = scene.sources[0];
  const bool format = (scene.picture.dtype == DType::u8 && o.transfer == Transfer::srgb) ||
                      (scene.picture.dtype == DType::f32 && o.transfer == Transfer::linear);
  const bool kind = light.kind == LightKind::directional ||
                    (light.kind == LightKind::point &&
                     (light.falloff == 0.0f || light.falloff == 1.0f || light.falloff == 2.0f));
  return scene.lights == 1 && kind && format && scene.picture.channels == 4 && !o.premultiplied && !scene.matte.data && !o.solid.data &&
         o.fog <= 0 && !o.roll_off && !scene.light_passes && !passes.ambient.data && !passes.shadow.data &&
         !passes.fog.data && !passes.normals.data;
}

relight::Plain plain_of(const Scene& scene) {
  const RelightOptions& o = scene.options;
  relight::Plain p{};
  p.source = scene.sources[0];
  std::copy_n(scene.colours[0], 3, p.colour);
  p.slope = o.relief / scene.unit;
  p.limit = 1.0f / (o.edge_slope * o.edge_slope);
  p.relief = o.relief;
  p.least_gloss = 0.08f * std::max(o.specular, 0.0f);
  p.gloss = 0.92f * std::max(o.specular, 0.0f);
  p.roughness = o.roughness;
  p.multiply = o.gain;
  p.shadow_strength = std::clamp(o.shadow_strength, 0.0f, 1.0f);
  p.unit = scene.unit;
  p.left = p.source.x - 0.5f * scene.unit;
  return p;
}

// The planes of one chunk.
struct Chunk {
  Surface surface;
  float nearness[3][plain_chunk + 64];
  float solid[chunk], nearer[chunk], weight[chunk], visibility[chunk], shadow[chunk], m[chunk], fog[chunk], alpha[chunk];
  float diffuse[max_lights][chunk], specular[max_lights][chunk];
  float in[4 * chunk], out[4 * chunk], linear[3 * chunk], scratch[4 * chunk];
};

// A row of nearness from x - 1 to x + n, edges repeated, at `to + 16 - 1`; or the picture's own memory where it has
// them. Whole vectors are read.
const float* nearness_row(const ConstImage& image, int32_t x, int32_t y, int32_t n, float* to) {
  y = std::clamp(y, 0, image.height - 1);
  if (image.dtype == DType::f32 && n % widest == 0 && x > 0 && x + n < image.width)
    return reinterpret_cast<const float*>(image.row(y)) + x;
  float* first = to + 16;
  row_load(image, x, y, n, first);
  if (x > 0) row_load(image, x - 1, y, 1, first - 1);
  else first[-1] = first[0];
  if (x + n < image.width) row_load(image, x + n, y, 1, first + n);
  else first[n] = first[n - 1];
  std::fill(first + n + 1, first + (n + widest - 1) / widest * widest + 1, 0.0f);
  return first;
}

// Pixels of a row up to the first that `row` holds on a vector's boundary, 1..widest, so that what follows can be
// streamed; all such pieces but the last then also have neighbours in memory on both sides.
int32_t first_piece(const uint8_t* row, size_t pixel_bytes) {
  const size_t vector = static_cast<size_t>(widest) * 4, past = reinterpret_cast<uintptr_t>(row) % vector;
  const size_t missing = vector - past;
  return missing % pixel_bytes == 0 ? static_cast<int32_t>(missing / pixel_bytes) : widest;
}

void store_pass(const Image& pass, int32_t x, int32_t y, int32_t n, const float* planes) {
  if (pass.data) row_store_planar(pass, x, y, n, planes, chunk);
}

void store_normals(const Image& pass, int32_t x, int32_t y, int32_t n, const Surface& s, float* scratch) {
  if (!pass.data) return;
  const bool integers = pass.range != Range::unit;
  const float* parts[] = {s.nx, s.ny, s.nz};
  for (int32_t c = 0; c < 3; ++c)
    for (int32_t i = 0; i < n; ++i) scratch[c * chunk + i] = integers ? 0.5f + 0.5f * parts[c][i] : parts[c][i];
  row_store_planar(pass, x, y, n, scratch, chunk);
}

void compose(const Scene& scene, Chunk& c, const Terms& terms, int32_t x, int32_t y, int32_t n) {
  const ConstImage& picture = scene.picture;
  const RelightOptions& o = scene.options;
  const bool plain = picture.channels == 4 && !o.premultiplied && !scene.light_passes;
  const uint8_t* in = picture.row(y) + static_cast<size_t>(x) * picture.pixel_bytes();
  uint8_t* out = scene.out.row(y) + static_cast<size_t>(x) * picture.pixel_bytes();
  if (plain && picture.dtype == DType::u8) {
    SFUMATO_PICK(compose_rgba8)(in, out, n, &terms, scene.decode, static_cast<int32_t>(o.transfer));
    return;
  }
  if (plain && picture.dtype == DType::f32 && o.transfer == Transfer::linear) {
    SFUMATO_PICK(compose_rgba32f)(reinterpret_cast<const float*>(in), reinterpret_cast<float*>(out), n, &terms);
    return;
  }
  row_load_planar(picture, x, y, n, c.in, chunk);
  const int32_t planes = picture.channels == 1 ? 1 : 3;
  const float* alpha = o.premultiplied && picture.channels == 4 ? c.in + 3 * chunk : nullptr;
  SFUMATO_PICK(compose_planes)
  (c.in, c.out, c.linear, planes, n, &terms, alpha, static_cast<int32_t>(o.transfer));
  if (picture.channels == 4) std::memcpy(c.out + 3 * chunk, c.in + 3 * chunk, sizeof(float) * chunk);
  row_store_planar(scene.out, x, y, n, c.out, chunk);
  for (int32_t l = 0; l < scene.lights; ++l) {
    const Image& pass = scene.passes.lights[l];
    if (!pass.data) continue;
    SFUMATO_PICK(light_layer)
    (c.linear, c.scratch, planes, n, terms.diffuse[l], terms.specular[l], terms.colour[l], alpha);
    if (pass.channels == 4) std::fill(c.scratch + 3 * chunk, c.scratch + 4 * chunk, 0.0f);
    store_pass(pass, x, y, n, c.scratch);
  }
}

void shade_plain(const Scene& scene, Chunk& c, int32_t x, int32_t y, int32_t n, const float* visibility) {
  const float* above = nearness_row(scene.nearness, x, y - 1, n, c.nearness[0]);
  const float* here = nearness_row(scene.nearness, x, y, n, c.nearness[1]);
  const float* below = nearness_row(scene.nearness, x, y + 1, n, c.nearness[2]);
  relight::Plain p = scene.shared;
  p.x = x;
  p.y = (static_cast<float>(y) + 0.5f) * scene.unit;
  const size_t offset = static_cast<size_t>(x) * scene.picture.pixel_bytes();
  const uint8_t* in = scene.picture.row(y) + offset;
  uint8_t* out = scene.out.row(y) + offset;
  if (scene.picture.dtype == DType::u8)
    SFUMATO_PICK(plain_rgba8)(above, here, below, in, out, n, &p, visibility, scene.decode);
  else
    SFUMATO_PICK(plain_rgba32f)
    (above, here, below, reinterpret_cast<const float*>(in), reinterpret_cast<float*>(out), n, &p, visibility);
}

// `visibility` has room for the row, or is null where nothing throws a shadow.
void shade_plain_row(const Scene& scene, Chunk& c, int32_t y, float* visibility) {
  const int32_t width = scene.out.width;
  for (int32_t x = 0; visibility && x < width; x += chunk) {
    const int32_t n = std::min(chunk, width - x);
    const float* here = nearness_row(scene.nearness, x, y, n, c.nearness[1]);
    scene.shadows->upsample(static_cast<size_t>(scene.traced[0]), x, y, n, here, visibility + x);
  }
  int32_t n = std::min(first_piece(scene.out.row(y), scene.out.pixel_bytes()), width);
  for (int32_t x = 0; x < width; x += n, n = std::min(plain_chunk, width - x)) {
    // A last piece that has no neighbour on its right is small: it is copied.
    if (x > 0 && x + n == width && n > widest) n = (n - 1) / widest * widest;
    shade_plain(scene, c, x, y, n, visibility ? visibility + x : nullptr);
  }
}

// What of the chunk's matte counts: 0..1.
const float* weight_row(const ConstImage& matte, int32_t x, int32_t y, int32_t n, float* to) {
  row_load(matte, x, y, n, to);
  std::fill(to + n, to + chunk, 0.0f);
  SFUMATO_PICK(weight_terms)(to, n);
  return to;
}

void shade_chunk(const Scene& scene, Chunk& c, int32_t x, int32_t y, int32_t n) {
  const RelightOptions& o = scene.options;
  const float length = 1.0f / scene.unit;
  Surface& s = c.surface;
  const float* above = nearness_row(scene.nearness, x, y - 1, n, c.nearness[0]);
  const float* here = nearness_row(scene.nearness, x, y, n, c.nearness[1]);
  const float* below = nearness_row(scene.nearness, x, y + 1, n, c.nearness[2]);
  s.nearness = here;
  s.x0 = (static_cast<float>(x) + 0.5f) * scene.unit;
  s.y = (static_cast<float>(y) + 0.5f) * scene.unit;
  s.unit = scene.unit;
  s.relief = o.relief;
  if (scene.lights > 0 || scene.passes.normals.data)
    SFUMATO_PICK(surface_normals)(above, here, below, n, o.relief * length, o.edge_slope, &s);
  if (o.solid.data) {
    SFUMATO_PICK(surface_thin)(weight_row(o.solid, x, y, n, c.solid), n, &s, c.nearer);
    s.nearness = c.nearer;
  }
  const float* weight = scene.matte.data ? weight_row(scene.matte, x, y, n, c.weight) : nullptr;

  Terms t{};
  if (scene.any_shadow) std::fill(c.shadow, c.shadow + chunk, 1.0f);
  t.lights = scene.lights;
  t.roll_off = o.roll_off;
  for (int32_t l = 0; l < scene.lights; ++l) {
    const Source& source = scene.sources[l];
    const bool shiny = o.specular > 0 && source.kind != LightKind::ambient;
    const float* visibility = nullptr;
    if (scene.traced[l] >= 0) {
      scene.shadows->upsample(static_cast<size_t>(scene.traced[l]), x, y, n, here, c.visibility);
      visibility = c.visibility;
      SFUMATO_PICK(shadow_terms)(&source, &s, n, o.shadow_strength, visibility, weight, c.shadow);
    }
    SFUMATO_PICK(light_terms)
    (&source, &s, n, o.specular, o.roughness, visibility, weight, c.diffuse[l], shiny ? c.specular[l] : nullptr);
    t.diffuse[l] = c.diffuse[l];
    t.specular[l] = shiny ? c.specular[l] : nullptr;
    std::copy_n(scene.colours[l], 3, t.colour[l]);
  }
  if (scene.any_shadow || o.gain != 1.0f) {
    SFUMATO_PICK(gain_terms)(scene.any_shadow ? c.shadow : nullptr, weight, n, o.gain, c.m);
    t.m = c.m;
  }
  if (o.fog > 0) {
    SFUMATO_PICK(fog_terms)(s.nearness, n, o.fog, o.fog_start, weight, c.fog);
    t.fog = c.fog;
    std::copy_n(o.fog_colour, 3, t.fog_colour);
  }
  compose(scene, c, t, x, y, n);

  store_normals(scene.passes.normals, x, y, n, s, c.scratch);
  if (scene.passes.ambient.data) {
    SFUMATO_PICK(gain_terms)(nullptr, weight, n, o.gain, c.scratch);
    store_pass(scene.passes.ambient, x, y, n, c.scratch);
  }
  if (scene.passes.shadow.data) {
    if (!scene.any_shadow) std::fill(c.shadow, c.shadow + chunk, 1.0f);
    store_pass(scene.passes.shadow, x, y, n, c.shadow);
  }
  if (scene.passes.fog.data) {
    for (int32_t p = 0; p < 3; ++p) std::fill_n(c.scratch + p * chunk, chunk, o.fog_colour[p]);
    if (t.fog) std::copy_n(c.fog, chunk, c.scratch + 3 * chunk);
    else std::fill_n(c.scratch + 3 * chunk, chunk, 0.0f);
    store_pass(scene.passes.fog, x, y, n, c.scratch);
  }
}

}  // namespace

void relight_shade(const ConstImage& picture, const ConstImage& nearness, const ConstImage& matte,
                   std::span<const Light> lights, const RelightOptions& options, const Image& out,
                   const RelightPasses& passes, const Job& job) {
  job.check();
  Scene scene{picture, nearness, matte, options, out, passes};
  const float width = static_cast<float>(picture.width), height = static_cast<float>(picture.height);
  scene.unit = 1.0f / std::max(width, height);
  scene.lights = std::min(static_cast<int32_t>(lights.size()), max_lights);
  fill_decode_table(options.transfer, scene.decode);
  for (int32_t l = 0; l < scene.lights; ++l) {
    const Light& light = lights[static_cast<size_t>(l)];
    scene.sources[l] = source_of(light, width, height, scene.unit);
    std::copy_n(light.colour, 3, scene.colours[l]);
    if (picture.channels == 1)
      scene.colours[l][0] = 0.2126f * light.colour[0] + 0.7152f * light.colour[1] + 0.0722f * light.colour[2];
    scene.light_passes = scene.light_passes || passes.lights[l].data;
    scene.traced[l] = -1;
    if (!light.shadows || light.kind == LightKind::ambient || options.relief <= 0) continue;
    if (!scene.shadows) scene.shadows.emplace(nearness, options, job);
    scene.traced[l] = static_cast<int64_t>(scene.shadows->trace(light, job));
    scene.any_shadow = true;
    job.report(0.5 * (l + 1) / scene.lights);
  }
  const bool plain = is_plain(scene);
  if (plain) scene.shared = plain_of(scene);
  std::atomic<int64_t> done{0};
  const double start = scene.any_shadow ? 0.5 : 0.0;
  parallel_for(picture.height, 8, job, [&](int64_t begin, int64_t end) {
    Chunk c;
    std::vector<float> visibility(plain && scene.any_shadow ? static_cast<size_t>(picture.width) + widest : 0);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      if (plain) {
        shade_plain_row(scene, c, y, visibility.empty() ? nullptr : visibility.data());
        continue;
      }
      for (int32_t x = 0; x < picture.width; x += chunk)
        shade_chunk(scene, c, x, y, std::min(chunk, picture.width - x));
    }
    const int64_t rows = done.fetch_add(end - begin, std::memory_order_relaxed) + end - begin;
    job.report(start + (1.0 - start) * static_cast<double>(rows) / picture.height);
  });
}

}  // namespace sfumato
