// SPDX-License-Identifier: Apache-2.0
// Handles as plugins see them: numbers dressed as pointers, never used twice, so that a stale one, one of another kind
// or a guess is caught instead of read.
#pragma once

#include "ofx/ofx.h"

namespace ofxhost {

// What a plugin can hold a handle of. Give each class its own kind; handles end with the object.
class Handled {
 public:
  enum class Kind { property_set, param_set, param, effect, clip, memory, interact, draw_context, mutex };

  explicit Handled(Kind kind);
  virtual ~Handled();
  Handled(const Handled&) = delete;
  Handled& operator=(const Handled&) = delete;

  void* raw_handle() const { return handle_; }

 private:
  void* handle_;
};

// The living object of that handle; null, and misuse in the journal, when there is none of that kind.
Handled* find_handled(const void* handle, Handled::Kind kind, const char* call);

template <class T>
T* find(const void* handle, const char* call) {
  return static_cast<T*>(find_handled(handle, T::handle_kind, call));
}

}  // namespace ofxhost
