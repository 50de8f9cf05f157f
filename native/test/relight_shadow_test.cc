// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "check.h"
#include "sfumato/relight.h"

using namespace sfumato;
using check::Picture;

namespace {

Light sun_light() {
  Light l;
  l.kind = LightKind::directional;
  return l;
}

}  // namespace

TEST("relight: a wall throws a shadow away from the light, as long as geometry says, soft by the light's size") {
  check::on_every_target([](Target) {
    const int32_t w = 256, h = 64;
    Picture picture(w, h, 1, DType::f32, Range::unit), depth(w, h, 1, DType::f32, Range::unit), shadow(w, h, 1, DType::f32, Range::unit);
    picture.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
    depth.fill([](int32_t x, int32_t, int32_t) { return x >= 100 && x < 108 ? 0.4f : 0.0f; });  // 25.6 pixels high
    Light sun = sun_light();
    sun.shadows = true;
    sun.size = 0.02f;
    sun.x = 0, sun.y = 0.5f, sun.z = 0.5f, sun.target_x = 1, sun.target_y = 0.5f, sun.target_z = 0;  // rises 1 in 2
    RelightOptions o;
    o.transfer = Transfer::linear;
    o.shadow_strength = 1;
    RelightPasses passes;
    passes.shadow = shadow.view;
    int32_t soft[2];
    for (int32_t pass = 0; pass < 2; ++pass) {
      sun.size = pass == 0 ? 0.02f : 0.4f;
      for (int32_t scale : {1, 2, 3}) {
        o.shadow_scale = scale;
        relight_shade(picture.view, depth.view, {}, {&sun, 1}, o, picture.view, passes, {});
        for (int32_t y : {0, 31, 63}) {
          CHECK_NEAR(shadow.get(50, y, 0), 1.0, 0.02);   // before the wall
          CHECK_NEAR(shadow.get(96, y, 0), 1.0, 0.02);   // at its foot, on the lit side
          CHECK_NEAR(shadow.get(104, y, 0), 1.0, 0.02);  // on top of it
          CHECK_NEAR(shadow.get(120, y, 0), 0.0, 0.1);   // in its shade
          // Beyond: 25.6 x 2 = 51 pixels long for the sun's middle, for the lowest ray of a wide one 256.
          CHECK_NEAR(shadow.get(190, y, 0), pass == 0 ? 1.0 : 0.8, pass == 0 ? 0.05 : 0.1);
        }
      }
      soft[pass] = 0;
      for (int32_t x = 108; x < 200; ++x) soft[pass] += shadow.get(x, 31, 0) > 0.1f && shadow.get(x, 31, 0) < 0.9f;
    }
    CHECK(soft[1] > 2 * soft[0]);
  });
}

TEST("relight: a wide light softens the sides of a shadow too, more with distance, and leaves no stripes") {
  check::on_every_target([](Target) {
    const int32_t w = 256, h = 160;
    Picture picture(w, h, 1, DType::f32, Range::unit), depth(w, h, 1, DType::f32, Range::unit), shadow(w, h, 1, DType::f32, Range::unit);
    picture.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
    // A post, 128 pixels high, 40 wide across the light.
    depth.fill([](int32_t x, int32_t y, int32_t) { return x >= 40 && x < 60 && y >= 60 && y < 100 ? 2.0f : 0.0f; });
    Light sun = sun_light();
    sun.shadows = true;
    sun.x = 0, sun.y = 0.5f, sun.z = 0.5f, sun.target_x = 1, sun.target_y = 0.5f, sun.target_z = 0;
    RelightOptions o;
    o.transfer = Transfer::linear;
    o.shadow_strength = 1;
    o.shadow_scale = 1;
    RelightPasses passes;
    passes.shadow = shadow.view;
    const auto soft = [&](int32_t x) {
      int32_t count = 0;
      for (int32_t y = 0; y < h; ++y) count += shadow.get(x, y, 0) > 0.05f && shadow.get(x, y, 0) < 0.95f;
      return count;
    };
    int32_t near_post[2], far_off[2];
    for (int32_t pass = 0; pass < 2; ++pass) {
      sun.size = pass == 0 ? 0.005f : 0.3f;
      relight_shade(picture.view, depth.view, {}, {&sun, 1}, o, picture.view, passes, {});
      CHECK(shadow.get(80, 80, 0) < 0.02f);
      near_post[pass] = soft(66);
      far_off[pass] = soft(130);
    }
    CHECK(far_off[1] >= far_off[0] + 16);
    CHECK(far_off[1] > near_post[1] + 8);
    // The side of the shadow only ever gets lighter outwards.
    for (int32_t y = 100; y + 1 < h; ++y) CHECK(shadow.get(110, y + 1, 0) > shadow.get(110, y, 0) - 0.02f);
    for (int32_t x = 80; x + 1 < 126; ++x) CHECK(std::abs(shadow.get(x + 1, 108, 0) - shadow.get(x, 108, 0)) < 0.1f);
  });
}

TEST("relight: what is far receives no shadow where shadows fade, and the rim of a near thing none either") {
  check::on_every_target([](Target) {
    const int32_t w = 256, h = 48;
    Picture picture(w, h, 1, DType::f32, Range::unit), depth(w, h, 1, DType::f32, Range::unit), shadow(w, h, 1, DType::f32, Range::unit);
    picture.fill([](int32_t, int32_t, int32_t) { return 0.5f; });
    // A wall over ground that is far above, near below; its right side is a ramp, as upsampled depth has it.
    depth.fill([h](int32_t x, int32_t y, int32_t) {
      const float ground = y < h / 2 ? 0.0f : 0.3f;
      return x < 100 || x > 110 ? ground : x < 108 ? 0.8f : ground + (0.8f - ground) * (111.0f - static_cast<float>(x)) / 4.0f;
    });
    Light sun = sun_light();
    sun.shadows = true;
    sun.x = 0, sun.y = 0.5f, sun.z = 0.5f, sun.target_x = 1, sun.target_y = 0.5f, sun.target_z = 0;
    RelightOptions o;
    o.transfer = Transfer::linear;
    o.shadow_strength = 1;
    RelightPasses passes;
    passes.shadow = shadow.view;
    for (int32_t scale : {1, 2}) {
      o.shadow_scale = scale;
      o.shadow_fade = 0;
      relight_shade(picture.view, depth.view, {}, {&sun, 1}, o, picture.view, passes, {});
      CHECK(shadow.get(125, 6, 0) < 0.1f);
      CHECK(shadow.get(125, 42, 0) < 0.1f);
      o.shadow_fade = 0.25f;
      relight_shade(picture.view, depth.view, {}, {&sun, 1}, o, picture.view, passes, {});
      for (int32_t x = 100; x < 140; ++x) CHECK(shadow.get(x, 6, 0) > 0.95f);
      CHECK(shadow.get(125, 42, 0) < 0.1f);
    }
  });
}
