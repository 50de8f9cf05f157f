// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ofxhost/journal.h"
#include "ofxhost/suites.h"
#include "process.h"
#include "session.h"

namespace fs = std::filesystem;
using namespace ofxhost;

namespace {

int entries_in(const char* folder) {
  std::error_code error;
  return static_cast<int>(std::distance(fs::directory_iterator(folder, error), fs::directory_iterator()));
}

int words_in(const std::string& path) {
  std::ifstream in(path);
  return static_cast<int>(std::distance(std::istream_iterator<std::string>(in), {}));
}

int lines_in(const char* path) {
  std::ifstream in(path);
  int lines = 0;
  for (std::string line; std::getline(in, line);) ++lines;
  return lines;
}

int children_now() {
  int children = 0;
  std::error_code error;
  for (const fs::directory_entry& task : fs::directory_iterator("/proc/self/task", error))
    children += words_in((task.path() / "children").string());
  return children;
}

void tell_process(Session&, const Command&, Json& json) {
  json.name("process");
  write_process(json, process_state());
}

// All entries since the last time.
void tell_journal(Session&, const Command&, Json& json) {
  json.name("entries").begin_array();
  for (const Entry& entry : journal_take()) {
    json.begin_object().text("kind", kind_name(entry.kind)).text("code", entry.code).text("detail", entry.detail);
    json.text("action", entry.action).number("count", entry.count).end_object();
  }
  json.end_array();
}

// memcpy bytes= count=: what copying that much takes in this process, each time in ms, from and to warm buffers.
void time_memcpy(Session&, const Command& command, Json& json) {
  const auto bytes = static_cast<size_t>(command.number("bytes", 1 << 20));
  const auto count = static_cast<int>(command.number("count", 10));
  std::vector<char> from(bytes, 1), to(bytes, 2);
  json.name("ms").begin_array();
  for (int i = 0; i < count; ++i) {
    from[static_cast<size_t>(i) % bytes] = static_cast<char>(i);
    const auto start = std::chrono::steady_clock::now();
    std::memcpy(to.data(), from.data(), bytes);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    json.number(took.count());
  }
  json.end_array().number("last", to[bytes - 1]);
}

}  // namespace

ProcessState process_state() {
  ProcessState state{};
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  state.resident_bytes = pages * static_cast<double>(sysconf(_SC_PAGESIZE));
  state.threads = entries_in("/proc/self/task");
  state.files = entries_in("/proc/self/fd");
  state.mappings = lines_in("/proc/self/maps");
  state.children = children_now();
  state.memory_blocks = memory_blocks_held();
  return state;
}

void write_process(Json& json, const ProcessState& state) {
  json.begin_object().number("residentBytes", state.resident_bytes).number("threads", state.threads);
  json.number("files", state.files).number("mappings", state.mappings).number("children", state.children);
  json.number("memoryBlocks", state.memory_blocks).end_object();
}

Verbs process_verbs() { return {{"process", tell_process}, {"journal", tell_journal}, {"memcpy", time_memcpy}}; }
