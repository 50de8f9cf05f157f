// SPDX-License-Identifier: Apache-2.0
#include "sfumato/morphology.h"

#include "arguments.h"
#include "matte_arguments.h"
#include "module.h"
#include "sfumato/feather.h"
#include "sfumato/levels.h"

namespace sfumato::binding {
namespace {

// (matte, into, {sigma}, job)
Napi::Value feather(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  reject_overlap(info[1], "into", into, matte);
  const auto sigma = static_cast<float>(number_member(object_argument(info[2], "options"), "sigma", 0.1, 4000));
  return run_async(info, [=, job = job_argument(info[3])] { matte_feather(matte, into, sigma, job); });
}

// (matte, into, {radius}, job)
Napi::Value grow(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  const auto radius = static_cast<float>(number_member(object_argument(info[2], "options"), "radius", -2048, 2048));
  return run_async(info, [=, job = job_argument(info[3])] { matte_grow(matte, into, radius, job); });
}

// (matte, into, {black, white, gamma}, job)
Napi::Value levels(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  const Napi::Object options = object_argument(info[2], "options");
  const auto black = static_cast<float>(number_member_or(options, "black", 0, 1, 0));
  const auto white = static_cast<float>(number_member_or(options, "white", 0, 1, 1));
  const auto gamma = static_cast<float>(number_member_or(options, "gamma", 0.1, 10, 1));
  if (!(white > black)) reject_argument(info.Env(), "a number above black", "white", options.Get("white"));
  return run_async(info, [=, job = job_argument(info[3])] { matte_levels(matte, into, black, white, gamma, job); });
}

// (matte, into, {radiusX, radiusY, element}, job)
template <void (*kernel)(const ConstImage&, const Image&, Element, int32_t, int32_t, const Job&)>
Napi::Value extreme(const Napi::CallbackInfo& info) {
  const Image matte = matte_argument(info[0], "matte"), into = matte_argument_like(info[1], "into", matte);
  const Napi::Object options = object_argument(info[2], "options");
  const int32_t x = integer_member(options, "radiusX", 0, 1024), y = integer_member(options, "radiusY", 0, 1024);
  const std::string text = string_member(options, "element");
  if (text != "rectangle" && text != "ellipse")
    reject_argument(info.Env(), "rectangle or ellipse", "element", options.Get("element"));
  const Element element = text == "ellipse" ? Element::ellipse : Element::rectangle;
  return run_async(info, [=, job = job_argument(info[3])] { kernel(matte, into, element, x, y, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("matteFeather", Napi::Function::New(env, feather));
  to.Set("matteGrow", Napi::Function::New(env, grow));
  to.Set("matteLevels", Napi::Function::New(env, levels));
  to.Set("matteDilate", Napi::Function::New(env, extreme<matte_dilate>));
  to.Set("matteErode", Napi::Function::New(env, extreme<matte_erode>));
});

}  // namespace
}  // namespace sfumato::binding
