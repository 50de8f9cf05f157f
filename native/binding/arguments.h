// SPDX-License-Identifier: Apache-2.0
// JavaScript values to plain structs, checked once at the edge. Every failure is a TypeError that reads
// "Expected X for NAME but received Y".
#pragma once

#include <napi.h>

#include <initializer_list>
#include <span>
#include <string>
#include <utility>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato::binding {

// {bytes: Uint8Array, byteOffset?, width, height, channels, rowStride, dtype, range}: see lib/pixels.ts. `byteOffset`
// is where the top-left pixel starts in `bytes`; the view must lie inside `bytes` whatever the sign of rowStride.
Image image_argument(const Napi::Value& value, const char* name);

// A Float32Array, as a span over its memory.
std::span<float> floats_argument(const Napi::Value& value, const char* name);
// A Uint16Array (halves).
std::span<uint16_t> halves_argument(const Napi::Value& value, const char* name);

// An Int32Array of two words {stop, progress}, or undefined for a job that cannot be stopped.
Job job_argument(const Napi::Value& value);

// Members of an options object. `member` is required; `member_or` has a default for undefined.
double number_member(const Napi::Object& object, const char* name, double min, double max);
double number_member_or(const Napi::Object& object, const char* name, double min, double max, double otherwise);
int32_t integer_member(const Napi::Object& object, const char* name, int32_t min, int32_t max);
int32_t integer_member_or(const Napi::Object& object, const char* name, int32_t min, int32_t max, int32_t otherwise);
bool boolean_member_or(const Napi::Object& object, const char* name, bool otherwise);
std::string string_member(const Napi::Object& object, const char* name);
Napi::Object object_argument(const Napi::Value& value, const char* name);

[[noreturn]] void reject_argument(Napi::Env env, const std::string& expected, const std::string& name,
                                  const Napi::Value& received);

// One of a few words, as what it stands for.
template <typename E>
E choice_member_or(const Napi::Object& object, const char* name,
                   std::initializer_list<std::pair<const char*, E>> choices, E otherwise) {
  const Napi::Value value = object.Get(name);
  if (value.IsUndefined()) return otherwise;
  std::string expected;
  const std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  for (const auto& [word, meaning] : choices) {
    if (text == word) return meaning;
    expected += (expected.empty() ? "" : ", ") + std::string(word);
  }
  reject_argument(object.Env(), "one of " + expected, name, value);
}

}  // namespace sfumato::binding
