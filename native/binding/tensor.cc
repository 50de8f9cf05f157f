// SPDX-License-Identifier: Apache-2.0
#include "sfumato/tensor.h"

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

// {data: Float32Array | Uint16Array, width, height, channels, layout}
Tensor tensor_argument(const Napi::Value& value, const char* name) {
  const Napi::Object object = object_argument(value, name);
  Tensor t;
  t.width = integer_member(object, "width", 1, 1 << 20);
  t.height = integer_member(object, "height", 1, 1 << 20);
  t.channels = integer_member(object, "channels", 1, 4);
  if (t.channels == 2) reject_argument(value.Env(), "1, 3 or 4", "channels", object.Get("channels"));
  t.layout = choice_member_or<Layout>(object, "layout", {{"nchw", Layout::nchw}, {"nhwc", Layout::nhwc}}, Layout::nchw);
  const Napi::Value data = object.Get("data");
  const size_t wanted = static_cast<size_t>(t.width) * static_cast<size_t>(t.height) * static_cast<size_t>(t.channels);
  size_t length = 0;
  if (data.IsTypedArray() && data.As<Napi::TypedArray>().TypedArrayType() == napi_uint16_array) {
    const std::span<uint16_t> halves = halves_argument(data, "data");
    t.dtype = DType::f16;
    t.data = halves.data();
    length = halves.size();
  } else {
    const std::span<float> floats = floats_argument(data, "data");
    t.data = floats.data();
    length = floats.size();
  }
  if (length != wanted)
    reject_argument(value.Env(), std::to_string(wanted) + " numbers", "data", Napi::Number::New(value.Env(), static_cast<double>(length)));
  return t;
}

// A number for all channels, or an array of one a channel.
void channel_numbers(const Napi::Object& object, const char* name, int32_t channels, bool positive, float* out) {
  const Napi::Value value = object.Get(name);
  if (value.IsUndefined()) return;
  const auto accept = [&](const Napi::Value& v, int32_t c) {
    const double x = v.IsNumber() ? v.As<Napi::Number>().DoubleValue() : 0;
    if (!v.IsNumber() || !(x > -1e9 && x < 1e9) || (positive && !(x > 0)))
      reject_argument(object.Env(), positive ? "positive numbers" : "numbers", name, v);
    out[c] = static_cast<float>(x);
  };
  if (value.IsArray()) {
    const Napi::Array array = value.As<Napi::Array>();
    if (array.Length() != static_cast<uint32_t>(channels))
      reject_argument(object.Env(), "one number or " + std::to_string(channels), name, value);
    for (int32_t c = 0; c < channels; ++c) accept(array.Get(static_cast<uint32_t>(c)), c);
  } else {
    for (int32_t c = 0; c < channels; ++c) accept(value, c);
  }
}

Rect part_member(const Napi::Object& o, const char* name, const Tensor& t) {
  ConstImage bounds;
  bounds.width = t.width;
  bounds.height = t.height;
  return region_member(o, name, bounds);
}

bool bgr_member(const Napi::Object& o) { return choice_member_or<bool>(o, "order", {{"rgb", false}, {"bgr", true}}, false); }

// pixelsToTensor(from, into, options?, job?)
Napi::Value from_pixels(const Napi::CallbackInfo& info) {
  const ConstImage from = image_argument(info[0], "from");
  const Tensor into = tensor_argument(info[1], "into");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  const ConstImage part = crop(from, region_member(o, "region", from));
  TensorOptions options;
  options.filter = filter_member_or(o, "filter", Filter::area);
  options.from = transfer_member_or(o, "fromTransfer", Transfer::linear);
  options.to = transfer_member_or(o, "toTransfer", options.from);
  options.premultiply = choice_member_or<bool>(o, "alpha", {{"ignore", false}, {"premultiply", true}}, false);
  options.bgr = bgr_member(o);
  options.scale = static_cast<float>(number_member_or(o, "scale", 1e-6, 1e6, 1));
  channel_numbers(o, "mean", into.channels, false, options.mean);
  channel_numbers(o, "std", into.channels, true, options.deviation);
  options.place = part_member(o, "place", into);
  if (o.Get("pad").IsString()) options.pad = choice_member_or<Pad>(o, "pad", {{"mirror", Pad::mirror}}, Pad::mirror);
  else channel_numbers(o, "pad", into.channels, false, options.pad_value);
  return run_async(info, [=] { tensor_from_pixels(part, into, options, job); });
}

// tensorToPixels(from, into, options?, job?)
Napi::Value to_pixels(const Napi::CallbackInfo& info) {
  const Tensor from = tensor_argument(info[0], "from");
  const Image into = image_argument(info[1], "into");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  if (from.channels != 1 && from.channels > into.channels)
    reject_argument(info.Env(), "at least " + std::to_string(from.channels) + " channels", "into",
                    Napi::Number::New(info.Env(), into.channels));
  PixelsOptions options;
  options.filter = filter_member_or(o, "filter", Filter::bilinear);
  options.part = part_member(o, "region", from);
  options.scale = static_cast<float>(number_member_or(o, "scale", 1e-6, 1e6, 1));
  channel_numbers(o, "mean", from.channels, false, options.mean);
  channel_numbers(o, "std", from.channels, true, options.deviation);
  options.bgr = bgr_member(o);
  options.from = transfer_member_or(o, "fromTransfer", Transfer::linear);
  options.to = transfer_member_or(o, "toTransfer", options.from);
  options.keep_alpha = choice_member_or<bool>(o, "alpha", {{"replace", false}, {"keep", true}}, false);
  options.dither = dither_member(o);
  return run_async(info, [=] { tensor_to_pixels(from, into, options, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("pixelsToTensor", Napi::Function::New(env, from_pixels));
  to.Set("tensorToPixels", Napi::Function::New(env, to_pixels));
});

}  // namespace
}  // namespace sfumato::binding
