// SPDX-License-Identifier: Apache-2.0
// Writes JSON: begin, name what follows where it lies in an object, end.
#pragma once

#include <string>
#include <string_view>

class Json {
 public:
  Json& begin_object();
  Json& end_object();
  Json& begin_array();
  Json& end_array();
  Json& name(std::string_view key);
  Json& text(std::string_view value);
  // NaN and infinities, which JSON does not have, are written as null.
  Json& number(double value);
  Json& boolean(bool value);

  Json& text(std::string_view key, std::string_view value) { return name(key).text(value); }
  Json& number(std::string_view key, double value) { return name(key).number(value); }
  Json& boolean(std::string_view key, bool value) { return name(key).boolean(value); }

  const std::string& str() const { return out_; }

 private:
  void separate();
  std::string out_;
  bool first_ = true;
};
