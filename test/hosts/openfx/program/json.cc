// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <cmath>
#include <cstdio>

void Json::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

Json& Json::begin_object() {
  separate();
  out_ += '{';
  first_ = true;
  return *this;
}

Json& Json::end_object() {
  out_ += '}';
  first_ = false;
  return *this;
}

Json& Json::begin_array() {
  separate();
  out_ += '[';
  first_ = true;
  return *this;
}

Json& Json::end_array() {
  out_ += ']';
  first_ = false;
  return *this;
}

Json& Json::name(std::string_view key) {
  text(key);
  out_ += ':';
  first_ = true;
  return *this;
}

Json& Json::text(std::string_view value) {
  separate();
  out_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out_ += code;
    } else {
      out_ += c;
    }
  }
  out_ += '"';
  return *this;
}

Json& Json::number(double value) {
  separate();
  char digits[40];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  out_ += std::isfinite(value) ? digits : "null";
  return *this;
}

Json& Json::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}
