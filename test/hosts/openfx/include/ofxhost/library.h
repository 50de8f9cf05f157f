// SPDX-License-Identifier: Apache-2.0
// Bundles on the disk and the libraries in them.
#pragma once

#include <string>
#include <vector>

#include "ofx/ofx.h"

namespace ofxhost {

// The binaries for this system of all bundles in those folders (as OFX_PLUGIN_PATH names them) and their sub-folders
// that do not begin with "@". Folders that are not there give none.
std::vector<std::string> find_binaries(const std::vector<std::string>& folders);

// A loaded binary. Throws std::runtime_error when it cannot be loaded or does not export what it must.
class Library {
 public:
  explicit Library(const std::string& path);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const std::string path;

  // Its plugins; OfxSetHost is called first where it is exported.
  std::vector<OfxPlugin*> plugins(const OfxHost* host) const;

 private:
  void* library_;
};

}  // namespace ofxhost
