// SPDX-License-Identifier: Apache-2.0
// Files and the environment, paths and texts in UTF-8 everywhere.
#pragma once

#include <string>

namespace sfumato::engine {

std::string environment(const char* name);  // empty where it is not set
std::string home_folder();                  // of the user; empty where nobody knows it
std::string joined(const std::string& folder, const std::string& name);
std::string absolute(const std::string& path);

// A file's whole content; empty when it is not there, cannot be read, or is longer than `most` bytes.
std::string read_small_file(const std::string& path, size_t most);

// Whether the file is this user's and nobody else may write it (POSIX; on Windows the user's folders see to that).
bool is_private_file(const std::string& path);

}  // namespace sfumato::engine
