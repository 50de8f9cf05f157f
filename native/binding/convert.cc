// SPDX-License-Identifier: Apache-2.0
#include "sfumato/convert.h"

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

// convertPixels(from, into, options?, job?)
Napi::Value convert(const Napi::CallbackInfo& info) {
  const ConstImage from = image_argument(info[0], "from");
  const Image into = image_argument(info[1], "into");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  if (from.width != into.width || from.height != into.height)
    reject_argument(info.Env(), "the size of from (" + std::to_string(from.width) + "x" + std::to_string(from.height) + ")",
                    "into", Napi::String::New(info.Env(), std::to_string(into.width) + "x" + std::to_string(into.height)));
  ConvertOptions options;
  options.from = transfer_member_or(o, "fromTransfer", Transfer::linear);
  options.to = transfer_member_or(o, "toTransfer", options.from);
  options.from_alpha = alpha_member_or(o, "fromAlpha", Alpha::straight);
  options.to_alpha = alpha_member_or(o, "toAlpha", options.from_alpha);
  options.pick = choice_member_or<Pick>(o, "pick",
                                        {{"luma", Pick::luma},
                                         {"red", Pick::red},
                                         {"green", Pick::green},
                                         {"blue", Pick::blue},
                                         {"alpha", Pick::alpha}},
                                        Pick::luma);
  options.dither = dither_member(o);
  return run_async(info, [=] { convert_pixels(from, into, options, job); });
}

const Exports exports(
    [](Napi::Env env, Napi::Object to) { to.Set("convertPixels", Napi::Function::New(env, convert)); });

}  // namespace
}  // namespace sfumato::binding
