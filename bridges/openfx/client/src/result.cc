// SPDX-License-Identifier: Apache-2.0
#include "sfumato/engine/result.h"

#include "sfumato/engine/request.h"

namespace sfumato::engine {

const char* status_name(Status status) noexcept {
  switch (status) {
    case Status::done: return "done";
    case Status::aborted: return "aborted";
    case Status::timed_out: return "timed out";
    case Status::engine_lost: return "engine lost";
    case Status::engine_missing: return "engine missing";
    case Status::model_missing: return "model missing";
    case Status::out_of_memory: return "out of memory";
    case Status::refused: return "refused";
    case Status::failed: return "failed";
  }
  return "unknown";
}

std::string Message::text() const {
  std::string out = cause.empty() ? title : cause;
  for (const std::string& sentence : remedy) out += (out.empty() ? "" : " ") + sentence;
  return out;
}

const Output* Result::output(const std::string& name) const noexcept {
  for (const Output& one : outputs)
    if (one.name == name) return &one;
  return nullptr;
}

void Waiter::progress(const char*, double) {}

}  // namespace sfumato::engine
