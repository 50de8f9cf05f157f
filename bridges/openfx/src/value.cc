// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "json.h"

namespace sfumato::ofx {
namespace {

Value copy_of(const engine::Json& json) {
  using Kind = engine::Json::Kind;
  switch (json.kind()) {
    case Kind::null: return {};
    case Kind::boolean: return json.boolean();
    case Kind::number: return json.number();
    case Kind::text: return json.text();
    case Kind::list: {
      Value::List items;
      items.reserve(json.items().size());
      for (const engine::Json& item : json.items()) items.push_back(copy_of(item));
      return items;
    }
    case Kind::object: {
      Value::Object members;
      members.reserve(json.names().size());
      for (size_t i = 0; i < json.names().size(); ++i)
        members.emplace_back(json.names()[i], copy_of(json.items()[i]));
      return members;
    }
  }
  return {};
}

// printf and strtod follow the locale that the host has set: a decimal comma is no JSON. std::to_chars is not everywhere.
std::string number_text(double value) {
  if (!std::isfinite(value)) return "0";
  char text[40];
  for (int digits = 15; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  std::replace(text, text + sizeof text, ',', '.');
  return text;
}

void write_into(const Value& value, std::string& out);

void write_list(const Value::List& list, std::string& out) {
  out += '[';
  for (size_t i = 0; i < list.size(); ++i) {
    if (i) out += ',';
    write_into(list[i], out);
  }
  out += ']';
}

void write_object(const Value::Object& object, std::string& out) {
  out += '{';
  for (size_t i = 0; i < object.size(); ++i) {
    if (i) out += ',';
    out += engine::json_quoted(object[i].first);
    out += ':';
    write_into(object[i].second, out);
  }
  out += '}';
}

}  // namespace

std::optional<Value> Value::parse(std::string_view text) {
  const auto json = engine::Json::parse(text);
  if (!json) return std::nullopt;
  return copy_of(*json);
}

double Value::number(double fallback) const {
  const double* value = std::get_if<double>(&data_);
  return value ? *value : fallback;
}

bool Value::boolean(bool fallback) const {
  const bool* value = std::get_if<bool>(&data_);
  return value ? *value : fallback;
}

std::string Value::text(std::string_view fallback) const {
  const std::string* value = std::get_if<std::string>(&data_);
  return value ? *value : std::string(fallback);
}

const Value::List& Value::list() const {
  static const List none;
  const List* value = std::get_if<List>(&data_);
  return value ? *value : none;
}

const Value::Object& Value::object() const {
  static const Object none;
  const Object* value = std::get_if<Object>(&data_);
  return value ? *value : none;
}

Value::List& Value::list() {
  if (!is_list()) data_ = List{};
  return std::get<List>(data_);
}

const Value& Value::operator[](std::string_view name) const {
  static const Value none;
  for (const auto& [key, value] : object())
    if (key == name) return value;
  return none;
}

Value& Value::set(std::string_view name, Value value) {
  if (!is_object()) data_ = Object{};
  Object& members = std::get<Object>(data_);
  for (auto& [key, held] : members)
    if (key == name) return held = std::move(value);
  return members.emplace_back(std::string(name), std::move(value)).second;
}

void Value::erase(std::string_view name) {
  if (is_object()) std::erase_if(std::get<Object>(data_), [&](const auto& member) { return member.first == name; });
}

namespace {

void write_into(const Value& value, std::string& out) {
  if (value.is_null()) out += "null";
  else if (value.is_number()) out += number_text(value.number());
  else if (value.is_list()) write_list(value.list(), out);
  else if (value.is_object()) write_object(value.object(), out);
  else if (value.is_boolean()) out += value.boolean() ? "true" : "false";
  else out += engine::json_quoted(value.text());
}

}  // namespace

std::string Value::write() const {
  std::string out;
  write_into(*this, out);
  return out;
}

}  // namespace sfumato::ofx
