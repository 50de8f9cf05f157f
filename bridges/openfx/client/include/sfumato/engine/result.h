// SPDX-License-Identifier: Apache-2.0
// What the engine gave, or why it did not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sfumato/engine/pixel_format.h"

namespace sfumato::engine {

enum class Status {
  done,
  aborted,         // the waiter said so
  timed_out,       // the request's time-out passed; the engine was told to stop
  engine_lost,     // the engine ended, or its connection broke, during the run; the next run connects anew
  engine_missing,  // no engine runs and none could be started
  model_missing,   // a model that the tool needs is not installed, or not allowed
  out_of_memory,   // here or in the engine
  refused,         // the engine does not talk to this client: another version of the protocol, a wrong token, too many
  failed           // anything else: a param or picture that is not valid, a fault in a tool, a worker that ended
};
const char* status_name(Status status) noexcept;  // "done", "aborted", …

// For a person. `code` is the page in docs/errors, such as MODEL_MISSING; empty when all is well or it was aborted.
struct Message {
  std::string code;
  std::string title;                // a few words
  std::string cause;                // a sentence
  std::vector<std::string> remedy;  // sentences, first things first

  std::string text() const;  // "cause remedy remedy", one line
};

// One picture, readable as long as its Result lives. Row y (0 is the top) begins at pixels + y * row_stride.
struct Output {
  std::string name;
  PixelFormat format;
  const uint8_t* pixels = nullptr;
  ptrdiff_t row_stride = 0;
};

struct Model {
  std::string id;
  std::string version;
  std::string task;
};

class Hold;

// Movable. Its end gives the outputs back to the engine, which uses their memory for the next frame: keep it no longer
// than it takes to copy.
struct Result {
  Status status = Status::failed;
  Message message;
  std::vector<Output> outputs;     // the ones that were wanted, those that the tool did not make left out
  std::vector<std::string> notes;  // what a person should know about a result that is there
  std::vector<Model> models;       // that the result was made with
  double scale = 1;                // size of outputs to inputs: less than 1 with a proxy
  double elapsed_ms = 0;           // what the tool took, without queue and transport
  bool cached = false;             // an earlier result was given again

  explicit operator bool() const noexcept { return status == Status::done; }
  const Output* output(const std::string& name) const noexcept;  // null when it is not there

  std::shared_ptr<Hold> hold;  // keeps the outputs mapped
};

}  // namespace sfumato::engine
