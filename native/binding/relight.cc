// SPDX-License-Identifier: Apache-2.0
#include "sfumato/relight.h"

#include <string>
#include <vector>

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

void read_colour(const Napi::Object& object, const char* name, float out[3]) {
  const Napi::Value value = object.Get(name);
  if (!value.IsArray() || value.As<Napi::Array>().Length() != 3)
    reject_argument(object.Env(), "an array of 3 numbers", name, value);
  const Napi::Array array = value.As<Napi::Array>();
  for (uint32_t i = 0; i < 3; ++i) {
    const Napi::Value v = array.Get(i);
    const double x = v.IsNumber() ? v.As<Napi::Number>().DoubleValue() : -1;
    if (!(x >= 0 && x <= 1e6)) reject_argument(object.Env(), "a number from 0 to 1000000", name, v);
    out[i] = static_cast<float>(x);
  }
}

float real(const Napi::Object& object, const char* name, double min, double max, double otherwise) {
  return static_cast<float>(number_member_or(object, name, min, max, otherwise));
}

Light light_argument(const Napi::Value& value) {
  const Napi::Object object = object_argument(value, "lights");
  Light light;
  light.kind = choice_member_or<LightKind>(object, "kind",
                                           {{"ambient", LightKind::ambient},
                                            {"directional", LightKind::directional},
                                            {"point", LightKind::point},
                                            {"spot", LightKind::spot}},
                                           light.kind);
  light.x = real(object, "x", -1000, 1000, light.x);
  light.y = real(object, "y", -1000, 1000, light.y);
  light.z = real(object, "z", -1000, 1000, light.z);
  light.target_x = real(object, "targetX", -1000, 1000, light.target_x);
  light.target_y = real(object, "targetY", -1000, 1000, light.target_y);
  light.target_z = real(object, "targetZ", -1000, 1000, light.target_z);
  read_colour(object, "colour", light.colour);
  light.size = real(object, "size", 0, 100, light.size);
  light.falloff = real(object, "falloff", 0, 8, light.falloff);
  light.angle = real(object, "angle", 1, 180, light.angle);
  light.edge = real(object, "edge", 0, 1, light.edge);
  light.shadows = boolean_member_or(object, "shadows", light.shadows);
  return light;
}

RelightOptions shading_argument(const Napi::Object& object) {
  RelightOptions o;
  o.transfer = transfer_member_or(object, "transfer", o.transfer);
  o.premultiplied = alpha_member_or(object, "alpha", Alpha::straight) == Alpha::premultiplied;
  o.gain = real(object, "gain", 0, 1000, o.gain);
  o.relief = real(object, "relief", 0, 10, o.relief);
  o.edge_slope = real(object, "edgeSlope", 0.1, 1e6, o.edge_slope);
  o.specular = real(object, "specular", 0, 100, o.specular);
  o.roughness = real(object, "roughness", 0.05, 1, o.roughness);
  o.shadow_strength = real(object, "shadowStrength", 0, 1, o.shadow_strength);
  o.shadow_softness = real(object, "shadowSoftness", 0, 100, o.shadow_softness);
  o.shadow_reach = real(object, "shadowReach", 0, 2, o.shadow_reach);
  o.shadow_fade = real(object, "shadowFade", 0, 100, o.shadow_fade);
  o.shadow_steps = integer_member_or(object, "shadowSteps", 4, 256, o.shadow_steps);
  o.shadow_scale = integer_member_or(object, "shadowScale", 1, 32, o.shadow_scale);
  o.fog = real(object, "fog", 0, 1, o.fog);
  o.fog_start = real(object, "fogStart", 0, 0.99, o.fog_start);
  if (!object.Get("fogColour").IsUndefined()) read_colour(object, "fogColour", o.fog_colour);
  o.roll_off = boolean_member_or(object, "rollOff", o.roll_off);
  return o;
}

Image plane_argument(const Napi::Object& object, const char* name, const Image& size, int32_t channels) {
  const Napi::Value value = object.Get(name);
  const Image image = image_argument(value, name);
  if (image.width != size.width || image.height != size.height)
    reject_argument(object.Env(), "a picture of the same size", name, value);
  if (channels > 0 && image.channels != channels)
    reject_argument(object.Env(), std::to_string(channels) + (channels == 1 ? " channel" : " channels"), name, value);
  return image;
}

void require_f32(const Napi::Object& object, const char* name, const Image& image) {
  if (image.dtype != DType::f32 || image.channels != 1)
    reject_argument(object.Env(), "one channel of f32", name, object.Get(name));
}

