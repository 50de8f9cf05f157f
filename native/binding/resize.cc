// SPDX-License-Identifier: Apache-2.0
#include "sfumato/resize.h"

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

// resizePixels(from, into, options?, job?)
Napi::Value resize(const Napi::CallbackInfo& info) {
  const ConstImage from = image_argument(info[0], "from");
  const Image into = image_argument(info[1], "into");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  if (from.channels != into.channels)
    reject_argument(info.Env(), std::to_string(from.channels) + " channels, as from has,", "into",
                    Napi::Number::New(info.Env(), into.channels));
  const ConstImage part = crop(from, region_member(o, "region", from));
  ResizeOptions options;
  options.filter = filter_member_or(o, "filter", Filter::area);
  options.transfer = transfer_member_or(o, "transfer", Transfer::linear);
  options.alpha = alpha_member_or(o, "alpha", Alpha::premultiplied);
  options.dither = dither_member(o);
  return run_async(info, [=] { resize_pixels(part, into, options, job); });
}

const Exports exports(
    [](Napi::Env env, Napi::Object to) { to.Set("resizePixels", Napi::Function::New(env, resize)); });

}  // namespace
}  // namespace sfumato::binding
