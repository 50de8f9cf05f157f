// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include <exception>
#include <utility>

namespace sfumato::engine {
namespace {

// How often the thread looks after what is kept, when nothing comes.
constexpr int tick_ms = 2000;
// An engine that reads nothing: more than this is not kept for it.
constexpr size_t most_outgoing = size_t{16} << 20;
constexpr uint32_t last_usable_id = 0xffff0000;

}  // namespace

Message message_of(const Json& error) {
  Message message{error["code"].text(), error["title"].text(), error["cause"].text(), {}};
  for (const Json& remedy : error["remedy"].items()) message.remedy.push_back(remedy.text());
  return message;
}

std::shared_ptr<Connection> Connection::begin(std::unique_ptr<Stream> stream) {
  auto made = std::make_shared<Connection>(std::move(stream));
  made->thread_ = std::thread([self = made] { self->run(); });
  return made;
}

Connection::~Connection() {
  if (!thread_.joinable()) return;
  // The thread itself may hold the connection last.
  if (thread_.get_id() == std::this_thread::get_id()) thread_.detach();
  else thread_.join();
}

bool Connection::alive() {
  const std::lock_guard lock(mutex_);
  return !lost_;
}

Message Connection::farewell() {
  const std::lock_guard lock(mutex_);
  return farewell_;
}

void Connection::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  stream_->wake();
  if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
}

bool Connection::send(const char* type, const std::string& fields, const std::shared_ptr<Call>& call,
                      std::vector<std::shared_ptr<Block>> blocks) {
  const std::string head = std::string(R"({"type":")") + type + R"(","id":)";
  const std::string tail = (fields.empty() ? "" : ",") + fields + "}";
  const std::lock_guard lock(mutex_);
  if (lost_ || closing_) return false;
  const uint32_t id = ++last_id_;
  outgoing_ += framed(head + std::to_string(id) + tail);
  if (id >= last_usable_id || outgoing_.size() > most_outgoing || !flush()) {
    // Nobody is to try it again; the thread tells those who wait.
    lost_ = closing_ = true;
    stream_->wake();
    return false;
  }
  if (!outgoing_.empty()) stream_->wake();
  if (call) {
    call->id = id;
    calls_[id] = call;
  }
  if (!blocks.empty()) read_from_[id] = std::move(blocks);
  return true;
}

// Under the lock. False when the connection is broken.
bool Connection::flush() {
  size_t sent = 0;
  while (sent < outgoing_.size()) {
    const ptrdiff_t taken = stream_->write(outgoing_.data() + sent, outgoing_.size() - sent);
    if (taken < 0) return false;
    if (taken == 0) break;
    sent += static_cast<size_t>(taken);
  }
  outgoing_.erase(0, sent);
  return true;
}

Connection::Waited Connection::wait(Call& call, Patience& patience) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (call.state == Call::State::answered) return Waited::answered;
    if (call.state == Call::State::lost) return Waited::lost;
    const bool progressed = std::exchange(call.progressed, false);
    const std::string phase = progressed ? call.phase : "";
    const double fraction = call.fraction;
    lock.unlock();
    if (progressed) patience.progress(phase.c_str(), fraction);
    const bool aborted = patience.aborted(), over = patience.over();
    lock.lock();
    if (call.state != Call::State::waiting || call.progressed) continue;
    if (aborted || over) {
      calls_.erase(call.id);
      return aborted ? Waited::aborted : Waited::timed_out;
    }
    call.changed.wait_until(lock, patience.soon());
  }
}

void Connection::drop_frames(const std::vector<std::string>& frames) {
  if (frames.empty()) return;
  std::string list;
  for (const std::string& frame : frames) list += (list.empty() ? "" : ",") + json_quoted(frame);
  send("frame.drop", R"("frames":[)" + list + "]");
}

void Connection::forget_block(const std::string& name) { send("block.close", R"("memory":)" + json_quoted(name)); }

