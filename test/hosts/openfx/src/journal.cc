// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/journal.h"

#include <mutex>
#include <utility>

#include "ofxhost/scope.h"

namespace ofxhost {
namespace {

// A plugin that fails in each of 10,000 cycles differently must not fill the memory.
constexpr size_t most_entries = 2000;

std::mutex guard;
std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

}  // namespace

void journal_add(Kind kind, const std::string& code, const std::string& detail) {
  const Scope* scope = current_scope();
  const std::string action = scope ? scope->action : "";
  const std::lock_guard lock(guard);
  for (Entry& entry : entries()) {
    if (entry.kind == kind && entry.code == code && entry.detail == detail && entry.action == action) {
      ++entry.count;
      return;
    }
  }
  if (entries().size() < most_entries) entries().push_back({kind, code, detail, action, 1});
}

std::vector<Entry> journal_take() {
  const std::lock_guard lock(guard);
  return std::exchange(entries(), {});
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::misuse: return "misuse";
    case Kind::refused: return "refused";
    case Kind::message: return "message";
  }
  return "";
}

}  // namespace ofxhost
