// SPDX-License-Identifier: Apache-2.0
// Which action of which effect a thread is in: what suites allow depends on it.
#pragma once

#include <string_view>

namespace ofxhost {

class Effect;

struct Scope {
  const char* action;       // as the standard names it
  Effect* effect;           // null for Load and Unload
  bool spawned = false;     // a thread of the multi-thread suite
  double time = 0;          // the frame that is asked for, where the action has one
  const Scope* outer = nullptr;  // a spawned thread's: the scope of the thread that spawned it

  // The action's own scope, also for the threads that it spawned.
  const Scope* home() const { return spawned ? outer : this; }

  bool is(std::string_view name) const { return name == action; }
  // Actions that a render thread may call: params cannot be set in them.
  bool renders() const;
  // Descriptors may be filled in.
  bool describes() const;
  // Images may be fetched.
  bool fetches_images() const;
};

// The calling thread's innermost action; null outside of any, as on threads that the plugin made itself.
const Scope* current_scope();

// Puts the calling thread into an action while it lives.
class EnterScope {
 public:
  explicit EnterScope(const Scope& scope);
  ~EnterScope();
  EnterScope(const EnterScope&) = delete;
  const Scope* scope() const { return &scope_; }

 private:
  Scope scope_;
  const Scope* before_;
};

}  // namespace ofxhost
