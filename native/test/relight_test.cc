// SPDX-License-Identifier: Apache-2.0
#include "sfumato/relight.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include "check.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

using namespace sfumato;

namespace {

using check::Picture;

float hill(int32_t x, int32_t y, int32_t w, int32_t h) {
  const float dx = (static_cast<float>(x) - 0.5f * static_cast<float>(w)) / static_cast<float>(w);
  const float dy = (static_cast<float>(y) - 0.4f * static_cast<float>(h)) / static_cast<float>(h);
  return 0.6f * std::exp(-8.0f * (dx * dx + dy * dy));
}

Picture depth_of(int32_t w, int32_t h, DType dtype = DType::f32, int32_t padding = 0, bool flipped = false) {
  Picture p(w, h, 1, dtype, dtype == DType::f32 || dtype == DType::f16 ? Range::unit : Range::full, padding, flipped);
  p.fill([&](int32_t x, int32_t y, int32_t) { return hill(x, y, w, h); });
  return p;
}

Picture colours(int32_t w, int32_t h, int32_t channels, DType dtype, Range range, int32_t padding = 0, bool flipped = false) {
  Picture p(w, h, channels, dtype, range, padding, flipped);
  auto random = check::random(7);
  p.fill([&](int32_t, int32_t, int32_t) { return static_cast<float>(random() % 1000) / 1000.0f; });
  return p;
}

Light lamp(LightKind kind = LightKind::point) {
  Light l;
  l.kind = kind;
  l.x = 0.2f, l.y = 0.1f, l.z = 0.7f;
  l.colour[0] = 1.2f, l.colour[1] = 0.9f, l.colour[2] = 0.5f;
  l.falloff = 2;
  l.angle = 70;
  return l;
}

// One light on one linear pixel, written from the header's words in double precision.
struct Reference {
  double lit[3];
};
Reference reference(const Picture& picture, const Picture& nearness, const Light& light, const RelightOptions& o, int32_t x,
                    int32_t y) {
  const int32_t w = picture.view.width, h = picture.view.height;
  const double length = std::max(w, h);
  const auto depth = [&](int32_t i, int32_t j) {
    return static_cast<double>(nearness.get(std::clamp(i, 0, w - 1), std::clamp(j, 0, h - 1), 0)) * o.relief * length;
  };
  const auto slope = [](double a, double b) { return (a * (1 + b * b) + b * (1 + a * a)) / (2 + a * a + b * b); };
  double gx = slope(depth(x, y) - depth(x - 1, y), depth(x + 1, y) - depth(x, y));
  double gy = slope(depth(x, y) - depth(x, y - 1), depth(x, y + 1) - depth(x, y));
  const double jump = (gx * gx + gy * gy) / (o.edge_slope * o.edge_slope), keep = 1 / (1 + jump * jump);
  gx *= keep, gy *= keep;
  const double norm = std::sqrt(1 + gx * gx + gy * gy), nx = -gx / norm, ny = -gy / norm, nz = 1 / norm;

  double lx, ly, lz, strength = 1;
  const double px = light.x * w / length, py = light.y * h / length, pz = light.z;
  double ax = px - light.target_x * w / length, ay = py - light.target_y * h / length, az = pz - light.target_z;
  const double al = std::sqrt(ax * ax + ay * ay + az * az);
  ax /= al, ay /= al, az /= al;
  if (light.kind == LightKind::ambient) {
    return {{picture.get(x, y, 0) * (o.gain + light.colour[0]), picture.get(x, y, 1) * (o.gain + light.colour[1]),
             picture.get(x, y, 2) * (o.gain + light.colour[2])}};
  }
  if (light.kind == LightKind::directional) {
    lx = ax, ly = ay, lz = az;
  } else {
    lx = px - (x + 0.5) / length, ly = py - (y + 0.5) / length, lz = pz - depth(x, y) / length;
    const double d2 = lx * lx + ly * ly + lz * lz, d = std::sqrt(d2);
    lx /= d, ly /= d, lz /= d;
    strength = std::pow(d2 + light.size * light.size, -0.5 * light.falloff);
    if (light.kind == LightKind::spot) {
      const double half = 0.5 * light.angle * 3.14159265358979 / 180, outer = std::cos(half);
      const double fade = std::max(std::cos(half * (1 - light.edge)) - outer, 1e-4);
      const double e = std::clamp((lx * ax + ly * ay + lz * az - outer) / fade, 0.0, 1.0);
      strength *= e * e * (3 - 2 * e);
    }
  }
  const double cosine = nx * lx + ny * ly + nz * lz, wrap = 0.5 * light.size / (0.5 + light.size);
  const double diffuse = std::max(cosine * (1 - wrap) + wrap, 0.0) * strength;
  const double nh = (cosine + nz) / std::sqrt(std::max(2 + 2 * lz, 1e-6)), a2 = std::pow(o.roughness, 4);
  const double peak = a2 / std::max(nh * nh * (a2 - 1) + 1, a2);
  const double highlight = peak * peak * std::clamp(cosine * 8, 0.0, 1.0) * strength * o.specular;
  const double luma = 0.2126 * picture.get(x, y, 0) + 0.7152 * picture.get(x, y, 1) + 0.0722 * picture.get(x, y, 2);
  const double gloss = 0.08 + 0.92 * std::clamp(luma, 0.0, 1.0);
  Reference r{};
  for (int32_t c = 0; c < 3; ++c)
    r.lit[c] = picture.get(x, y, c) * (o.gain + light.colour[c] * diffuse) + light.colour[c] * highlight * gloss;
  return r;
}

}  // namespace

