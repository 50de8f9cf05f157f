// SPDX-License-Identifier: Apache-2.0
// A line of a scenario: a verb, then name=value pairs. Values with anything but letters, digits and -_.,:/ are written
// as JSON strings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

struct Command {
  std::string verb;
  std::map<std::string, std::string> words;

  bool has(const std::string& name) const { return words.contains(name); }
  // Throws std::runtime_error where the word is missing.
  const std::string& text(const std::string& name) const;
  std::string text(const std::string& name, const std::string& fallback) const;
  double number(const std::string& name, double fallback) const;
  bool flag(const std::string& name) const { return text(name, "0") == "1"; }
  // Numbers with commas between; empty where the word is missing.
  std::vector<double> numbers(const std::string& name) const;
};

// Throws std::runtime_error for what is no command.
Command parse_command(const std::string& line);
