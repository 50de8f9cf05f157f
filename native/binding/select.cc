// SPDX-License-Identifier: Apache-2.0
#include "sfumato/select.h"

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

void require_fit(Napi::Env env, const Image& picture, const Image& image, const char* name, const Napi::Value& value) {
  if (picture.channels != 1 || picture.width != image.width || picture.height != image.height)
    reject_argument(env, "one channel of the image's size", name, value);
}

// selectRegion({image, marks, prior?, out, smoothness?, priorTrust?, keepUnmarkedParts?}, words)
Napi::Value select(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object options = object_argument(info[0], "options");
  const Image image = image_argument(options.Get("image"), "image");
  const Image marks = image_argument(options.Get("marks"), "marks");
  const Image out = image_argument(options.Get("out"), "out");
  require_fit(env, marks, image, "marks", options.Get("marks"));
  if (marks.dtype != DType::u8) reject_argument(env, "8-bit pixels", "marks", options.Get("marks"));
  require_fit(env, out, image, "out", options.Get("out"));
  const bool has_prior = !options.Get("prior").IsUndefined();
  Image prior;
  if (has_prior) {
    prior = image_argument(options.Get("prior"), "prior");
    require_fit(env, prior, image, "prior", options.Get("prior"));
  }
  SelectOptions select;
  select.smoothness = static_cast<float>(number_member_or(options, "smoothness", 0.1, 10, 1));
  select.prior_trust = static_cast<float>(number_member_or(options, "priorTrust", 0, 4, 1));
  select.keep_unmarked_parts = boolean_member_or(options, "keepUnmarkedParts", false);
  const Job job = job_argument(info[1]);
  return run_async(info, [=] {
    const ConstImage known = prior;
    select_region(image, marks, has_prior ? &known : nullptr, select, out, job);
  });
}

// selectSettle({image, matte}, words)
Napi::Value settle(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const Image image = image_argument(options.Get("image"), "image");
  const Image matte = image_argument(options.Get("matte"), "matte");
  if (matte.channels != 1 || matte.dtype != DType::f32)
    reject_argument(info.Env(), "one channel of f32", "matte", options.Get("matte"));
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { select_settle(image, matte, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("selectRegion", Napi::Function::New(env, select));
  to.Set("selectSettle", Napi::Function::New(env, settle));
});

}  // namespace
}  // namespace sfumato::binding
