// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <stdexcept>

#include "session.h"

using namespace ofxhost;

namespace {

// profile name=resolve-16
void choose_profile(Session& session, const Command& command, Json& json) {
  const Profile* profile = find_profile(command.text("name"));
  if (!profile) throw std::runtime_error("there is no profile " + command.text("name"));
  session.end();
  session.host = std::make_unique<Host>(*profile);
  json.text("name", profile->name);
}

void list_profiles(Session&, const Command&, Json& json) {
  json.name("profiles").begin_array();
  for (const Profile& profile : profiles()) {
    json.begin_object().text("name", profile.name);
    json.name("depths").begin_array();
    for (const std::string& depth : profile.depths) json.text(depth);
    json.end_array().name("components").begin_array();
    for (const std::string& components : profile.components) json.text(components);
    json.end_array().end_object();
  }
  json.end_array();
}

// scan folders=/a:/b
void scan_folders(Session& session, const Command& command, Json& json) {
  std::vector<std::string> folders;
  std::istringstream in(command.text("folders"));
  for (std::string folder; std::getline(in, folder, ':');) folders.push_back(folder);
  Host& host = session.the_host();
  for (const std::string& binary : find_binaries(folders)) host.open(binary);
  json.name("plugins").begin_array();
  for (const auto& plugin : host.plugins()) {
    std::vector<ActionResult> actions;
    const bool accepted = scan(host, *plugin, actions);
    json.begin_object().text("id", plugin->identifier).text("bundle", plugin->bundle).boolean("accepted", accepted);
    json.name("version").begin_array().number(plugin->raw->pluginVersionMajor);
    json.number(plugin->raw->pluginVersionMinor).end_array();
    json.name("actions");
    write_actions(json, actions);
    json.end_object();
  }
  json.end_array();
}

void write_properties(Json& json, const PropertySet& properties) {
  json.begin_object();
  for (const auto& [name, property] : properties.all()) {
    json.name(name);
    write_values(json, property.values);
  }
  json.end_object();
}

void write_effect(Json& json, const Effect& effect) {
  json.name("properties");
  write_properties(json, effect.properties);
  json.name("clips").begin_array();
  for (const auto& clip : effect.clips) {
    json.begin_object().text("name", clip->name).name("properties");
    write_properties(json, effect.is_instance ? clip->properties : clip->descriptor_properties);
    json.end_object();
  }
  json.end_array().name("params").begin_array();
  for (const auto& param : effect.params.params) {
    json.begin_object().text("name", param->name).text("type", param->type).name("properties");
    write_properties(json, param->properties);
    if (effect.is_instance && param->standard.dimension > 0) {
      json.name("value");
      write_values(json, param->value_at(effect.host.time));
    }
    json.end_object();
  }
  json.end_array();
}

// describe effect=ID [context=…], or describe tag=INSTANCE
void describe(Session& session, const Command& command, Json& json) {
  if (command.has("tag")) {
    const Effect* effect = session.instance(command).effect();
    if (!effect) throw std::runtime_error("this host keeps no instance");
    write_effect(json, *effect);
    return;
  }
  const Plugin& plugin = session.plugin(command.text("effect"));
  if (!plugin.descriptor) throw std::runtime_error("it was not described");
  const std::string context = command.text("context", "");
  json.name("contexts").begin_array();
  for (const auto& [name, effect] : plugin.contexts) json.text(name);
  json.end_array();
  for (const auto& [name, effect] : plugin.contexts) {
    if (context.empty() || context == name) {
      write_effect(json, *effect);
      return;
    }
  }
  write_effect(json, *plugin.descriptor);
}

// Unloads plugins and binaries, as a host that ends; the process goes on.
void unload(Session& session, const Command&, Json& json) {
  session.end();
  json.boolean("unloaded", true);
}

}  // namespace

Verbs plugin_verbs() {
  return {{"profile", choose_profile},
          {"profiles", list_profiles},
          {"scan", scan_folders},
          {"describe", describe},
          {"unload", unload}};
}
