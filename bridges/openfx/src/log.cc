// SPDX-License-Identifier: Apache-2.0
#include "log.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>

#include "discovery.h"

namespace sfumato::ofx {
namespace {

namespace fs = std::filesystem;
constexpr uintmax_t most_bytes = 1 << 20;

fs::path path_of(const std::string& utf8) { return fs::path(std::u8string(utf8.begin(), utf8.end())); }

std::string now() {
  char text[32];
  const std::time_t seconds = std::time(nullptr);
  std::tm utc{};
#ifdef _WIN32
  gmtime_s(&utc, &seconds);
#else
  gmtime_r(&seconds, &utc);
#endif
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

void append(const std::string& line) {
  const fs::path path = path_of(log_path());
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  if (fs::file_size(path, ignored) > most_bytes && !ignored) {
    fs::path older = path;
    fs::rename(path, older.replace_extension(".1.log"), ignored);
  }
  std::ofstream(path, std::ios::app | std::ios::binary) << line;
}

}  // namespace

std::string log_path() { return engine::user_folder("") + "/engine/logs/openfx.log"; }

void log_line(const std::string& text) noexcept {
  static std::mutex mutex;
  static std::string last;
  try {
    const std::lock_guard lock(mutex);
    if (text == last) return;
    last = text;
    append(now() + " " + text + "\n");
  } catch (...) {
    // A full disk or missing memory must not stop a render.
  }
}

}  // namespace sfumato::ofx
