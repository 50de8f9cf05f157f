// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "ofxhost/action_rules.h"

using namespace ofxhost;

Host& Session::the_host() {
  if (!host) throw std::runtime_error("choose a profile first");
  return *host;
}

Plugin& Session::plugin(const std::string& identifier) {
  if (Plugin* found = the_host().find_plugin(identifier)) return *found;
  throw std::runtime_error("there is no plugin " + identifier);
}

Instance& Session::instance(const Command& command) {
  const auto found = instances.find(command.text("tag"));
  if (found == instances.end()) throw std::runtime_error("there is no instance " + command.text("tag"));
  return *found->second;
}

void Session::end() {
  for (auto& [name, result] : background) result.wait();
  background.clear();
  overlays.clear();
  instances.clear();
  if (!host) return;
  for (const auto& plugin : host->plugins()) quit(*host, *plugin);
  host.reset();
}

Format format_of(const Command& command) {
  const std::string depth = command.text("depth", "float"), components = command.text("components", "rgba");
  Format format;
  format.depth = depth == "byte"    ? Depth::byte
                 : depth == "short" ? Depth::short_int
                 : depth == "half"  ? Depth::half
                                    : Depth::real;
  format.components = components == "alpha" ? Components::alpha
                      : components == "rgb" ? Components::rgb
                                            : Components::rgba;
  return format;
}

Layout layout_of(const Command& command, Layout usual) {
  return {static_cast<int>(command.number("padding", usual.padding)),
          command.has("negative") ? command.flag("negative") : usual.negative};
}

std::optional<OfxRectI> rect_of(const Command& command, const std::string& name) {
  const std::vector<double> n = command.numbers(name);
  if (n.size() != 4) return std::nullopt;
  return OfxRectI{static_cast<int>(n[0]), static_cast<int>(n[1]), static_cast<int>(n[2]), static_cast<int>(n[3])};
}

std::vector<uint8_t> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::vector<uint8_t>& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw std::runtime_error("cannot write " + path);
}

void write_actions(Json& json, const std::vector<ActionResult>& actions) {
  json.begin_array();
  for (const ActionResult& action : actions) {
    json.begin_object().text("action", action.action).text("status", status_name(action.status));
    json.number("ms", action.ms).end_object();
  }
  json.end_array();
}

void write_values(Json& json, const std::vector<Value>& values) {
  json.begin_array();
  for (const Value& value : values) {
    if (const int* whole = std::get_if<int>(&value)) json.number(*whole);
    else if (const double* real = std::get_if<double>(&value)) json.number(*real);
    else if (const std::string* text = std::get_if<std::string>(&value)) json.text(*text);
    else json.boolean(std::get<void*>(value) != nullptr);
  }
  json.end_array();
}
