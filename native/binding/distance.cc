// SPDX-License-Identifier: Apache-2.0
#include "sfumato/distance.h"

#include "arguments.h"
#include "matte_arguments.h"
#include "module.h"
#include "sfumato/trimap.h"

namespace sfumato::binding {
namespace {

// (matte, into, {to, threshold}, job)
Napi::Value distance(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  reject_overlap(info[1], "into", into, matte);
  if (into.range != Range::unit)
    reject_argument(info.Env(), "f32 or f16", "into.dtype", info[1].As<Napi::Object>().Get("dtype"));
  const Napi::Object options = object_argument(info[2], "options");
  const std::string to = string_member(options, "to");
  if (to != "foreground" && to != "contour")
    reject_argument(info.Env(), "foreground or contour", "to", options.Get("to"));
  const Distance kind = to == "contour" ? Distance::contour : Distance::pixels;
  const auto threshold = static_cast<float>(number_member_or(options, "threshold", 0, 1, 0.5));
  return run_async(info, [=, job = job_argument(info[3])] { distance_transform(matte, into, kind, threshold, job); });
}

// (matte, into, {low, high, margin, softness, reach}, job)
Napi::Value trimap(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  reject_overlap(info[1], "into", into, matte);
  if (into.dtype != DType::u8) reject_argument(info.Env(), "u8", "into.dtype", info[1].As<Napi::Object>().Get("dtype"));
  const Napi::Object options = object_argument(info[2], "options");
  TrimapOptions o;
  const auto number = [&](const char* name, double min, double max, float otherwise) {
    return static_cast<float>(number_member_or(options, name, min, max, static_cast<double>(otherwise)));
  };
  o.low = number("low", 0, 1, o.low);
  o.high = number("high", 0, 1, o.high);
  o.margin = number("margin", 0, 256, o.margin);
  o.softness = number("softness", 0, 8, o.softness);
  o.reach = number("reach", 1, 1024, o.reach);
  if (!(o.high > o.low)) reject_argument(info.Env(), "a number above low", "high", options.Get("high"));
  return run_async(info, [=, job = job_argument(info[3])] { matte_trimap(matte, into, o, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("distanceTransform", Napi::Function::New(env, distance));
  to.Set("matteTrimap", Napi::Function::New(env, trimap));
});

}  // namespace
}  // namespace sfumato::binding
