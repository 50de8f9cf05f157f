// SPDX-License-Identifier: Apache-2.0
#include "job.h"

#include <algorithm>
#include <exception>

namespace sfumato::engine {

// The outputs of a job: the engine keeps them, and this process keeps them mapped, until nobody looks at them any more.
class Hold {
 public:
  Hold(std::shared_ptr<Connection> connection, std::vector<std::string> frames)
      : connection_(std::move(connection)), frames_(std::move(frames)) {}
  ~Hold() { connection_->drop_frames(frames_); }
  const uint8_t* map(const Handle& handle) {
    memory_.push_back(connection_->map(handle.memory, handle.memory_bytes));
    return static_cast<const uint8_t*>(memory_.back()->data()) + handle.byte_offset;
  }

 private:
  std::shared_ptr<Connection> connection_;
  std::vector<std::string> frames_;
  std::vector<std::shared_ptr<SharedMemory>> memory_;
};

namespace {

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ",") + json_quoted(text);
  return "[" + out + "]";
}

}  // namespace

bool Job::prepare(Failure& failure) {
  const std::optional<Json> params = Json::parse(request_.params);
  if (!params || !params->is(Json::Kind::object)) {
    return failure = wrong("Expected a JSON object for params but received “" + request_.params.substr(0, 80) + "”."), false;
  }
  for (const Input& input : request_.inputs) {
    if (!input.block || !input.block->block_) {
      return failure = wrong("Expected pixels for input “" + input.name + "” but its block is empty."), false;
    }
    const std::shared_ptr<Block>& block = input.block->block_;
    if (!handle_of_input(input).fits()) {
      return failure = wrong("Expected a picture inside its block for input “" + input.name + "”."), false;
    }
    if (std::find(blocks_.begin(), blocks_.end(), block) == blocks_.end()) blocks_.push_back(block);
  }
  for (const std::shared_ptr<Block>& block : blocks_)
    if (!block->known_to(connection_) && !open_block(*block, failure)) return false;
  return true;
}

Handle Job::handle_of_input(const Input& input) const {
  const SharedMemory& memory = input.block->block_->memory();
  const auto tight = static_cast<ptrdiff_t>(row_bytes(input.format));
  return {memory.name(), memory.size(), input.offset, input.row_stride == 0 ? tight : input.row_stride, input.format};
}

// An engine that was restarted, or that has ended this process's last connection, has removed the block's name.
bool Job::open_block(Block& block, Failure& failure) {
  for (const bool renamed : {false, true}) {
    const SharedMemory& memory = block.memory();
    const std::string fields =
        R"("memory":)" + json_quoted(memory.name()) + R"(,"memoryBytes":)" + std::to_string(memory.size());
    Json answer;
    if (!ask("block.open", fields, answer, failure)) return false;
    if (answer["type"].text() == "ok") return block.set_known_to(connection_), true;
    failure = reported(message_of(answer["error"]));
    if (renamed || failure.message.code != "FRAME_UNKNOWN") return false;
    if (!block.rename()) return failure = out_of_memory("The picture does not fit into shared memory."), false;
  }
  return false;
}

bool Job::ask(const char* type, const std::string& fields, Json& answer, Failure& failure) {
  const auto call = std::make_shared<Call>();
  if (!connection_->send(type, fields, call)) return failure = engine_lost(connection_->farewell()), false;
  const Connection::Waited waited = connection_->wait(*call, patience_);
  if (waited != Connection::Waited::answered) return failure = unfinished(waited), false;
  answer = std::move(call->answer);
  return true;
}

bool Job::begin(Failure& failure) {
  std::string inputs;
  for (const Input& input : request_.inputs)
    inputs += (inputs.empty() ? "" : ",") + json_quoted(input.name) + ":" + json_of(handle_of_input(input));
  const bool draft = request_.quality == Quality::draft;
  std::string fields = R"("tool":)" + json_quoted(request_.tool) + R"(,"inputs":{)" + inputs + R"(},"params":)" +
                       request_.params + R"(,"outputs":)" + quoted_list(request_.outputs) + R"(,"map":true,"quality":)" +
                       (draft ? R"("draft","priority":"interactive")" : R"("full","priority":"apply")");
  if (draft && request_.proxy > 0) fields += R"(,"proxy":)" + std::to_string(std::clamp(request_.proxy, 16, 16384));
  if (connection_->send("job.run", fields, call_, blocks_)) return true;
  return failure = engine_lost(connection_->farewell()), false;
}

bool Job::finish(Result& result, Failure& failure) {
  const Connection::Waited waited = connection_->wait(*call_, patience_);
  if (waited != Connection::Waited::answered) {
    // Nobody waits for what this answers.
    if (waited != Connection::Waited::lost) connection_->send("job.cancel", R"("job":)" + std::to_string(call_->id));
    return failure = unfinished(waited), false;
  }
  const Json& answer = call_->answer;
  const std::string& type = answer["type"].text();
  if (type == "error") return failure = reported(message_of(answer["error"])), false;
  if (type != "done") return failure = not_understood("“job.run” with “" + type + "”"), false;
  return read_outputs(answer, result, failure);
}

bool Job::read_outputs(const Json& done, Result& result, Failure& failure) {
  const Json &outputs = done["outputs"], &handles = done["handles"], &provenance = done["provenance"];
  std::vector<std::string> frames;
  for (const Json& output : outputs.items()) frames.push_back(output["frame"].text());
  const auto hold = std::make_shared<Hold>(connection_, std::move(frames));
  for (const std::string& name : outputs.names()) {
    const std::optional<Handle> handle = handle_of(handles[name]);
    if (!handle) return failure = not_understood("with a picture"), false;
    try {
      result.outputs.push_back({name, handle->format, hold->map(*handle), handle->row_stride});
    } catch (const std::exception& error) {
      return failure = out_of_memory(std::string("A result cannot be mapped: ") + error.what() + "."), false;
    }
  }
  for (const Json& note : done["notes"].items()) result.notes.push_back(note["text"].text());
  for (const Json& model : provenance["models"].items())
    result.models.push_back({model["id"].text(), model["version"].text(), model["task"].text()});
  result.scale = done["scale"].number(1);
  result.elapsed_ms = done["elapsedMs"].number();
  result.cached = done["cached"].boolean();
  result.hold = hold;
  result.status = Status::done;
  return true;
}

Failure Job::unfinished(Connection::Waited waited) {
  switch (waited) {
    case Connection::Waited::aborted: return aborted();
    case Connection::Waited::timed_out: return timed_out(request_.timeout);
    default: return engine_lost(connection_->farewell());
  }
}

}  // namespace sfumato::engine
