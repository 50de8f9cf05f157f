// SPDX-License-Identifier: Apache-2.0
#include "failures.h"

#include <string_view>

namespace sfumato::engine {
namespace {

struct Code {
  std::string_view code;
  Status status;
};

constexpr Code statuses[] = {
    {"MODEL_MISSING", Status::model_missing},   {"MODEL_REFUSED", Status::model_missing},
    {"MEMORY_SHORT", Status::out_of_memory},    {"ENGINE_REFUSED", Status::refused},
    {"PROTOCOL_MISMATCH", Status::refused},     {"LIMIT_EXCEEDED", Status::refused},
    {"ENGINE_UNREACHABLE", Status::engine_lost}, {"CANCELLED", Status::engine_lost},
};

Message unreachable(std::string cause) {
  return {"ENGINE_UNREACHABLE", "The engine cannot be reached", std::move(cause),
          {"Start it with `sfumato engine start`; `sfumato engine status` says how it is."}};
}

}  // namespace

Failure reported(const Message& message) {
  for (const Code& one : statuses)
    if (one.code == message.code) return {one.status, message};
  return {Status::failed, message};
}

Failure aborted() { return {Status::aborted, {}}; }

Failure timed_out(std::chrono::milliseconds timeout) {
  const std::string limit =
      timeout.count() % 1000 == 0 ? std::to_string(timeout.count() / 1000) + " s" : std::to_string(timeout.count()) + " ms";
  return {Status::timed_out,
          {"TIMED_OUT", "The work took too long", "The engine did not finish within " + limit + ".",
           {"Try again; close other programs that use the processor, or raise the time limit."}}};
}

Failure engine_lost(const Message& farewell) {
  if (!farewell.code.empty()) return reported(farewell);
  Message message = unreachable("The engine ended, or the connection to it was lost, during the work.");
  message.remedy = {"Try again: it is started by itself. If it recurs, `sfumato engine logs` says why it ended."};
  return {Status::engine_lost, std::move(message)};
}

Failure engine_missing(const std::string& why) { return {Status::engine_missing, unreachable(why)}; }

Failure out_of_memory(const std::string& cause) {
  return {Status::out_of_memory,
          {"MEMORY_SHORT", "Not enough memory", cause, {"Close other programs, or free space in /dev/shm and in the temporary folder."}}};
}

Failure wrong(const std::string& cause) {
  return {Status::failed, {"INTERNAL", "A fault in Sfumato", cause, {"Please report it."}}};
}

Failure not_understood(const std::string& what) {
  return {Status::failed,
          {"MESSAGE_INVALID", "A message was not understood", "The engine answered " + what + ", which this plug-in does not understand.",
           {"Update the plug-in and the engine to the same release."}}};
}

}  // namespace sfumato::engine