TEST("relight: every kind of light matches a double-precision reference on every target, odd sizes and strides") {
  check::on_every_target([](Target) {
    for (LightKind kind : {LightKind::ambient, LightKind::directional, LightKind::point, LightKind::spot})
      for (auto [w, h] : {std::pair{1, 1}, {37, 5}, {300, 7}, {5, 40}}) {
        const Picture picture = colours(w, h, 4, DType::f32, Range::unit, 4, true);
        const Picture depth = depth_of(w, h, DType::f32, 3);
        Picture out(w, h, 4, DType::f32, Range::unit, 12);
        RelightOptions o;
        o.transfer = Transfer::linear;
        o.gain = 0.75f;
        Light light = lamp(kind);
        light.falloff = kind == LightKind::spot ? 1.5f : 2.0f;
        relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out.view, {}, {});
        for (int32_t y = 0; y < h; ++y)
          for (int32_t x = 0; x < w; ++x) {
            const Reference r = reference(picture, depth, light, o, x, y);
            for (int32_t c = 0; c < 3; ++c) CHECK_NEAR(out.get(x, y, c), r.lit[c], 2e-3 * (1 + r.lit[c]));
            CHECK(out.get(x, y, 3) == picture.get(x, y, 3));
          }
      }
  });
}

TEST("relight: the pass for one plain light gives what the general steps give") {
  check::on_every_target([](Target) {
    const int32_t w = 547, h = 21;
    Picture depth = depth_of(w, h, DType::f32, 3);
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 300; x < 320; ++x) depth.set(x, y, 0, 0.7f);
    depth.set(30, 10, 0, std::numeric_limits<float>::quiet_NaN());
    for (DType dtype : {DType::u8, DType::f32})
      for (LightKind kind : {LightKind::directional, LightKind::point})
        for (float falloff : {0.0f, 1.0f, 2.0f})
          for (bool shadows : {false, true}) {
            const Picture picture = colours(w, h, 4, dtype, dtype == DType::u8 ? Range::full : Range::unit, 4, true);
            Picture plain(w, h, 4, dtype, picture.view.range, 12), general(w, h, 4, dtype, picture.view.range),
                ambient(w, h, 1, DType::f32, Range::unit);
            Light light = lamp(kind);
            light.falloff = falloff;
            light.shadows = shadows;
            light.z = 0.2f;
            RelightOptions o;
            o.transfer = dtype == DType::u8 ? Transfer::srgb : Transfer::linear;
            o.gain = 0.5f;
            o.roughness = falloff == 1.0f ? 0.1f : 0.4f;
            RelightPasses passes;
            relight_shade(picture.view, depth.view, {}, {&light, 1}, o, plain.view, passes, {});
            passes.ambient = ambient.view;  // asking for a pass takes the general steps
            relight_shade(picture.view, depth.view, {}, {&light, 1}, o, general.view, passes, {});
            const float step = dtype == DType::u8 ? 1.01f / 255 : 0;
            for (int32_t y = 0; y < h; ++y)
              for (int32_t x = 0; x < w; ++x)
                for (int32_t c = 0; c < 4; ++c) {
                  const float e = general.get(x, y, c);
                  CHECK_NEAR(plain.get(x, y, c), e, step + (dtype == DType::u8 ? 0.0f : 2e-3f * (1 + std::abs(e))));
                }
          }
  });
}

