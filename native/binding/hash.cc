// SPDX-License-Identifier: Apache-2.0
#include "sfumato/hash.h"

#include <cstdio>

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

// (image): 32 hexadecimal digits, at once: it takes no longer than reading the pixels.
Napi::Value hash(const Napi::CallbackInfo& info) {
  const auto [high, low] = image_hash(image_argument(info[0], "image"), {});
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(high),
                static_cast<unsigned long long>(low));
  return Napi::String::New(info.Env(), text);
}

const Exports exports([](Napi::Env env, Napi::Object to) { to.Set("hashPixels", Napi::Function::New(env, hash)); });

}  // namespace
}  // namespace sfumato::binding
