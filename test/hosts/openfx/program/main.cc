// SPDX-License-Identifier: Apache-2.0
// Drives plugins by commands from standard input, a line each, and answers each with a line of JSON:
// {"ok":true,…} or {"ok":false,"error":"…"}. See command.h for the form and *_verbs.cc for the verbs.
#include <iostream>
#include <stdexcept>
#include <string>

#include "session.h"

namespace {

std::string answer(Session& session, const Verbs& verbs, const std::string& line) {
  try {
    const Command command = parse_command(line);
    const auto verb = verbs.find(command.verb);
    if (verb == verbs.end()) throw std::runtime_error("there is no verb " + command.verb);
    Json json;
    json.begin_object().boolean("ok", true);
    verb->second(session, command, json);
    return json.end_object().str();
  } catch (const std::exception& error) {
    Json json;
    return json.begin_object().boolean("ok", false).text("error", error.what()).end_object().str();
  }
}

}  // namespace

int main() {
  Verbs verbs;
  for (Verbs part : {plugin_verbs(), instance_verbs(), frame_verbs(), overlay_verbs(), process_verbs()})
    verbs.merge(part);
  Session session;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "quit") break;
    std::cout << answer(session, verbs, line) << std::endl;
  }
  session.end();
  return 0;
}
