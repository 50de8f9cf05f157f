// SPDX-License-Identifier: Apache-2.0
#include "sfumato/stream_copy.h"

#include "arguments.h"
#include "module.h"

namespace sfumato::binding {
namespace {

// (from: Uint8Array, to: Uint8Array of the same length, job)
Napi::Value stream_copy_binding(const Napi::CallbackInfo& info) {
  for (int i : {0, 1})
    if (!info[i].IsTypedArray() || info[i].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
      reject_argument(info.Env(), "a Uint8Array", i == 0 ? "from" : "to", info[i]);
  Napi::Uint8Array from = info[0].As<Napi::Uint8Array>(), to = info[1].As<Napi::Uint8Array>();
  if (from.ByteLength() != to.ByteLength()) reject_argument(info.Env(), "as many bytes as from has", "to", info[1]);
  const Job job = job_argument(info[2]);
  return run_async(info, [source = from.Data(), target = to.Data(), bytes = from.ByteLength(), job] {
    stream_copy(source, target, bytes, job);
  });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("streamCopy", Napi::Function::New(env, stream_copy_binding));
});

}  // namespace
}  // namespace sfumato::binding
