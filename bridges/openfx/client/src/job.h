// SPDX-License-Identifier: Apache-2.0
// One run of a tool over one connection.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connection.h"
#include "failures.h"
#include "patience.h"
#include "sfumato/engine/request.h"
#include "wire_format.h"

namespace sfumato::engine {

// Each step returns false with the reason in `failure`.
class Job {
 public:
  Job(const Request& request, std::shared_ptr<Connection> connection, Patience& patience)
      : request_(request), connection_(std::move(connection)), patience_(patience) {}

  // Checks the request and makes its blocks known to the engine.
  bool prepare(Failure& failure);
  bool begin(Failure& failure);
  // Waits for the result.
  bool finish(Result& result, Failure& failure);
  // Whether the engine said anything about the job.
  bool heard() const { return !call_->phase.empty(); }

 private:
  Handle handle_of_input(const Input& input) const;
  bool open_block(Block& block, Failure& failure);
  bool ask(const char* type, const std::string& fields, Json& answer, Failure& failure);
  bool read_outputs(const Json& done, Result& result, Failure& failure);
  Failure unfinished(Connection::Waited waited);

  const Request& request_;
  std::shared_ptr<Connection> connection_;
  Patience& patience_;
  std::vector<std::shared_ptr<Block>> blocks_;  // each once
  std::shared_ptr<Call> call_ = std::make_shared<Call>();
};

}  // namespace sfumato::engine
