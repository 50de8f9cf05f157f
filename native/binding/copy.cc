// SPDX-License-Identifier: Apache-2.0
#include "sfumato/copy.h"

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

Napi::Uint8Array bytes_member(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    reject_argument(object.Env(), "a Uint8Array", name, value);
  return value.As<Napi::Uint8Array>();
}

Napi::Value copy(const Napi::CallbackInfo& info) {
  const Napi::Object object = object_argument(info[0], "options");
  const Napi::Uint8Array from = bytes_member(object, "from"), to = bytes_member(object, "to");
  if (from.ByteLength() != to.ByteLength())
    reject_argument(info.Env(), "as many bytes as from", "to", object.Get("to"));
  const uint8_t* source = static_cast<const uint8_t*>(from.Data());
  uint8_t* target = object.Get("to").As<Napi::Uint8Array>().Data();
  const size_t bytes = from.ByteLength();
  const Job job = job_argument(info[1]);
  return run_async(info, [=] { copy_bytes(source, target, bytes, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) { to.Set("copyBytes", Napi::Function::New(env, copy)); });

}  // namespace
}  // namespace sfumato::binding