TEST("relight: all formats agree with the float result, and alpha passes") {
  check::on_every_target([](Target) {
    const int32_t w = 67, h = 9;
    Light light = lamp();
    light.colour[0] = 0.4f;
    for (auto [dtype, range, step] : {std::tuple{DType::u8, Range::full, 1 / 255.0f}, {DType::u16, Range::full, 2 / 65535.0f},
                                      {DType::u16, Range::photoshop, 2 / 32768.0f}, {DType::f16, Range::unit, 2e-3f},
                                      {DType::f32, Range::unit, 3e-6f}})
      for (int32_t channels : {1, 3, 4}) {
        const Picture picture = colours(w, h, channels, dtype, range, 5, true);
        Picture floats(w, h, channels, DType::f32, Range::unit), out(w, h, channels, dtype, range, 7),
            expected(w, h, channels, DType::f32, Range::unit, 1);
        floats.fill([&](int32_t x, int32_t y, int32_t c) { return picture.get(x, y, c); });
        const Picture depth = depth_of(w, h);
        RelightOptions o;
        o.gain = 0.5f;
        relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out.view, {}, {});
        relight_shade(floats.view, depth.view, {}, {&light, 1}, o, expected.view, {}, {});
        const bool integers = range != Range::unit;
        for (int32_t y = 0; y < h; ++y)
          for (int32_t x = 0; x < w; ++x)
            for (int32_t c = 0; c < channels; ++c) {
              const float e = expected.get(x, y, c);
              CHECK_NEAR(out.get(x, y, c), integers ? std::clamp(e, 0.0f, 1.0f) : e, step);
              if (c == 3) CHECK(out.get(x, y, 3) == picture.get(x, y, 3));
            }
      }
  });
}

TEST("relight: without light every stored bit stays, NaN, infinities and overbright values included") {
  check::on_every_target([](Target) {
    auto random = check::random(3);
    const int32_t w = 300, h = 3;
    const Picture depth = depth_of(w, h);
    Light off = lamp();
    off.colour[0] = off.colour[1] = off.colour[2] = 0;
    off.shadows = true;
    for (auto [dtype, range] : {std::pair{DType::u8, Range::full}, {DType::u16, Range::full}, {DType::u16, Range::photoshop},
                                {DType::f16, Range::unit}, {DType::f32, Range::unit}})
      for (Transfer transfer : {Transfer::srgb, Transfer::linear, Transfer::gamma22, Transfer::rec709})
        for (int32_t channels : {1, 3, 4}) {
          Picture picture(w, h, channels, dtype, range, 3), out(w, h, channels, dtype, range, 3);
          picture.fill([&](int32_t x, int32_t, int32_t) {
            if (range == Range::unit && x == 5) return std::numeric_limits<float>::infinity();
            if (range == Range::unit && x == 6) return std::numeric_limits<float>::quiet_NaN();
            const float v = static_cast<float>(random() % 65536) / 65535.0f;
            return range == Range::unit ? v * 8 - 2 : x < 256 ? static_cast<float>(x) / 255.0f : v;
          });
          RelightOptions o;
          o.transfer = transfer;
          o.shadow_strength = 0;
          relight_shade(picture.view, depth.view, {}, {&off, 1}, o, out.view, {}, {});
          for (int32_t y = 0; y < h; ++y)
            CHECK(std::memcmp(picture.view.row(y), out.view.row(y), static_cast<size_t>(w) * picture.view.pixel_bytes()) == 0);
        }
  });
}

