// SPDX-License-Identifier: Apache-2.0
#include "discovery.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "check.h"
#include "system_files.h"

using namespace sfumato::engine;

namespace {

TEST("discovery: the file of an engine is read, and nothing else passes for one") {
  const auto found = parse_discovery(R"({"pid":1,"socket":"/s","token":"t","version":"9","more":[]})");
  CHECK(found && found->socket == "/s" && found->token == "t" && found->version == "9");
  for (const char* text : {"", "{}", "[]", R"({"socket":"/s"})", R"({"socket":1,"token":"t"})", R"({"socket":"/s","token":"t")"})
    CHECK(!parse_discovery(text));
}

TEST("discovery: the command that starts the engine is a list of texts") {
  CHECK(parse_start_command(R"({"command":["/bin/node","a b"]})") == (std::vector<std::string>{"/bin/node", "a b"}));
  for (const char* text : {"", "{}", R"({"command":[]})", R"({"command":[""]})", R"({"command":["a",1]})", R"({"command":["a\u0000b"]})"})
    CHECK(parse_start_command(text).empty());
}

#if !defined(_WIN32)
TEST("discovery: a command that others may write is not run") {
  namespace fs = std::filesystem;
  const fs::path home = fs::temp_directory_path() / ("sfumato-discovery-test-" + std::to_string(std::rand()));
  fs::create_directories(home / "engine");
  const fs::path file = home / "engine" / "start.json";
  std::ofstream(file) << R"({"command":["/bin/true"]})";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  CHECK(read_start_command(home.string()).size() == 1);
  fs::permissions(file, fs::perms::group_write, fs::perm_options::add);
  CHECK(read_start_command(home.string()).empty());
  fs::remove_all(home);
  CHECK(read_start_command(home.string()).empty());
}

TEST("discovery: the user's folder is found as the engine finds it") {
  const auto set = [](const char* name, const char* value) { setenv(name, value, 1); };
  const std::string before = environment("SFUMATO_HOME"), data = environment("XDG_DATA_HOME"), home = environment("HOME");
  set("SFUMATO_HOME", "/x/y");
  CHECK(user_folder("") == "/x/y");
  CHECK(user_folder("/given") == "/given");
  set("SFUMATO_HOME", "");
  set("HOME", "/h");
#if !defined(__APPLE__)
  set("XDG_DATA_HOME", "/d");
  CHECK(user_folder("") == "/d/sfumato");
  set("XDG_DATA_HOME", "relative");
  CHECK(user_folder("") == "/h/.local/share/sfumato");
#endif
  set("SFUMATO_HOME", before.c_str());
  set("XDG_DATA_HOME", data.c_str());
  set("HOME", home.c_str());
}
#endif

}  // namespace
