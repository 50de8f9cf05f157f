// SPDX-License-Identifier: Apache-2.0
// Where this user's engine is, and how it is started: the files of core/src/server/{places,discovery,start-command}.ts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sfumato::engine {

struct Discovery {
  std::string socket;
  std::string token;
  std::string version;  // of the engine
};

// The user folder: `home` where that is not empty, else SFUMATO_HOME, else the system's folder for application data.
std::string user_folder(const std::string& home);

// What the engine of that user folder wrote down; it may have ended since. Nothing when there is no such file or it
// cannot be read.
std::optional<Discovery> read_discovery(const std::string& folder);
std::optional<Discovery> parse_discovery(const std::string& text);

// The command that starts the engine: empty when nobody wrote one down, or somebody else may have.
std::vector<std::string> read_start_command(const std::string& folder);
std::vector<std::string> parse_start_command(const std::string& text);

}  // namespace sfumato::engine