RelightPasses passes_argument(const Napi::Value& value, const Image& picture, size_t lights) {
  RelightPasses passes;
  if (value.IsUndefined()) return passes;
  const Napi::Object object = object_argument(value, "passes");
  const auto read = [&](const char* name, Image& pass, int32_t channels) {
    if (!object.Get(name).IsUndefined()) pass = plane_argument(object, name, picture, channels);
  };
  read("ambient", passes.ambient, 1);
  read("shadow", passes.shadow, 1);
  read("fog", passes.fog, 4);
  read("normals", passes.normals, 3);
  const Napi::Value each = object.Get("lights");
  if (each.IsUndefined()) return passes;
  if (!each.IsArray() || each.As<Napi::Array>().Length() > lights)
    reject_argument(object.Env(), "at most one picture for every light", "lights", each);
  for (uint32_t i = 0; i < each.As<Napi::Array>().Length(); ++i) {
    const Napi::Value pass = each.As<Napi::Array>().Get(i);
    const Image image = image_argument(pass, "lights");
    if (image.width != picture.width || image.height != picture.height || (image.channels == 1) != (picture.channels == 1))
      reject_argument(object.Env(), "a picture of the same size and colour", "lights", pass);
    passes.lights[i] = image;
  }
  return passes;
}

Napi::Value shade(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Image picture = image_argument(object.Get("picture"), "picture");
  const Image nearness = plane_argument(object, "nearness", picture, 1);
  const Image matte = object.Get("matte").IsUndefined() ? Image{} : plane_argument(object, "matte", picture, 1);
  const Image out = plane_argument(object, "out", picture, picture.channels);
  if (out.dtype != picture.dtype || out.range != picture.range)
    reject_argument(info.Env(), "the picture's own format", "out", object.Get("out"));
  const Napi::Value list = object.Get("lights");
  if (!list.IsArray() || list.As<Napi::Array>().Length() > static_cast<uint32_t>(max_lights))
    reject_argument(info.Env(), "an array of at most 16 lights", "lights", list);
  std::vector<Light> lights;
  for (uint32_t i = 0; i < list.As<Napi::Array>().Length(); ++i)
    lights.push_back(light_argument(list.As<Napi::Array>().Get(i)));
  RelightOptions options = shading_argument(object);
  if (!object.Get("solid").IsUndefined()) options.solid = plane_argument(object, "solid", picture, 1);
  const RelightPasses passes = passes_argument(object.Get("passes"), picture, lights.size());
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { relight_shade(picture, nearness, matte, lights, options, out, passes, job); });
}

Napi::Value smooth(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Image nearness = image_argument(object.Get("nearness"), "nearness");
  const Image out = plane_argument(object, "out", nearness, 1);
  require_f32(object, "out", out);
  const int32_t radius = integer_member(object, "radius", 1, 256);
  const float noise = static_cast<float>(number_member(object, "noise", 0, 1000));
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { relight_smooth(nearness, radius, noise, out, job); });
}

Napi::Value sharpen(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Image nearness = image_argument(object.Get("nearness"), "nearness");
  const Image out = plane_argument(object, "out", nearness, 1);
  require_f32(object, "out", out);
  const int32_t radius = integer_member(object, "radius", 1, 16);
  const float noise = static_cast<float>(number_member(object, "noise", 1e-6, 1000));
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { relight_sharpen(nearness, radius, noise, out, job); });
}

Napi::Value upsample(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Image nearness = image_argument(object.Get("nearness"), "nearness");
  const Image guide = image_argument(object.Get("guide"), "guide");
  const Image out = plane_argument(object, "out", guide, 1);
  require_f32(object, "out", out);
  const float edge = static_cast<float>(number_member(object, "edge", 1e-6, 1e6));
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { relight_upsample(nearness, guide, edge, out, job); });
}

Napi::Value inflate(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Image matte = image_argument(object.Get("matte"), "matte");
  if (matte.channels != 1) reject_argument(info.Env(), "1 channel", "matte", object.Get("matte"));
  const Image out = plane_argument(object, "out", matte, 1);
  require_f32(object, "out", out);
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { relight_inflate(matte, out, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("relightShade", Napi::Function::New(env, shade));
  to.Set("relightSmooth", Napi::Function::New(env, smooth));
  to.Set("relightSharpen", Napi::Function::New(env, sharpen));
  to.Set("relightUpsample", Napi::Function::New(env, upsample));
  to.Set("relightInflate", Napi::Function::New(env, inflate));
});

}  // namespace
}  // namespace sfumato::binding
