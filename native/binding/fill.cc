// SPDX-License-Identifier: Apache-2.0
#include "sfumato/fill.h"

#include <optional>

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

void expect_size(const Napi::Env& env, const Image& image, const Image& like, const char* name, const Napi::Value& value) {
  if (image.width == like.width && image.height == like.height) return;
  reject_argument(env, "a picture of " + std::to_string(like.width) + "x" + std::to_string(like.height), name, value);
}

Image one_channel(const Napi::Object& options, const char* name, const Image& like) {
  const Image image = image_argument(options.Get(name), name);
  expect_size(options.Env(), image, like, name, options.Get(name));
  if (image.channels != 1) reject_argument(options.Env(), "one channel", std::string(name) + ".channels", options.Get(name).As<Napi::Object>().Get("channels"));
  return image;
}

Napi::Value holes(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const Image image = image_argument(options.Get("image"), "image");
  const Image mask = one_channel(options, "mask", image);
  std::optional<ConstImage> avoid;
  if (!options.Get("avoid").IsUndefined()) avoid = one_channel(options, "avoid", image);
  FillOptions fill;
  fill.seed = static_cast<uint32_t>(number_member_or(options, "seed", 0, 4294967295.0, fill.seed));
  fill.colour_match = static_cast<float>(number_member_or(options, "colourMatch", 0, 1, fill.colour_match));
  fill.grain = static_cast<float>(number_member_or(options, "grain", 0, 1, fill.grain));
  fill.linear = boolean_member_or(options, "linear", false);
  fill.premultiplied = boolean_member_or(options, "premultiplied", false);
  fill.draft = boolean_member_or(options, "draft", false);
  fill.guided = boolean_member_or(options, "guided", false);
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { fill_holes(image, mask, avoid ? &*avoid : nullptr, fill, job); });
}

Napi::Value layer(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const Napi::Env env = info.Env();
  const Image filled = image_argument(options.Get("filled"), "filled");
  const Image original = image_argument(options.Get("original"), "original");
  expect_size(env, original, filled, "original", options.Get("original"));
  if (original.channels != filled.channels || original.dtype != filled.dtype || original.range != filled.range)
    reject_argument(env, "the format of filled", "original", options.Get("original"));
  const Image mask = one_channel(options, "mask", filled);
  const Image out = image_argument(options.Get("layer"), "layer");
  if (out.channels != 4 || out.dtype != filled.dtype || out.range != filled.range)
    reject_argument(env, "four channels of filled's dtype and range", "layer", options.Get("layer"));
  if (out.width > filled.width || out.height > filled.height)
    reject_argument(env, "a picture no larger than filled", "layer", options.Get("layer"));
  const int32_t x = integer_member(options, "x", 0, filled.width - out.width);
  const int32_t y = integer_member(options, "y", 0, filled.height - out.height);
  const bool premultiplied = boolean_member_or(options, "premultiplied", false);
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { fill_layer(original, mask, filled, out, x, y, premultiplied, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("fillHoles", Napi::Function::New(env, holes));
  to.Set("fillLayer", Napi::Function::New(env, layer));
});

}  // namespace
}  // namespace sfumato::binding
