// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <cmath>
#include <cstdio>
#include <unordered_set>

namespace sfumato::engine {
namespace {

constexpr int most_nested = 64;
constexpr double largest_whole = 9007199254740992.0;  // 2^53
constexpr size_t many_names = 16;

}  // namespace

size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f)) return 0;
  if ((first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f)) return 0;
  return length;
}

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : rest_(text) {}

  bool whole(Json& out) {
    if (!value(out, 0)) return false;
    space();
    return rest_.empty();
  }

 private:
  void space() {
    const size_t end = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
  }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // After white space.
  bool next(char c) {
    space();
    return take(c);
  }

  bool word(std::string_view text) {
    if (rest_.substr(0, text.size()) != text) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool value(Json& out, int depth) {
    space();
    if (rest_.empty() || depth > most_nested) return false;
    switch (rest_[0]) {
      case '{': return object(out, depth);
      case '[': return list(out, depth);
      case '"': out.kind_ = Json::Kind::text; return text(out.text_);
      case 't': out.kind_ = Json::Kind::boolean; out.number_ = 1; return word("true");
      case 'f': out.kind_ = Json::Kind::boolean; return word("false");
      case 'n': return word("null");
      default: out.kind_ = Json::Kind::number; return number(out.number_);
    }
  }

  bool list(Json& out, int depth) {
    out.kind_ = Json::Kind::list;
    take('[');
    if (next(']')) return true;
    do {
      if (!value(out.items_.emplace_back(), depth + 1)) return false;
    } while (next(','));
    return take(']');
  }

  bool object(Json& out, int depth) {
    out.kind_ = Json::Kind::object;
    take('{');
    if (next('}')) return true;
    std::unordered_set<std::string> seen;  // of large objects; small ones are looked through
    do {
      std::string name;
      space();
      if (!text(name) || !next(':')) return false;
      bool twice = false;
      if (out.names_.size() < many_names) {
        for (const std::string& other : out.names_) twice = twice || other == name;
      } else {
        if (seen.empty()) seen.insert(out.names_.begin(), out.names_.end());
        twice = !seen.insert(name).second;
      }
      if (twice) return false;
      out.names_.push_back(std::move(name));
      if (!value(out.items_.emplace_back(), depth + 1)) return false;
    } while (next(','));
    return take('}');
  }

  bool digits(std::string& to) {
    const size_t before = to.size();
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      to.push_back(rest_[0]);
      rest_.remove_prefix(1);
    }
    return to.size() > before;
  }

  // Locale-free, where std::from_chars for double is not everywhere yet. Exact for whole numbers up to 2^53, else
  // within a few units of the last place.
  bool number(double& out) {
    const bool negative = take('-');
    std::string integer, fraction, exponent;
    if (take('0')) integer = "0";
    else if (!digits(integer)) return false;
    if (take('.') && !digits(fraction)) return false;
    bool exponent_negative = false;
    if (take('e') || take('E')) {
      if (!take('+')) exponent_negative = take('-');
      if (!digits(exponent)) return false;
    }
    long double mantissa = 0;
    for (const char c : integer) mantissa = mantissa * 10 + (c - '0');
    for (const char c : fraction) mantissa = mantissa * 10 + (c - '0');
    int64_t power = 0;
    for (const char c : exponent) power = std::min<int64_t>(power * 10 + (c - '0'), 100000);
    power = (exponent_negative ? -power : power) - static_cast<int64_t>(fraction.size());
    if (mantissa == 0) power = 0;
    const long double scaled = mantissa * std::pow(10.0L, static_cast<long double>(power));
    out = static_cast<double>(negative ? -scaled : scaled);
    return std::isfinite(out);
  }

  bool hex4(uint32_t& out) {
    if (rest_.size() < 4) return false;
    out = 0;
    for (size_t i = 0; i < 4; ++i) {
      const char c = rest_[i];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return false;
      out = out * 16 + static_cast<uint32_t>(digit);
    }
    rest_.remove_prefix(4);
    return true;
  }

  static void append_utf8(std::string& to, uint32_t code) {
    const auto put = [&](uint32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) return put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
    if (code < 0x10000) return put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
    put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  }

  bool escaped(std::string& to) {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    static constexpr std::string_view from = "\"\\/bfnrt", into = "\"\\/\b\f\n\r\t";
    if (const size_t i = from.find(c); i != std::string_view::npos) return to.push_back(into[i]), true;
    uint32_t code = 0, low = 0;
    if (c != 'u' || !hex4(code)) return false;
    if (code >= 0xdc00 && code < 0xe000) return false;
    if (code >= 0xd800 && code < 0xdc00) {
      if (!word("\\u") || !hex4(low) || low < 0xdc00 || low >= 0xe000) return false;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(to, code);
    return true;
  }

  bool text(std::string& to) {
    if (!take('"')) return false;
    while (!rest_.empty()) {
      if (take('"')) return true;
      if (take('\\')) {
        if (!escaped(to)) return false;
        continue;
      }
      const size_t length = static_cast<uint8_t>(rest_[0]) < 0x20 ? 0 : utf8_length(rest_);
      if (length == 0) return false;
      to.append(rest_.substr(0, length));
      rest_.remove_prefix(length);
    }
    return false;
  }

  std::string_view rest_;
};

std::optional<Json> Json::parse(std::string_view text) {
  Json value;
  if (!JsonReader(text).whole(value)) return std::nullopt;
  return value;
}

std::optional<int64_t> Json::whole(int64_t least, int64_t most) const {
  if (!is(Kind::number) || std::fabs(number_) > largest_whole || number_ != std::floor(number_)) return std::nullopt;
  const auto value = static_cast<int64_t>(number_);
  if (value < least || value > most) return std::nullopt;
  return value;
}

const Json& Json::operator[](std::string_view name) const {
  static const Json none;
  for (size_t i = 0; i < names_.size(); ++i)
    if (names_[i] == name) return items_[i];
  return none;
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const auto c = static_cast<uint8_t>(text[0]);
    char escape[8];
    if (c == '"' || c == '\\') out.append({'\\', static_cast<char>(c)});
    else if (c < 0x20) out.append(escape, static_cast<size_t>(std::snprintf(escape, sizeof escape, "\\u%04x", c)));
    else if (length == 0) out.append("\xef\xbf\xbd");
    else out.append(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out.append("\"");
}

}  // namespace sfumato::engine