void Connection::run() {
  try {
    auto looked = Clock::now();
    for (bool going = true; going;) {
      bool to_write = false;
      {
        const std::lock_guard lock(mutex_);
        if (closing_) break;
        to_write = !outgoing_.empty();
      }
      const Stream::Ready ready = stream_->wait(to_write, tick_ms);
      going = !ready.broken;
      if (ready.writable) {
        const std::lock_guard lock(mutex_);
        going = flush() && going;
      }
      if (ready.readable) going = receive() && going;
      if (Clock::now() - looked < std::chrono::milliseconds(tick_ms)) continue;
      looked = Clock::now();
      mappings_.check();
      BlockStore::shared().check();
    }
  } catch (const std::exception&) {
    // Out of memory for what came: nothing after it can be read.
  }
  lose();
}

// Reads what has come. False when the other side has gone, or does not speak the protocol.
bool Connection::receive() {
  char piece[16 * 1024];
  for (;;) {
    const ptrdiff_t got = stream_->read(piece, sizeof piece);
    if (got <= 0) return got == 0;
    reader_.add(piece, static_cast<size_t>(got));
    std::string text;
    FrameReader::Next next;
    while ((next = reader_.next(text)) == FrameReader::Next::message) {
      std::optional<Json> message = Json::parse(text);
      if (!message) return false;
      take(std::move(*message));
    }
    if (next == FrameReader::Next::broken) return false;
  }
}

void Connection::take(Json message) {
  const std::string type = message["type"].text();
  const auto id = static_cast<uint32_t>(message["id"].whole(1, UINT32_MAX).value_or(0));
  if (type == "error" && id == 0) {
    const std::lock_guard lock(mutex_);
    farewell_ = message_of(message["error"]);
  } else if (type == "progress") {
    const std::lock_guard lock(mutex_);
    const auto call = calls_.find(id);
    if (call == calls_.end()) return;
    call->second->phase = message["phase"].text();
    call->second->fraction = message["fraction"].number();
    call->second->progressed = true;
    call->second->changed.notify_all();
  } else if (type == "released") {
    std::vector<std::shared_ptr<Block>> free;  // after the lock
    const std::lock_guard lock(mutex_);
    if (const auto blocks = read_from_.find(id); blocks != read_from_.end()) {
      free = std::move(blocks->second);
      read_from_.erase(blocks);
    }
  } else if (type != "event") {
    take_last_word(id, std::move(message), type == "done");
  }
}

// An answer after which none comes. Inputs of a job that is done are not read any more; others are until `released`.
void Connection::take_last_word(uint32_t id, Json message, bool done) {
  std::vector<std::shared_ptr<Block>> free;
  std::vector<std::string> unwanted;
  {
    const std::lock_guard lock(mutex_);
    if (const auto blocks = read_from_.find(id); done && blocks != read_from_.end()) {
      free = std::move(blocks->second);
      read_from_.erase(blocks);
    }
    const auto call = calls_.find(id);
    if (call != calls_.end()) {
      call->second->answer = std::move(message);
      call->second->state = Call::State::answered;
      call->second->changed.notify_all();
      calls_.erase(call);
    } else {
      for (const Json& output : message["outputs"].items()) unwanted.push_back(output["frame"].text());
    }
  }
  // Of a run that somebody gave up.
  drop_frames(unwanted);
}

void Connection::lose() {
  std::map<uint32_t, std::vector<std::shared_ptr<Block>>> spoiled;
  const std::lock_guard lock(mutex_);
  lost_ = true;
  spoiled.swap(read_from_);
  for (const auto& [id, blocks] : spoiled)
    for (const std::shared_ptr<Block>& block : blocks) block->spoiled = true;
  for (const auto& [id, call] : calls_) {
    call->state = Call::State::lost;
    call->changed.notify_all();
  }
  calls_.clear();
}

}  // namespace sfumato::engine
