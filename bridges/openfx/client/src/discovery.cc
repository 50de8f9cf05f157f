// SPDX-License-Identifier: Apache-2.0
#include "discovery.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "json.h"
#include "system_files.h"

namespace sfumato::engine {
namespace {

constexpr size_t longest_file = 64 * 1024;
constexpr int64_t most_arguments = 32;

std::string in_engine_folder(const std::string& folder, const char* name) {
  return joined(joined(folder, "engine"), name);
}

}  // namespace

std::string user_folder(const std::string& home) {
  if (!home.empty()) return home;
  if (const std::string set = environment("SFUMATO_HOME"); !set.empty()) return absolute(set);
#if defined(_WIN32)
  const std::string local = environment("LOCALAPPDATA");
  return joined(local.empty() ? joined(joined(environment("USERPROFILE"), "AppData"), "Local") : local, "Sfumato");
#elif defined(__APPLE__)
  return joined(home_folder(), "Library/Application Support/Sfumato");
#else
  // A relative XDG_DATA_HOME is invalid by the XDG Base Directory specification and must be ignored.
  const std::string data = environment("XDG_DATA_HOME");
  return joined(data.empty() || data[0] != '/' ? joined(home_folder(), ".local/share") : data, "sfumato");
#endif
}

std::optional<Discovery> parse_discovery(const std::string& text) {
  const std::optional<Json> json = Json::parse(text);
  if (!json) return std::nullopt;
  Discovery found{(*json)["socket"].text(), (*json)["token"].text(), (*json)["version"].text()};
  if (found.socket.empty() || found.token.empty()) return std::nullopt;
  return found;
}

std::optional<Discovery> read_discovery(const std::string& folder) {
  return parse_discovery(read_small_file(in_engine_folder(folder, "engine.json"), longest_file));
}

std::vector<std::string> parse_start_command(const std::string& text) {
  const std::optional<Json> json = Json::parse(text);
  if (!json) return {};
  std::vector<std::string> command;
  for (const Json& part : (*json)["command"].items()) {
    if (!part.is(Json::Kind::text) || part.text().find('\0') != std::string::npos) return {};
    command.push_back(part.text());
  }
  if (command.size() > most_arguments || command.empty() || command[0].empty()) return {};
  return command;
}

std::vector<std::string> read_start_command(const std::string& folder) {
  const std::string path = in_engine_folder(folder, "start.json");
  if (!is_private_file(path)) return {};
  return parse_start_command(read_small_file(path, longest_file));
}

}  // namespace sfumato::engine
