// SPDX-License-Identifier: Apache-2.0
// What went wrong, as a status and in words.
#pragma once

#include <chrono>
#include <string>

#include "sfumato/engine/result.h"

namespace sfumato::engine {

struct Failure {
  Status status = Status::failed;
  Message message;
};

// Of the engine's own report.
Failure reported(const Message& message);

Failure aborted();
Failure timed_out(std::chrono::milliseconds timeout);
// What the engine said before it went, if anything.
Failure engine_lost(const Message& farewell);
Failure engine_missing(const std::string& why);
Failure out_of_memory(const std::string& cause);
// A mistake of the caller's.
Failure wrong(const std::string& cause);
// The engine answered what this client does not understand.
Failure not_understood(const std::string& what);

}  // namespace sfumato::engine
