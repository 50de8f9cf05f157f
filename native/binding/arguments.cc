// SPDX-License-Identifier: Apache-2.0
#include "arguments.h"

#include <cmath>
#include <limits>

namespace sfumato::binding {
namespace {

std::string describe(const Napi::Value& value) {
  if (value.IsUndefined()) return "undefined";
  if (value.IsNull()) return "null";
  if (value.IsNumber() || value.IsBoolean()) return value.ToString().Utf8Value();
  if (value.IsString()) return '"' + value.As<Napi::String>().Utf8Value().substr(0, 60) + '"';
  if (value.IsArray()) return "an array";
  if (value.IsTypedArray()) return "a typed array of another kind or size";
  return value.IsFunction() ? "a function" : "an object";
}

std::string show(double x) {
  std::string s = std::to_string(x);
  s.erase(s.find_last_not_of('0') + 1);
  if (s.back() == '.') s.pop_back();
  return s;
}

double checked_number(Napi::Env env, const Napi::Value& value, const std::string& name, double min, double max,
                      bool whole) {
  const std::string expected =
      std::string(whole ? "a whole number from " : "a number from ") + show(min) + " to " + show(max);
  if (!value.IsNumber()) reject_argument(env, expected, name, value);
  const double x = value.As<Napi::Number>().DoubleValue();
  if (!(x >= min && x <= max) || (whole && x != std::floor(x))) reject_argument(env, expected, name, value);
  return x;
}

template <typename E>
E choice(Napi::Env env, const Napi::Value& value, const std::string& name, const char* expected,
         std::initializer_list<std::pair<const char*, E>> choices) {
  if (value.IsString()) {
    const std::string text = value.As<Napi::String>().Utf8Value();
    for (const auto& [word, e] : choices)
      if (text == word) return e;
  }
  reject_argument(env, expected, name, value);
}

}  // namespace

void reject_argument(Napi::Env env, const std::string& expected, const std::string& name,
                     const Napi::Value& received) {
  throw Napi::TypeError::New(env, "Expected " + expected + " for " + name + " but received " + describe(received));
}

Napi::Object object_argument(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) reject_argument(value.Env(), "an object", name, value);
  return value.As<Napi::Object>();
}

double number_member(const Napi::Object& object, const char* name, double min, double max) {
  return checked_number(object.Env(), object.Get(name), name, min, max, false);
}

double number_member_or(const Napi::Object& object, const char* name, double min, double max, double otherwise) {
  return object.Get(name).IsUndefined() ? otherwise : number_member(object, name, min, max);
}

int32_t integer_member(const Napi::Object& object, const char* name, int32_t min, int32_t max) {
  return static_cast<int32_t>(checked_number(object.Env(), object.Get(name), name, min, max, true));
}

int32_t integer_member_or(const Napi::Object& object, const char* name, int32_t min, int32_t max, int32_t otherwise) {
  return object.Get(name).IsUndefined() ? otherwise : integer_member(object, name, min, max);
}

bool boolean_member_or(const Napi::Object& object, const char* name, bool otherwise) {
  const Napi::Value value = object.Get(name);
  if (value.IsUndefined()) return otherwise;
  if (!value.IsBoolean()) reject_argument(object.Env(), "true or false", name, value);
  return value.As<Napi::Boolean>().Value();
}

std::string string_member(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsString()) reject_argument(object.Env(), "a string", name, value);
  return value.As<Napi::String>().Utf8Value();
}

