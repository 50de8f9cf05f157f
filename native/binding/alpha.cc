// SPDX-License-Identifier: Apache-2.0
#include "sfumato/alpha.h"

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

void expect_channels(Napi::Env env, const ConstImage& image, const char* name, int32_t channels) {
  if (image.channels != channels)
    reject_argument(env, std::to_string(channels) + (channels == 1 ? " channel" : " channels"), name,
                    Napi::Number::New(env, image.channels));
}

void expect_size(Napi::Env env, const ConstImage& image, const char* name, const ConstImage& like) {
  const auto size = [](const ConstImage& i) { return std::to_string(i.width) + "x" + std::to_string(i.height); };
  if (image.width != like.width || image.height != like.height)
    reject_argument(env, size(like) + " pixels", name, Napi::String::New(env, size(image)));
}

using Change = void (*)(const ConstImage&, const Image&, Transfer, const Job&);

// premultiplyAlpha(from, into, options?, job?) and unpremultiplyAlpha
template <Change change>
Napi::Value change_alpha(const Napi::CallbackInfo& info) {
  const Image from = image_argument(info[0], "from"), into = image_argument(info[1], "into");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  expect_channels(info.Env(), from, "from", 4);
  expect_channels(info.Env(), into, "into", 4);
  expect_size(info.Env(), into, "into", from);
  const Transfer transfer = transfer_member_or(o, "transfer", Transfer::linear);
  return run_async(info, [=] { change(from, into, transfer, job); });
}

// compositeOver(front, backdrop, into, options?, job?)
Napi::Value over(const Napi::CallbackInfo& info) {
  const Image front = image_argument(info[0], "front"), backdrop = image_argument(info[1], "backdrop");
  const Image into = image_argument(info[2], "into");
  const Napi::Object o = options_argument(info[3], "options");
  const Job job = job_argument(info[4]);
  expect_channels(info.Env(), front, "front", 4);
  expect_channels(info.Env(), into, "into", backdrop.channels);
  expect_size(info.Env(), backdrop, "backdrop", front);
  expect_size(info.Env(), into, "into", front);
  OverOptions options;
  options.alpha = alpha_member_or(o, "alpha", Alpha::premultiplied);
  options.transfer = transfer_member_or(o, "transfer", Transfer::linear);
  options.opacity = static_cast<float>(number_member_or(o, "opacity", 0, 1, 1));
  return run_async(info, [=] { alpha_over(front, backdrop, into, options, job); });
}

// attachAlpha(colour, matte, into, job?)
Napi::Value attach(const Napi::CallbackInfo& info) {
  const Image colour = image_argument(info[0], "colour"), matte = image_argument(info[1], "matte");
  const Image into = image_argument(info[2], "into");
  const Job job = job_argument(info[3]);
  if (colour.channels == 1) expect_channels(info.Env(), colour, "colour", 3);
  expect_channels(info.Env(), matte, "matte", 1);
  expect_channels(info.Env(), into, "into", 4);
  expect_size(info.Env(), matte, "matte", colour);
  expect_size(info.Env(), into, "into", colour);
  return run_async(info, [=] { alpha_attach(colour, matte, into, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("premultiplyAlpha", Napi::Function::New(env, change_alpha<alpha_premultiply>));
  to.Set("unpremultiplyAlpha", Napi::Function::New(env, change_alpha<alpha_unpremultiply>));
  to.Set("compositeOver", Napi::Function::New(env, over));
  to.Set("attachAlpha", Napi::Function::New(env, attach));
});

}  // namespace
}  // namespace sfumato::binding
