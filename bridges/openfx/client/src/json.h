// SPDX-License-Identifier: Apache-2.0
// JSON (RFC 8259) as the engine's messages need it: a strict reader into a tree, and text escaped for writing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfumato::engine {

class Json {
 public:
  enum class Kind : uint8_t { null, boolean, number, text, list, object };

  // Reads one value with nothing but white space around it. Nothing for anything else: malformed UTF-8, nesting deeper
  // than 64, a name that comes twice in an object, numbers beyond the range of double.
  static std::optional<Json> parse(std::string_view text);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }

  // What the value is; the fallback where it is something else.
  double number(double fallback = 0) const { return is(Kind::number) ? number_ : fallback; }
  bool boolean(bool fallback = false) const { return is(Kind::boolean) ? number_ != 0 : fallback; }
  // A whole number that lies in the range.
  std::optional<int64_t> whole(int64_t least, int64_t most) const;
  const std::string& text() const { return text_; }       // empty where it is no text
  const std::vector<Json>& items() const { return items_; }  // of a list: empty otherwise

  // An object's value by name; a null value where there is none.
  const Json& operator[](std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }  // of an object, in order; values lie in items()

 private:
  friend class JsonReader;
  Kind kind_ = Kind::null;
  double number_ = 0;
  std::string text_;
  std::vector<std::string> names_;
  std::vector<Json> items_;
};

// The text in quotes, escaped. Bytes that are no UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

// The length of the UTF-8 sequence at the beginning of `text`, 1..4; 0 where there is none.
size_t utf8_length(std::string_view text);

}  // namespace sfumato::engine