Image image_argument(const Napi::Value& value, const char* name) {
  const Napi::Object object = object_argument(value, name);
  const Napi::Env env = value.Env();
  const std::string prefix = std::string(name) + ".";
  const int32_t max_side = std::numeric_limits<int32_t>::max() / 4;
  Image image;
  image.width = static_cast<int32_t>(checked_number(env, object.Get("width"), prefix + "width", 1, max_side, true));
  image.height = static_cast<int32_t>(checked_number(env, object.Get("height"), prefix + "height", 1, max_side, true));
  image.channels = static_cast<int32_t>(checked_number(env, object.Get("channels"), prefix + "channels", 1, 4, true));
  if (image.channels == 2) reject_argument(env, "1, 3 or 4", prefix + "channels", object.Get("channels"));
  image.row_bytes = static_cast<ptrdiff_t>(
      checked_number(env, object.Get("rowStride"), prefix + "rowStride", -9e15, 9e15, true));
  image.dtype = choice<DType>(env, object.Get("dtype"), prefix + "dtype", "u8, u16, f16 or f32",
                              {{"u8", DType::u8}, {"u16", DType::u16}, {"f16", DType::f16}, {"f32", DType::f32}});
  image.range = choice<Range>(env, object.Get("range"), prefix + "range", "full, photoshop or unit",
                              {{"full", Range::full}, {"photoshop", Range::photoshop}, {"unit", Range::unit}});
  if (image.range == Range::photoshop && image.dtype != DType::u16)
    reject_argument(env, "u16 with range photoshop", prefix + "dtype", object.Get("dtype"));
  const bool is_float = image.dtype == DType::f16 || image.dtype == DType::f32;
  if (is_float != (image.range == Range::unit))
    reject_argument(env, is_float ? "range unit with a float dtype" : "an integer range with an integer dtype",
                    prefix + "range", object.Get("range"));

  const Napi::Value bytes = object.Get("bytes");
  if (!bytes.IsTypedArray() || bytes.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    reject_argument(env, "a Uint8Array", prefix + "bytes", bytes);
  Napi::Uint8Array array = bytes.As<Napi::Uint8Array>();
  const double length = static_cast<double>(array.ByteLength());
  const double offset = object.Get("byteOffset").IsUndefined()
                            ? 0.0
                            : checked_number(env, object.Get("byteOffset"), prefix + "byteOffset", 0, length, true);
  const double row = static_cast<double>(image.width) * static_cast<double>(image.pixel_bytes());
  const double stride = static_cast<double>(image.row_bytes);
  const double last = offset + stride * (image.height - 1);
  if (image.height > 1 && std::fabs(stride) < row)
    reject_argument(env, "at least a row's bytes (" + show(row) + ")", prefix + "rowStride", object.Get("rowStride"));
  if (std::min(offset, last) < 0 || std::max(offset, last) + row > length)
    reject_argument(env, "rows inside the " + show(length) + " bytes given", name, object.Get("rowStride"));
  image.data = array.Data() + static_cast<size_t>(offset);
  if (reinterpret_cast<uintptr_t>(image.data) % dtype_bytes(image.dtype) != 0 ||
      image.row_bytes % static_cast<ptrdiff_t>(dtype_bytes(image.dtype)) != 0)
    reject_argument(env, "rows aligned to their dtype", name, object.Get("rowStride"));
  return image;
}

std::span<float> floats_argument(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_float32_array)
    reject_argument(value.Env(), "a Float32Array", name, value);
  Napi::Float32Array array = value.As<Napi::Float32Array>();
  return {array.Data(), array.ElementLength()};
}

std::span<uint16_t> halves_argument(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint16_array)
    reject_argument(value.Env(), "a Uint16Array", name, value);
  Napi::Uint16Array array = value.As<Napi::Uint16Array>();
  return {array.Data(), array.ElementLength()};
}

Job job_argument(const Napi::Value& value) {
  if (value.IsUndefined()) return {};
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array ||
      value.As<Napi::TypedArray>().ElementLength() < 2)
    reject_argument(value.Env(), "an Int32Array of 2", "job", value);
  static_assert(sizeof(std::atomic<int32_t>) == sizeof(int32_t), "the words are shared with JavaScript");
  auto* words = reinterpret_cast<std::atomic<int32_t>*>(value.As<Napi::Int32Array>().Data());
  return {words, words + 1};
}

}  // namespace sfumato::binding
