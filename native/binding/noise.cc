// SPDX-License-Identifier: Apache-2.0
#include "sfumato/noise.h"

#include <memory>

#include "arguments.h"
#include "module.h"
#include "sfumato/denoise.h"

namespace sfumato::binding {
namespace {

Napi::Value as_object(Napi::Env env, const NoiseEstimate& estimate) {
  Napi::Object result = Napi::Object::New(env);
  const auto count = static_cast<size_t>(estimate.channels);
  Napi::Float32Array levels = Napi::Float32Array::New(env, count * 2), sigma = Napi::Float32Array::New(env, count),
                     spectrum = Napi::Float32Array::New(env, count * 4);
  for (size_t c = 0; c < count; ++c) {
    levels[c * 2] = estimate.level[c].slope;
    levels[c * 2 + 1] = estimate.level[c].offset;
    sigma[c] = estimate.sigma[c];
    for (size_t k = 0; k < 4; ++k) spectrum[c * 4 + k] = estimate.spectrum[c].octave[k];
  }
  result.Set("levels", levels);
  result.Set("sigma", sigma);
  result.Set("spectrum", spectrum);
  result.Set("confidence", estimate.confidence);
  return result;
}

// noiseEstimate(image, job) -> {levels, sigma, spectrum, confidence}: see lib/noise.ts
Napi::Value estimate(const Napi::CallbackInfo& info) {
  const Image image = image_argument(info[0], "image");
  const Job job = job_argument(info[1]);
  auto result = std::make_shared<NoiseEstimate>();
  return run_async(
      info, [=] { *result = noise_estimate(image, job); }, [=](Napi::Env env) { return as_object(env, *result); });
}

// {remaining, luma, chroma}: see AveragedFrames.
AveragedFrames averaged_member(const Napi::Object& object, const Image& in) {
  AveragedFrames averaged;
  const Napi::Value value = object.Get("averaged");
  if (value.IsUndefined()) return averaged;
  const Napi::Object given = object_argument(value, "averaged");
  const Image remaining = image_argument(given.Get("remaining"), "remaining");
  if (remaining.width != in.width || remaining.height != in.height || remaining.channels != 1 ||
      remaining.dtype != DType::f32)
    reject_argument(object.Env(), "one channel of f32 of the input's size", "remaining", given.Get("remaining"));
  averaged.remaining = remaining;
  averaged.luma = static_cast<float>(number_member_or(given, "luma", 0, 1, 1));
  averaged.chroma = static_cast<float>(number_member_or(given, "chroma", 0, 1, 1));
  return averaged;
}

// denoise(in, out, {mode, levels, spectrum, luma, chroma, detail, grain, premultiplied, clipped, averaged}, job)
Napi::Value denoise(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Image in = image_argument(info[0], "in"), out = image_argument(info[1], "out");
  if (in.width != out.width || in.height != out.height || in.channels != out.channels)
    reject_argument(env, "the size and channels of the input", "out", info[1]);
  const Napi::Object object = object_argument(info[2], "options");
  DenoiseOptions options;
  const std::string mode = string_member(object, "mode");
  if (mode != "fast" && mode != "quality") reject_argument(env, "fast or quality", "mode", object.Get("mode"));
  options.mode = mode == "fast" ? DenoiseMode::fast : DenoiseMode::quality;
  const size_t planes = in.channels == 1 ? 1 : 3;
  const std::span<float> levels = floats_argument(object.Get("levels"), "levels"),
                         spectrum = floats_argument(object.Get("spectrum"), "spectrum");
  if (levels.size() != planes * 2)
    reject_argument(env, "two numbers per colour channel", "levels", object.Get("levels"));
  if (spectrum.size() != planes * 4)
    reject_argument(env, "four numbers per colour channel", "spectrum", object.Get("spectrum"));
  for (size_t c = 0; c < planes; ++c) {
    options.level[c] = {levels[c * 2], levels[c * 2 + 1]};
    for (size_t k = 0; k < 4; ++k) options.spectrum[c].octave[k] = spectrum[c * 4 + k];
  }
  options.luma = static_cast<float>(number_member_or(object, "luma", 0, 100, 1));
  options.chroma = static_cast<float>(number_member_or(object, "chroma", 0, 100, 1));
  options.detail = static_cast<float>(number_member_or(object, "detail", 0, 1, 0.5));
  options.grain = static_cast<float>(number_member_or(object, "grain", 0, 1, 0));
  options.premultiplied = boolean_member_or(object, "premultiplied", false);
  options.clipped = boolean_member_or(object, "clipped", false);
  options.averaged = averaged_member(object, in);
  const Job job = job_argument(info[3]);
  return run_async(info, [=] { denoise_image(in, out, options, job); });
}

// removedNoise(before, after, out, job)
Napi::Value removed(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Image before = image_argument(info[0], "before"), after = image_argument(info[1], "after"),
              out = image_argument(info[2], "out");
  const auto fits = [&](const Image& image) { return image.width == before.width && image.height == before.height; };
  if (!fits(after) || after.channels != before.channels)
    reject_argument(env, "the size and channels of before", "after", info[1]);
  if (!fits(out) || out.dtype != DType::f32 || out.channels != (before.channels == 1 ? 1 : 3))
    reject_argument(env, "f32 colours of before's size", "out", info[2]);
  const Job job = job_argument(info[3]);
  return run_async(info, [=] { removed_noise(before, after, out, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("noiseEstimate", Napi::Function::New(env, estimate));
  to.Set("denoise", Napi::Function::New(env, denoise));
  to.Set("removedNoise", Napi::Function::New(env, removed));
});

}  // namespace
}  // namespace sfumato::binding
