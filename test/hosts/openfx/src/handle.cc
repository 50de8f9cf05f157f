// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/handle.h"

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "ofxhost/journal.h"

namespace ofxhost {
namespace {

struct Known {
  Handled::Kind kind;
  Handled* object;  // null once it is gone: then the kind tells what it was
};

std::shared_mutex guard;
std::unordered_map<const void*, Known>& known() {
  static std::unordered_map<const void*, Known> all;
  return all;
}

// Outside of what user space maps on any 64-bit system: reading through a handle faults at once.
constexpr uintptr_t first_handle = 0x00A0'0000'0000'0000;
uintptr_t next_handle = first_handle;

const char* name_of(Handled::Kind kind) {
  switch (kind) {
    case Handled::Kind::property_set: return "property set";
    case Handled::Kind::param_set: return "param set";
    case Handled::Kind::param: return "param";
    case Handled::Kind::effect: return "effect";
    case Handled::Kind::clip: return "clip";
    case Handled::Kind::memory: return "image memory";
    case Handled::Kind::interact: return "interact";
    case Handled::Kind::draw_context: return "draw context";
    case Handled::Kind::mutex: return "mutex";
  }
  return "";
}

}  // namespace

Handled::Handled(Kind kind) {
  const std::unique_lock lock(guard);
  handle_ = reinterpret_cast<void*>(next_handle += 16);
  known()[handle_] = {kind, this};
}

Handled::~Handled() {
  const std::unique_lock lock(guard);
  known().erase(handle_);
}

Handled* find_handled(const void* handle, Handled::Kind kind, const char* call) {
  const char* was = "no handle";
  {
    const std::shared_lock lock(guard);
    const auto found = known().find(handle);
    if (found != known().end() && found->second.kind == kind) return found->second.object;
    const auto number = reinterpret_cast<uintptr_t>(handle);
    if (!handle) was = "NULL";
    else if (found != known().end()) was = name_of(found->second.kind);
    else if (number > first_handle && number <= next_handle) was = "a handle that is gone";
  }
  misuse("bad-handle", std::string(call) + " needs a " + name_of(kind) + " but received " + was);
  return nullptr;
}

}  // namespace ofxhost
