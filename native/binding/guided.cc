// SPDX-License-Identifier: Apache-2.0
#include "sfumato/guided.h"

#include "arguments.h"
#include "matte_arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

Guide guide_member(const Napi::Object& options) {
  const Napi::Value value = options.Get("guide");
  if (value.IsUndefined()) return Guide::luma;
  const std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  if (text != "luma" && text != "colour") reject_argument(options.Env(), "luma or colour", "guide", value);
  return text == "colour" ? Guide::colour : Guide::luma;
}

// (guide, matte, into, {radius, epsilon, subsample, guide}, job)
Napi::Value refine(const Napi::CallbackInfo& info) {
  const Image guide = image_argument(info[0], "guide"), matte = matte_argument(info[1], "matte");
  const Image into = matte_argument_like(info[2], "into", guide);
  const Napi::Object options = object_argument(info[3], "options");
  GuidedOptions o;
  o.radius = integer_member_or(options, "radius", 1, 1024, o.radius);
  o.epsilon = static_cast<float>(number_member_or(options, "epsilon", 1e-6, 1, static_cast<double>(o.epsilon)));
  o.subsample = integer_member_or(options, "subsample", 1, 8, o.subsample);
  o.guide = guide_member(options);
  return run_async(info, [=, job = job_argument(info[4])] { guided_refine(guide, matte, into, o, job); });
}

// (guide, matte, into, {radius, sigmaSpace, sigmaColour}, job)
Napi::Value upsample(const Napi::CallbackInfo& info) {
  const Image guide = image_argument(info[0], "guide"), matte = matte_argument(info[1], "matte");
  const Image into = matte_argument_like(info[2], "into", guide);
  const Napi::Object options = object_argument(info[3], "options");
  BilateralOptions o;
  o.radius = integer_member_or(options, "radius", 1, 4, o.radius);
  o.sigma_space = static_cast<float>(number_member_or(options, "sigmaSpace", 0.3, 4, static_cast<double>(o.sigma_space)));
  o.sigma_colour =
      static_cast<float>(number_member_or(options, "sigmaColour", 0.005, 1, static_cast<double>(o.sigma_colour)));
  return run_async(info, [=, job = job_argument(info[4])] { bilateral_upsample(guide, matte, into, o, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("guidedRefine", Napi::Function::New(env, refine));
  to.Set("bilateralUpsample", Napi::Function::New(env, upsample));
});

}  // namespace
}  // namespace sfumato::binding
