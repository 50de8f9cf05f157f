// SPDX-License-Identifier: Apache-2.0
// Property sets of the host, read with a fallback and written with tolerance: hosts differ in what they know.
#pragma once

#include <string>

#include "ofx/ofx.h"

namespace sfumato::ofx {

// A property set that the host owns. A null handle, an unknown property and a wrong type read as the fallback; setting
// them tells by its answer and does nothing else.
class Properties {
 public:
  Properties() = default;
  explicit Properties(OfxPropertySetHandle handle) : handle_(handle) {}
  explicit operator bool() const { return handle_ != nullptr; }
  OfxPropertySetHandle handle() const { return handle_; }

  bool set(const char* name, const char* value, int index = 0) const;
  bool set(const char* name, const std::string& value, int index = 0) const { return set(name, value.c_str(), index); }
  bool set(const char* name, int value, int index = 0) const;
  bool set(const char* name, bool value, int index = 0) const { return set(name, value ? 1 : 0, index); }
  bool set(const char* name, double value, int index = 0) const;
  bool set(const char* name, void* value, int index = 0) const;

  int integer(const char* name, int fallback, int index = 0) const;
  double real(const char* name, double fallback, int index = 0) const;
  // A copy: the host's text lasts until its next call only.
  std::string text(const char* name, const char* fallback = "", int index = 0) const;
  void* pointer(const char* name, int index = 0) const;
  // Number of values; 0 when the property is not there.
  int dimension(const char* name) const;

 private:
  OfxPropertySetHandle handle_ = nullptr;
};

}  // namespace sfumato::ofx