TEST("relight: values above 1 survive, and roll-off never darkens or clips") {
  Picture picture(64, 2, 4, DType::f32, Range::unit), out(64, 2, 4, DType::f32, Range::unit);
  picture.fill([](int32_t x, int32_t, int32_t c) { return c == 3 ? 1.0f : static_cast<float>(x) / (c == 0 ? 16.0f : 40.0f); });
  const Picture depth = depth_of(64, 2);
  Light light = lamp(LightKind::ambient);
  RelightOptions o;
  o.transfer = Transfer::linear;
  relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out.view, {}, {});
  CHECK_NEAR(out.get(63, 0, 0), picture.get(63, 0, 0) * 2.2f, 1e-4);
  o.roll_off = true;
  relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out.view, {}, {});
  float before = 0;
  for (int32_t x = 1; x < 16; ++x) {
    CHECK(out.get(x, 0, 0) > picture.get(x, 0, 0) - 1e-6f);
    CHECK(out.get(x, 0, 0) <= 1.0f + 1e-6f);
    CHECK(out.get(x, 0, 0) >= before - 1e-6f);
    before = out.get(x, 0, 0);
    // One factor for all channels: the light's own tint (1.2 : 0.9 on red over green) is all that moves the hue.
    CHECK_NEAR(out.get(x, 0, 1) / out.get(x, 0, 0), 0.4f * 1.9f / 2.2f, 1e-3);
  }
}

TEST("relight: the passes add up to the flattened picture") {
  check::on_every_target([](Target) {
    const int32_t w = 90, h = 40;
    const Picture picture = colours(w, h, 3, DType::f32, Range::unit), depth = depth_of(w, h);
    Picture matte(w, h, 1, DType::u8);
    matte.fill([&](int32_t x, int32_t, int32_t) { return static_cast<float>(x) / static_cast<float>(w); });
    Picture out(w, h, 3, DType::f32, Range::unit), ambient(w, h, 1, DType::f32, Range::unit),
        shadow(w, h, 1, DType::f16, Range::unit), fog(w, h, 4, DType::f32, Range::unit), first(w, h, 3, DType::f32, Range::unit),
        second(w, h, 4, DType::f32, Range::unit), normals(w, h, 3, DType::f32, Range::unit);
    Light lights[2] = {lamp(), lamp(LightKind::spot)};
    lights[0].shadows = true;
    lights[0].z = 0.2f;
    RelightOptions o;
    o.gain = 0.6f;
    o.fog = 0.5f;
    RelightPasses passes;
    passes.ambient = ambient.view, passes.shadow = shadow.view, passes.fog = fog.view, passes.normals = normals.view;
    passes.lights[0] = first.view, passes.lights[1] = second.view;
    relight_shade(picture.view, depth.view, matte.view, lights, o, out.view, passes, {});
    bool shaded = false;
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) {
        shaded = shaded || shadow.get(x, y, 0) < 0.9f;
        for (int32_t c = 0; c < 3; ++c) {
          const double light = transfer_decode(Transfer::srgb, picture.get(x, y, c));
          double sum = light * ambient.get(x, y, 0) * shadow.get(x, y, 0) + first.get(x, y, c) + second.get(x, y, c);
          sum += fog.get(x, y, 3) * (fog.get(x, y, c) - sum);
          CHECK_NEAR(transfer_decode(Transfer::srgb, out.get(x, y, c)), sum, 2e-3);
        }
        const float nx = normals.get(x, y, 0), ny = normals.get(x, y, 1), nz = normals.get(x, y, 2);
        CHECK_NEAR(nx * nx + ny * ny + nz * nz, 1.0, 1e-3);
      }
    CHECK(shaded);
  });
}

TEST("relight: results do not depend on threads, and a stop request ends the work") {
  const int32_t w = 330, h = 70;
  const Picture picture = colours(w, h, 4, DType::u8, Range::full), depth = depth_of(w, h);
  Light light = lamp();
  light.shadows = true;
  light.z = 0.15f;
  RelightOptions o;
  Picture one(w, h, 4, DType::u8), many(w, h, 4, DType::u8);
  const int32_t threads = thread_count();
  set_thread_count(1);
  relight_shade(picture.view, depth.view, {}, {&light, 1}, o, one.view, {}, {});
  set_thread_count(4);
  relight_shade(picture.view, depth.view, {}, {&light, 1}, o, many.view, {}, {});
  set_thread_count(threads);
  for (int32_t y = 0; y < h; ++y) CHECK(std::memcmp(one.view.row(y), many.view.row(y), static_cast<size_t>(w) * 4) == 0);

  std::atomic<int32_t> stop{1}, progress{0};
  bool stopped = false;
  try {
    relight_shade(picture.view, depth.view, {}, {&light, 1}, o, one.view, {}, {&stop, &progress});
  } catch (const Cancelled&) {
    stopped = true;
  }
  CHECK(stopped);
}

