// SPDX-License-Identifier: Apache-2.0
#include "sfumato/engine/engine.h"

#include <exception>

#include "connector.h"
#include "job.h"

namespace sfumato::engine {
namespace {

constexpr size_t longest_ping = 65536;

Result failed(const Request& request, Failure failure) {
  // The engine may still read what it was given.
  for (const Input& input : request.inputs)
    if (input.block) *input.block = PixelBlock();
  Result result;
  result.status = failure.status;
  result.message = std::move(failure.message);
  return result;
}

}  // namespace

struct Engine::State {
  Connector connector;
};

// For the life of the process: other libraries' threads may still be in a run when statics are destroyed.
Engine& Engine::shared() {
  static Engine* engine = new Engine();
  return *engine;
}

Engine::Engine(Settings settings) : state_(std::make_unique<State>()) { state_->connector.configure(std::move(settings)); }
Engine::~Engine() { close(); }

void Engine::configure(Settings settings) noexcept { state_->connector.configure(std::move(settings)); }

void Engine::close() noexcept {
  try {
    state_->connector.close();
    purge_blocks();
  } catch (const std::exception&) {
    // A lock that cannot be taken: nothing is left to be done.
  }
}

Result Engine::run(const Request& request, Waiter* waiter) noexcept {
  try {
    Patience patience(waiter, request.timeout);
    Failure failure;
    // An engine that has gone without a word about the job did not begin it, as far as anybody knows: it is given to the
    // next engine, once.
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto connection = state_->connector.connect(patience, true, failure);
      if (!connection) break;
      Job job(request, connection, patience);
      if (!job.prepare(failure) || !job.begin(failure)) {
        if (failure.status == Status::engine_lost) continue;
        break;
      }
      Result result;
      if (job.finish(result, failure)) return result;
      if (failure.status == Status::engine_lost && !job.heard()) continue;
      break;
    }
    return failed(request, std::move(failure));
  } catch (const std::bad_alloc&) {
    return failed(request, {Status::out_of_memory, {}});
  } catch (const std::exception& error) {
    return failed(request, {Status::failed, {"INTERNAL", "", error.what(), {}}});
  }
}

Status Engine::ping(size_t bytes, std::chrono::milliseconds timeout) noexcept {
  try {
    Patience patience(nullptr, timeout);
    Failure failure;
    const auto connection = state_->connector.connect(patience, false, failure);
    if (!connection) return failure.status;
    const auto call = std::make_shared<Call>();
    const std::string pad(std::min(bytes, longest_ping), 'x');
    if (!connection->send("ping", R"("pad":")" + pad + '"', call)) return Status::engine_lost;
    switch (connection->wait(*call, patience)) {
      case Connection::Waited::answered: return call->answer["type"].text() == "pong" ? Status::done : Status::failed;
      case Connection::Waited::timed_out: return Status::timed_out;
      default: return Status::engine_lost;
    }
  } catch (const std::exception&) {
    return Status::out_of_memory;
  }
}

}  // namespace sfumato::engine
