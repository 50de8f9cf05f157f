// SPDX-License-Identifier: Apache-2.0
#include "sfumato/mask.h"

#include <memory>

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

bool fits(const Image& a, const Image& b) { return a.width == b.width && a.height == b.height; }

Combine combine_member(const Napi::Object& options) {
  const Napi::Value value = options.Get("combine");
  const std::string name = value.IsUndefined() ? "replace" : string_member(options, "combine");
  if (name == "replace") return Combine::replace;
  if (name == "add") return Combine::add;
  if (name == "subtract") return Combine::subtract;
  if (name == "intersect") return Combine::intersect;
  reject_argument(options.Env(), "replace, add, subtract or intersect", "combine", value);
}

// maskJoin({matte, existing?, picture?, into, combine?, invert?}, words)
Napi::Value join(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object options = object_argument(info[0], "options");
  const Image matte = image_argument(options.Get("matte"), "matte");
  const Image into = image_argument(options.Get("into"), "into");
  if (matte.channels != 1) reject_argument(env, "one channel", "matte", options.Get("matte"));
  if (into.channels != 1 || !fits(into, matte)) reject_argument(env, "one channel of the matte's size", "into", options.Get("into"));
  const bool has_existing = !options.Get("existing").IsUndefined(), has_picture = !options.Get("picture").IsUndefined();
  Image existing, picture;
  if (has_existing) {
    existing = image_argument(options.Get("existing"), "existing");
    if (existing.channels != 1 || !fits(existing, matte))
      reject_argument(env, "one channel of the matte's size", "existing", options.Get("existing"));
  }
  if (has_picture) {
    picture = image_argument(options.Get("picture"), "picture");
    if (picture.channels != 4 || !fits(picture, matte))
      reject_argument(env, "four channels of the matte's size", "picture", options.Get("picture"));
  }
  MaskJoinOptions how;
  how.combine = combine_member(options);
  if (how.combine != Combine::replace && !has_existing)
    reject_argument(env, "a picture to combine with", "existing", options.Get("existing"));
  how.invert = boolean_member_or(options, "invert", false);
  const Job job = job_argument(info[1]);
  return run_async(info, [=] {
    const ConstImage old = existing, shown = picture;
    mask_join(matte, has_existing ? &old : nullptr, has_picture ? &shown : nullptr, how, into, job);
  });
}

// maskCutOut({picture, matte, colours?, decontaminate?, into}, words)
Napi::Value cut_out(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object options = object_argument(info[0], "options");
  const Image picture = image_argument(options.Get("picture"), "picture");
  const Image matte = image_argument(options.Get("matte"), "matte");
  const Image into = image_argument(options.Get("into"), "into");
  if (matte.channels != 1 || !fits(matte, picture))
    reject_argument(env, "one channel of the picture's size", "matte", options.Get("matte"));
  if (into.channels != 4 || !fits(into, picture))
    reject_argument(env, "four channels of the picture's size", "into", options.Get("into"));
  const bool has_colours = !options.Get("colours").IsUndefined();
  Image colours;
  if (has_colours) {
    colours = image_argument(options.Get("colours"), "colours");
    if (colours.channels < 3 || !fits(colours, picture))
      reject_argument(env, "three or four channels of the picture's size", "colours", options.Get("colours"));
  }
  const float amount = static_cast<float>(number_member_or(options, "decontaminate", 0, 1, 1));
  const Job job = job_argument(info[1]);
  return run_async(info, [=] {
    const ConstImage clean = colours;
    mask_cut_out(picture, matte, has_colours ? &clean : nullptr, amount, into, job);
  });
}

// maskDropFaint({matte, floor, peak}, words) gives the number of pixels that reach `peak`.
Napi::Value drop_faint(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const Image matte = image_argument(options.Get("matte"), "matte");
  if (matte.channels != 1) reject_argument(info.Env(), "one channel", "matte", options.Get("matte"));
  const float floor = static_cast<float>(number_member(options, "floor", 0, 1));
  const float peak = static_cast<float>(number_member(options, "peak", 0, 1));
  const Job job = job_argument(info[1]);
  auto reached = std::make_shared<int64_t>(0);
  return run_async(
      info, [=] { *reached = mask_drop_faint(matte, floor, peak, job); },
      [=](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*reached)); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("maskJoin", Napi::Function::New(env, join));
  to.Set("maskCutOut", Napi::Function::New(env, cut_out));
  to.Set("maskDropFaint", Napi::Function::New(env, drop_faint));
});

}  // namespace
}  // namespace sfumato::binding