TEST("relight: where the picture lies in memory does not matter") {
  check::on_every_target([](Target) {
    const int32_t w = 1203, h = 5;
    const Picture depth = depth_of(w, h);
    Light light = lamp();
    light.shadows = true;
    light.z = 0.15f;
    for (DType dtype : {DType::u8, DType::f32}) {
      const Range range = dtype == DType::u8 ? Range::full : Range::unit;
      RelightOptions o;
      o.transfer = dtype == DType::u8 ? Transfer::srgb : Transfer::linear;
      const Picture wide = colours(w + 16, h, 4, dtype, range);
      Picture expected(w, h, 4, dtype, range);
      for (int32_t shift = 0; shift < 16; shift += 5) {
        const size_t bytes = static_cast<size_t>(shift) * wide.view.pixel_bytes();
        Picture picture(w, h, 4, dtype, range), target(w + 16, h, 4, dtype, range);
        picture.fill([&](int32_t x, int32_t y, int32_t c) { return wide.get(x, y, c); });
        Image out = target.view;
        out.data = static_cast<uint8_t*>(out.data) + bytes;
        out.width = w;
        relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out, {}, {});
        for (int32_t y = 0; y < h; ++y) {
          uint8_t* first = expected.view.row(y);
          const size_t row = static_cast<size_t>(w) * wide.view.pixel_bytes();
          if (shift == 0) std::memcpy(first, out.row(y), row);
          else CHECK(std::memcmp(first, out.row(y), row) == 0);
        }
      }
    }
  });
}

TEST("relight: holes in the depth and in the matte light and darken nothing") {
  check::on_every_target([](Target) {
    const int32_t w = 80, h = 32;
    const Picture picture = colours(w, h, 4, DType::f32, Range::unit);
    Picture depth = depth_of(w, h), out(w, h, 4, DType::f32, Range::unit);
    depth.set(40, 16, 0, std::numeric_limits<float>::quiet_NaN());
    Light light = lamp();
    light.shadows = true;
    RelightOptions o;
    o.transfer = Transfer::linear;
    relight_shade(picture.view, depth.view, {}, {&light, 1}, o, out.view, {}, {});
    for (int32_t c = 0; c < 3; ++c) CHECK(out.get(40, 16, c) == picture.get(40, 16, c));
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) CHECK(std::isfinite(out.get(x, y, 0)));
    Picture matte(w, h, 1, DType::f32, Range::unit);
    matte.fill([](int32_t, int32_t, int32_t) { return std::numeric_limits<float>::quiet_NaN(); });
    relight_shade(picture.view, depth.view, matte.view, {&light, 1}, o, out.view, {}, {});
    for (int32_t x = 0; x < w; ++x) CHECK(out.get(x, 16, 0) == picture.get(x, 16, 0));
  });
}

TEST("relight: where none of the surface is there, the ground is lit as flat; where all is, as ever") {
  check::on_every_target([](Target) {
    const int32_t w = 301, h = 9;
    const Picture picture = colours(w, h, 4, DType::f32, Range::unit);
    const Picture depth = depth_of(w, h);
    Picture flat(w, h, 1, DType::f32, Range::unit), share(w, h, 1, DType::u8, Range::full, 2);
    flat.fill([](int32_t, int32_t, int32_t) { return 0.0f; });
    share.fill([](int32_t x, int32_t, int32_t) { return x < 150 ? 0.0f : 1.0f; });
    const Light light = lamp();
    RelightOptions o;
    o.transfer = Transfer::linear;
    o.fog = 0.5f;
    Picture surface(w, h, 4, DType::f32, Range::unit), ground(w, h, 4, DType::f32, Range::unit), mixed(w, h, 4, DType::f32, Range::unit);
    relight_shade(picture.view, depth.view, {}, {&light, 1}, o, surface.view, {}, {});
    relight_shade(picture.view, flat.view, {}, {&light, 1}, o, ground.view, {}, {});
    o.solid = share.view;
    relight_shade(picture.view, depth.view, {}, {&light, 1}, o, mixed.view, {}, {});
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x)
        for (int32_t c = 0; c < 4; ++c)
          CHECK_NEAR(mixed.get(x, y, c), (x < 150 ? ground : surface).get(x, y, c), 2e-3 * std::max(1.0f, surface.get(x, y, c)));
  });
}
