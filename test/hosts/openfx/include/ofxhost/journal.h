// SPDX-License-Identifier: Apache-2.0
// What happened between host and plugin, for the test to read: rules that the plugin broke, calls that the host
// refused as its profile demands, and what the plugin told the person. One journal for the process; any thread may add.
#pragma once

#include <string>
#include <vector>

namespace ofxhost {

enum class Kind {
  misuse,   // the plugin broke a rule of the standard, or one of openfx.md's that real hosts punish
  refused,  // a call that is right by itself, which this profile's host does not grant
  message,  // what the plugin gave to the message suite; the code is the message's type
};

struct Entry {
  Kind kind;
  std::string code;    // what kind of thing, such as "image-leaked"
  std::string detail;  // which one, in words
  std::string action;  // in which action of the plugin, "" outside of any
  int count;           // how often; the same again is counted, not kept
};

void journal_add(Kind kind, const std::string& code, const std::string& detail);

inline void misuse(const std::string& code, const std::string& detail) { journal_add(Kind::misuse, code, detail); }
inline void refused(const std::string& code, const std::string& detail) { journal_add(Kind::refused, code, detail); }

// All entries in the order in which they first came; the journal is empty afterwards.
std::vector<Entry> journal_take();

const char* kind_name(Kind kind);

}  // namespace ofxhost
