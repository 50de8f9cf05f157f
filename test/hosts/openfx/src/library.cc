// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/library.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "ofxhost/journal.h"

namespace ofxhost {
namespace fs = std::filesystem;
namespace {

constexpr const char* architecture = "Linux-x86-64";

void find_in(const fs::path& folder, std::vector<std::string>& found) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name.starts_with("@")) continue;
    if (!name.ends_with(".ofx.bundle")) {
      find_in(entry.path(), found);
      continue;
    }
    const std::string binary = name.substr(0, name.size() - std::string(".bundle").size());
    const fs::path path = entry.path() / "Contents" / architecture / binary;
    if (fs::exists(path)) found.push_back(path.string());
  }
}

template <class Function>
Function* symbol(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

}  // namespace

std::vector<std::string> find_binaries(const std::vector<std::string>& folders) {
  std::vector<std::string> found;
  for (const std::string& folder : folders) find_in(folder, found);
  std::ranges::sort(found);
  return found;
}

Library::Library(const std::string& file) : path(file), library_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!library_) throw std::runtime_error(dlerror());
}

// A sanitizer's reports name no place in a library that is gone: OFXHOST_KEEP keeps it.
Library::~Library() {
  if (!std::getenv("OFXHOST_KEEP")) dlclose(library_);
}

std::vector<OfxPlugin*> Library::plugins(const OfxHost* host) const {
  const auto count = symbol<int()>(library_, "OfxGetNumberOfPlugins");
  const auto get = symbol<OfxPlugin*(int)>(library_, "OfxGetPlugin");
  if (!count || !get) throw std::runtime_error(path + " does not export OfxGetNumberOfPlugins and OfxGetPlugin");
  if (const auto set_host = symbol<OfxStatus(const OfxHost*)>(library_, "OfxSetHost")) set_host(host);
  std::vector<OfxPlugin*> plugins;
  const int number = count();
  for (int nth = 0; nth < number; ++nth) {
    if (OfxPlugin* plugin = get(nth)) plugins.push_back(plugin);
    else misuse("no-plugin", "OfxGetPlugin(" + std::to_string(nth) + ") of " + std::to_string(number));
  }
  for (const int beyond : {number, -1}) {
    if (get(beyond)) misuse("plugin-out-of-range", "OfxGetPlugin(" + std::to_string(beyond) + ") is not NULL");
  }
  return plugins;
}

}  // namespace ofxhost
