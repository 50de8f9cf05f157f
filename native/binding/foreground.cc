// SPDX-License-Identifier: Apache-2.0
#include "sfumato/foreground.h"

#include "arguments.h"
#include "matte_arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

// (image, alpha, into, {iterations, regularisation, gradientWeight}, job)
Napi::Value estimate(const Napi::CallbackInfo& info) {
  const Image image = image_argument(info[0], "image"), alpha = matte_argument_like(info[1], "alpha", image);
  const Image into = image_argument_like(info[2], "into", image);
  const auto coloured = [&](const Image& i, const char* name, const Napi::Value& value) {
    if (i.channels < 3) reject_argument(info.Env(), "3 or 4", name, value.As<Napi::Object>().Get("channels"));
  };
  coloured(image, "image.channels", info[0]);
  coloured(into, "into.channels", info[2]);
  reject_overlap(info[2], "into", into, image);
  reject_overlap(info[2], "into", into, alpha);
  const Napi::Object options = object_argument(info[3], "options");
  ForegroundOptions o;
  o.iterations = integer_member_or(options, "iterations", 1, 6, o.iterations);
  o.regularisation = static_cast<float>(
      number_member_or(options, "regularisation", 1e-6, 1, static_cast<double>(o.regularisation)));
  o.gradient_weight = static_cast<float>(
      number_member_or(options, "gradientWeight", 0, 10, static_cast<double>(o.gradient_weight)));
  return run_async(info, [=, job = job_argument(info[4])] { estimate_foreground(image, alpha, into, o, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("estimateForeground", Napi::Function::New(env, estimate));
});

}  // namespace
}  // namespace sfumato::binding
