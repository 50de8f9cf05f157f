// SPDX-License-Identifier: Apache-2.0
// JSON as a tree that can be changed and written: params for the engine, and marks. Reading is the client's strict Json.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sfumato::ofx {

class Value {
 public:
  using List = std::vector<Value>;
  using Object = std::vector<std::pair<std::string, Value>>;  // in order; names come once

  Value() = default;  // null
  Value(bool value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(int value) : data_(static_cast<double>(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(List value) : data_(std::move(value)) {}
  Value(Object value) : data_(std::move(value)) {}

  // Nothing where the text is not JSON.
  static std::optional<Value> parse(std::string_view text);

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_boolean() const { return std::holds_alternative<bool>(data_); }
  bool is_number() const { return std::holds_alternative<double>(data_); }
  bool is_list() const { return std::holds_alternative<List>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }

  double number(double fallback = 0) const;
  bool boolean(bool fallback = false) const;
  std::string text(std::string_view fallback = "") const;
  // Empty where it is none.
  const List& list() const;
  const Object& object() const;
  List& list();  // becomes one where it is none

  // A member of an object: null where there is none.
  const Value& operator[](std::string_view name) const;
  // Sets or adds a member; becomes an object where it is none.
  Value& set(std::string_view name, Value value);
  void erase(std::string_view name);

  // Without white space. Numbers are the shortest that read back the same, whatever the host's locale; those that JSON
  // has not (NaN, infinity) become 0.
  std::string write() const;

 private:
  std::variant<std::monostate, bool, double, std::string, List, Object> data_;
};

}  // namespace sfumato::ofx
