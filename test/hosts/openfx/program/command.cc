// SPDX-License-Identifier: Apache-2.0
#include "command.h"

#include <cctype>
#include <sstream>
#include <stdexcept>

namespace {

void put_utf8(std::string& text, unsigned int code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// A JSON string from the quote at `at`, which is left after the closing one.
std::string quoted(const std::string& line, size_t& at) {
  std::string text;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] != '\\') {
      text += line[at];
      continue;
    }
    if (++at >= line.size()) break;
    switch (line[at]) {
      case 'n': text += '\n'; break;
      case 't': text += '\t'; break;
      case 'r': text += '\r'; break;
      case 'b': text += '\b'; break;
      case 'f': text += '\f'; break;
      case 'u':
        put_utf8(text, static_cast<unsigned int>(std::stoul(line.substr(at + 1, 4), nullptr, 16)));
        at += 4;
        break;
      default: text += line[at];
    }
  }
  if (at >= line.size()) throw std::runtime_error("a quote is not closed");
  ++at;
  return text;
}

std::string bare(const std::string& line, size_t& at, char end) {
  const size_t start = at;
  while (at < line.size() && line[at] != end && line[at] != ' ') ++at;
  return line.substr(start, at - start);
}

}  // namespace

const std::string& Command::text(const std::string& name) const {
  const auto found = words.find(name);
  if (found == words.end()) throw std::runtime_error(verb + " needs " + name);
  return found->second;
}

std::string Command::text(const std::string& name, const std::string& fallback) const {
  return has(name) ? text(name) : fallback;
}

double Command::number(const std::string& name, double fallback) const {
  return has(name) ? std::stod(text(name)) : fallback;
}

std::vector<double> Command::numbers(const std::string& name) const {
  std::vector<double> numbers;
  std::istringstream in(text(name, ""));
  for (std::string part; std::getline(in, part, ',');) numbers.push_back(std::stod(part));
  return numbers;
}

Command parse_command(const std::string& line) {
  Command command;
  size_t at = 0;
  command.verb = bare(line, at, ' ');
  while (at < line.size()) {
    if (line[at] == ' ') {
      ++at;
      continue;
    }
    const std::string name = bare(line, at, '=');
    if (at >= line.size() || line[at] != '=') throw std::runtime_error(name + " has no value");
    ++at;
    command.words[name] = at < line.size() && line[at] == '"' ? quoted(line, at) : bare(line, at, ' ');
  }
  return command;
}
