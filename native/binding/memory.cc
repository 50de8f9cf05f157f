// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>

#include "arguments.h"
#include "module.h"
#include "sfumato/shared_memory.h"

namespace sfumato::binding {
namespace {

Napi::Value as_object(Napi::Env env, SharedMemory&& memory) {
  auto* owned = new SharedMemory(std::move(memory));
  const size_t bytes = owned->size();
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", owned->name());
  Napi::ArrayBuffer buffer =
      Napi::ArrayBuffer::New(env, owned->data(), bytes, [](Napi::Env, void*, SharedMemory* m) { delete m; }, owned);
  object.Set("buffer", buffer);
  return object;
}

template <typename F>
Napi::Value or_error(Napi::Env env, F&& f) {
  try {
    return f();
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& e) {
    Napi::Error error = Napi::Error::New(env, e.what());
    error.Value().Set("code", "SHARED_MEMORY");
    throw error;
  }
}

constexpr double max_bytes = 64.0 * 1024 * 1024 * 1024;

Napi::Value create(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const auto bytes = static_cast<size_t>(number_member(options, "bytes", 1, max_bytes));
  return or_error(info.Env(), [&] { return as_object(info.Env(), SharedMemory::create(bytes)); });
}

// The same without holding the caller up: reserving memory takes as long as writing it.
Napi::Value reserve(const Napi::CallbackInfo& info) {
  const auto bytes = static_cast<size_t>(number_member(object_argument(info[0], "options"), "bytes", 1, max_bytes));
  const auto made = std::make_shared<std::optional<SharedMemory>>();
  return run_async(
      info, [=] { made->emplace(SharedMemory::create(bytes)); },
      [=](Napi::Env env) { return as_object(env, std::move(**made)); });
}

Napi::Value open(const Napi::CallbackInfo& info) {
  const Napi::Object options = object_argument(info[0], "options");
  const auto bytes = static_cast<size_t>(number_member(options, "bytes", 1, max_bytes));
  const std::string name = string_member(options, "name");
  return or_error(info.Env(), [&] { return as_object(info.Env(), SharedMemory::open(name, bytes)); });
}

void remove(const Napi::CallbackInfo& info) {
  SharedMemory::remove(string_member(object_argument(info[0], "options"), "name"));
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("sharedMemoryCreate", Napi::Function::New(env, create));
  to.Set("sharedMemoryReserve", Napi::Function::New(env, reserve));
  to.Set("sharedMemoryOpen", Napi::Function::New(env, open));
  to.Set("sharedMemoryRemove", Napi::Function::New(env, remove));
});

}  // namespace
}  // namespace sfumato::binding
