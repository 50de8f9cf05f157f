// SPDX-License-Identifier: Apache-2.0
#include "system_files.h"

#include <cstdlib>
#include <fstream>

#if defined(_WIN32)
#include <windows.h>

#include "system_text.h"
#else
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace sfumato::engine {
namespace {

#if defined(_WIN32)
constexpr char separator = '\\';
bool is_separator(char c) { return c == '\\' || c == '/'; }
bool is_absolute(const std::string& path) {
  return path.size() > 1 && (path[1] == ':' || (is_separator(path[0]) && is_separator(path[1])));
}
std::ifstream open_file(const std::string& path) { return std::ifstream(wide(path).c_str(), std::ios::binary); }
#else
constexpr char separator = '/';
bool is_separator(char c) { return c == '/'; }
bool is_absolute(const std::string& path) { return !path.empty() && path[0] == '/'; }
std::ifstream open_file(const std::string& path) { return std::ifstream(path, std::ios::binary); }
#endif

std::string current_folder() {
#if defined(_WIN32)
  wchar_t folder[MAX_PATH];
  const DWORD length = GetCurrentDirectoryW(MAX_PATH, folder);
  return length > 0 && length < MAX_PATH ? narrow(folder) : "";
#else
  char folder[4096];
  return getcwd(folder, sizeof folder) ? folder : "";
#endif
}

}  // namespace

std::string environment(const char* name) {
#if defined(_WIN32)
  const wchar_t* value = _wgetenv(wide(name).c_str());
  return value ? narrow(value) : "";
#else
  const char* value = std::getenv(name);
  return value ? value : "";
#endif
}

std::string home_folder() {
#if defined(_WIN32)
  return environment("USERPROFILE");
#else
  if (const std::string home = environment("HOME"); !home.empty()) return home;
  char buffer[4096];
  passwd entry{}, *found = nullptr;
  const bool known = getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found && found->pw_dir;
  return known ? found->pw_dir : "";
#endif
}

std::string joined(const std::string& folder, const std::string& name) {
  if (folder.empty() || is_separator(folder.back())) return folder + name;
  return folder + separator + name;
}

std::string absolute(const std::string& path) { return is_absolute(path) ? path : joined(current_folder(), path); }

std::string read_small_file(const std::string& path, size_t most) {
  std::ifstream file = open_file(path);
  std::string text(most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto got = static_cast<size_t>(file.gcount());
  if (got > most) return "";
  text.resize(got);
  return text;
}

bool is_private_file(const std::string& path) {
#if defined(_WIN32)
  return !path.empty();
#else
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return false;
  return status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
#endif
}

}  // namespace sfumato::engine
