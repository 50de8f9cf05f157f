// SPDX-License-Identifier: Apache-2.0
#include "sfumato/temporal.h"

#include <memory>

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

void require_alike(Napi::Env env, const Image& frame, const Image& image, const std::string& name,
                   const Napi::Value& value) {
  if (image.width != frame.width || image.height != frame.height || image.channels != frame.channels)
    reject_argument(env, "the size and channels of the frame", name, value);
}

Napi::Value as_object(Napi::Env env, const MotionField& field) {
  const auto numbers = [&](const std::vector<float>& v) {
    Napi::Float32Array array = Napi::Float32Array::New(env, v.size());
    std::copy(v.begin(), v.end(), array.Data());
    return array;
  };
  Napi::Object result = Napi::Object::New(env);
  result.Set("step", field.step);
  result.Set("columns", field.columns);
  result.Set("rows", field.rows);
  result.Set("x", numbers(field.x));
  result.Set("y", numbers(field.y));
  result.Set("error", numbers(field.error));
  return result;
}

// motionEstimate(frame, other, {noise, linear}, job) -> {step, columns, rows, x, y, error}: see lib/temporal.ts
Napi::Value motion(const Napi::CallbackInfo& info) {
  const Image frame = image_argument(info[0], "frame"), other = image_argument(info[1], "other");
  require_alike(info.Env(), frame, other, "other", info[1]);
  const Napi::Object object = object_argument(info[2], "options");
  MotionOptions options;
  options.noise = static_cast<float>(number_member_or(object, "noise", 0, 1, static_cast<double>(options.noise)));
  options.linear = boolean_member_or(object, "linear", false);
  const Job job = job_argument(info[3]);
  auto field = std::make_shared<MotionField>();
  return run_async(
      info, [=] { *field = motion_estimate(frame, other, options, job); },
      [=](Napi::Env env) { return as_object(env, *field); });
}

// temporalAverage(frame, neighbours, out, {levels, coarseness, lowFrequencies, luma, chroma, linear, remaining}, job)
//   -> the noise's variance in parts of what levels say
Napi::Value average(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Image frame = image_argument(info[0], "frame"), out = image_argument(info[2], "out");
  if (!info[1].IsArray()) reject_argument(env, "an array", "neighbours", info[1]);
  const Napi::Array given = info[1].As<Napi::Array>();
  std::vector<ConstImage> neighbours;
  for (uint32_t i = 0; i < given.Length(); ++i) {
    const Napi::Value value = given.Get(i);
    const std::string name = "neighbour " + std::to_string(i);
    const Image neighbour = image_argument(value, name.c_str());
    require_alike(env, frame, neighbour, name, value);
    neighbours.push_back(neighbour);
  }
  require_alike(env, frame, out, "out", info[2]);
  const Napi::Object object = object_argument(info[3], "options");
  const Image remaining = image_argument(object.Get("remaining"), "remaining");
  if (remaining.width != frame.width || remaining.height != frame.height || remaining.channels != 1 ||
      remaining.dtype != DType::f32)
    reject_argument(env, "one channel of f32 of the frame's size", "remaining", object.Get("remaining"));
  TemporalOptions options;
  const size_t planes = frame.channels == 1 ? 1 : 3;
  const std::span<float> levels = floats_argument(object.Get("levels"), "levels");
  if (levels.size() != planes * 2)
    reject_argument(env, "two numbers per colour channel", "levels", object.Get("levels"));
  for (size_t c = 0; c < planes; ++c) options.level[c] = {levels[c * 2], levels[c * 2 + 1]};
  options.coarseness = static_cast<float>(number_member_or(object, "coarseness", 0, 100, 1));
  options.low_frequencies = static_cast<float>(number_member_or(object, "lowFrequencies", 0, 100, 1));
  options.luma = static_cast<float>(number_member_or(object, "luma", 0, 1, 1));
  options.chroma = static_cast<float>(number_member_or(object, "chroma", 0, 1, 1));
  options.linear = boolean_member_or(object, "linear", false);
  const Job job = job_argument(info[4]);
  auto noise = std::make_shared<float>(1.0f);
  return run_async(
      info, [=] { *noise = temporal_average(frame, neighbours, out, remaining, options, job); },
      [=](Napi::Env given) { return Napi::Number::New(given, static_cast<double>(*noise)); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("motionEstimate", Napi::Function::New(env, motion));
  to.Set("temporalAverage", Napi::Function::New(env, average));
});

}  // namespace
}  // namespace sfumato::binding
