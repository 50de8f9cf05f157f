// SPDX-License-Identifier: Apache-2.0
// How a kernel family joins the addon: a static Exports in its own file, and run_async for anything that takes time.
#pragma once

#include <napi.h>

#include <functional>

namespace sfumato::binding {

struct Exports {
  // `add` is called once per environment when the addon loads.
  explicit Exports(void (*add)(Napi::Env env, Napi::Object exports));
};

// Runs `work` on a worker thread and returns a promise. Every object among the call's arguments is kept alive until
// it settles; `work` must not touch JavaScript. `finish` makes the promise's value afterwards (undefined without).
// Rejections carry a `code`: CANCELLED, OUT_OF_MEMORY or KERNEL.
Napi::Value run_async(const Napi::CallbackInfo& info, std::function<void()> work,
                      std::function<Napi::Value(Napi::Env)> finish = {});

}  // namespace sfumato::binding
