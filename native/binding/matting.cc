// SPDX-License-Identifier: Apache-2.0
#include "sfumato/matting.h"

#include "arguments.h"
#include "matte_arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

// (image, matte, trimap, into, {radius, epsilon}, job)
Napi::Value refine(const Napi::CallbackInfo& info) {
  const Image image = image_argument(info[0], "image"), matte = matte_argument_like(info[1], "matte", image);
  const Image trimap = matte_argument_like(info[2], "trimap", image), into = matte_argument_like(info[3], "into", image);
  if (trimap.dtype != DType::u8)
    reject_argument(info.Env(), "u8", "trimap.dtype", info[2].As<Napi::Object>().Get("dtype"));
  for (const Image& other : {image, matte, trimap}) reject_overlap(info[3], "into", into, other);
  const Napi::Object options = object_argument(info[4], "options");
  BandOptions o;
  o.radius = integer_member_or(options, "radius", 1, 32, o.radius);
  o.epsilon = static_cast<float>(number_member_or(options, "epsilon", 1e-6, 1, static_cast<double>(o.epsilon)));
  return run_async(info, [=, job = job_argument(info[5])] { matte_refine_band(image, matte, trimap, into, o, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("matteRefineBand", Napi::Function::New(env, refine));
});

}  // namespace
}  // namespace sfumato::binding
