// SPDX-License-Identifier: Apache-2.0
#include "connector.h"

#include <algorithm>
#include <thread>

#include "starter.h"

namespace sfumato::engine {
namespace {

constexpr int protocol_version = 1;
constexpr auto start_again_after = std::chrono::seconds(5);
// Between two looks at whether a starting engine is there.
constexpr auto look_every = std::chrono::milliseconds(15);

std::string hello(const Settings& settings, const Discovery& found) {
  const std::string version = std::to_string(protocol_version);
  return R"("protocol":{"min":)" + version + R"(,"max":)" + version + R"(},"client":{"kind":"openfx","name":)" +
         json_quoted(settings.client_name) + R"(,"version":)" + json_quoted(settings.client_version) +
         R"(},"auth":{"token":)" + json_quoted(found.token) + "}";
}

}  // namespace

void Connector::configure(Settings settings) {
  const std::lock_guard lock(mutex_);
  settings_ = std::move(settings);
  failed_start_.reset();
}

void Connector::close() {
  std::shared_ptr<Connection> closed;
  {
    const std::lock_guard lock(mutex_);
    closed.swap(connection_);
    failed_start_.reset();
  }
  if (closed) closed->close();
}

std::shared_ptr<Connection> Connector::current() {
  std::shared_ptr<Connection> dead;  // ends after the lock
  const std::lock_guard lock(mutex_);
  if (connection_ && !connection_->alive()) dead.swap(connection_);
  return connection_;
}

std::shared_ptr<Connection> Connector::connect(Patience& patience, bool may_start, Failure& failure) {
  if (auto known = current()) return known;
  std::unique_lock making(making_, std::defer_lock);
  while (!making.try_lock()) {
    if (patience.aborted()) return failure = aborted(), nullptr;
    if (patience.over()) return failure = engine_missing("The engine is still being started."), nullptr;
    std::this_thread::sleep_for(look_every);
  }
  if (auto known = current()) return known;
  Settings settings;
  {
    const std::lock_guard lock(mutex_);
    settings = settings_;
    if (failed_start_ && Clock::now() < not_before_) return failure = *failed_start_, nullptr;
  }
  std::shared_ptr<Connection> made = make(settings, patience, may_start, failure);
  const std::lock_guard lock(mutex_);
  if (made) connection_ = made;
  return made;
}

std::shared_ptr<Connection> Connector::make(const Settings& settings, Patience& patience, bool may_start,
                                            Failure& failure) {
  std::shared_ptr<Connection> made = reach(settings, patience, failure);
  if (made || failure.status != Status::engine_missing || !may_start || !settings.start) return made;
  if (!start(settings, patience, failure)) {
    if (failure.status == Status::aborted) return nullptr;
    const std::lock_guard lock(mutex_);
    failed_start_ = failure;
    not_before_ = Clock::now() + start_again_after;
    return nullptr;
  }
  return reach(settings, patience, failure);
}

// The engine that runs. engine_missing: none does.
std::shared_ptr<Connection> Connector::reach(const Settings& settings, Patience& patience, Failure& failure) {
  const std::string folder = user_folder(settings.home);
  const std::optional<Discovery> found = read_discovery(folder);
  if (!found) return failure = engine_missing("The engine is not running."), nullptr;
  return greet(settings, *found, patience, failure);
}

std::shared_ptr<Connection> Connector::greet(const Settings& settings, const Discovery& found, Patience& patience,
                                             Failure& failure) {
  std::string why;
  std::unique_ptr<Stream> stream = Stream::connect(found.socket, why);
  if (!stream) return failure = engine_missing("The engine does not answer: " + why + "."), nullptr;
  const auto made = Connection::begin(std::move(stream));
  const auto call = std::make_shared<Call>();
  Connection::Waited waited = Connection::Waited::lost;
  if (made->send("hello", hello(settings, found), call)) waited = made->wait(*call, patience);
  const bool welcome = waited == Connection::Waited::answered && call->answer["type"].text() == "welcome";
  if (welcome) return made;
  made->close();
  const Message farewell = made->farewell();
  if (waited == Connection::Waited::aborted) failure = aborted();
  else if (waited == Connection::Waited::timed_out) failure = engine_missing("The engine does not answer.");
  else if (waited == Connection::Waited::answered) failure = not_understood("“hello” with “" + call->answer["type"].text() + "”");
  else if (farewell.code.empty()) failure = engine_missing("The engine closed the connection.");
  else failure = reported(farewell);
  return nullptr;
}

bool Connector::start(const Settings& settings, Patience& patience, Failure& failure) {
  const std::vector<std::string> command =
      settings.command.empty() ? read_start_command(user_folder(settings.home)) : settings.command;
  if (command.empty()) {
    failure = engine_missing("The engine is not running, and nothing says how it is started.");
    failure.message.remedy.insert(failure.message.remedy.begin(), "Install the plug-in with `sfumato install resolve`.");
    return false;
  }
  std::string why;
  const std::unique_ptr<Starter> starter = Starter::run(command, settings.home, why);
  if (!starter) return failure = engine_missing("The engine could not be started: " + why + "."), false;
  const auto until = std::min(patience.until(), Clock::now() + settings.start_timeout);
  std::string said;
  while (!starter->ended(said)) {
    if (patience.aborted()) return failure = aborted(), false;
    if (Clock::now() >= until) return failure = engine_missing("The engine did not start in time."), false;
    std::this_thread::sleep_for(look_every);
  }
  if (said.empty()) return true;
  failure = engine_missing("The engine could not be started: " + said + (said.back() == '.' ? "" : "."));
  return false;
}

}  // namespace sfumato::engine
