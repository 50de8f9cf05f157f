// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/host.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "ofxhost/action_rules.h"
#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/objects.h"
#include "ofxhost/scope.h"
#include "ofxhost/standard.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

std::mutex hosts_guard;
std::map<OfxPropertySetHandle, Host*>& hosts() {
  static std::map<OfxPropertySetHandle, Host*> all;
  return all;
}

extern "C" const void* fetch_suite_of_host(OfxPropertySetHandle handle, const char* name, int version) {
  lent_recall();
  Host* host = nullptr;
  {
    const std::lock_guard lock(hosts_guard);
    const auto found = hosts().find(handle);
    if (found != hosts().end()) host = found->second;
  }
  if (!host) {
    misuse("bad-handle", "fetchSuite needs a host but received another handle");
    return nullptr;
  }
  return host->fetch_suite(name, version);
}

std::vector<Value> texts(const std::vector<std::string>& from) { return {from.begin(), from.end()}; }

void define_host_properties(PropertySet& p, const Profile& profile) {
  const auto flag = [&p](const char* name, bool value) { p.define(name, false, {value ? 1 : 0}); };
  p.define(kOfxPropType, false, {std::string(kOfxTypeImageEffectHost)});
  p.define(kOfxPropName, false, {profile.host_name});
  p.define(kOfxPropLabel, false, {profile.host_label});
  p.define(kOfxPropVersion, false, {profile.version[0], profile.version[1], profile.version[2]});
  p.define(kOfxPropVersionLabel, false, {std::to_string(profile.version[0]) + "." + std::to_string(profile.version[1])});
  if (profile.api[0] > 0) p.define(kOfxPropAPIVersion, false, {profile.api[0], profile.api[1]});
  flag(kOfxImageEffectHostPropIsBackground, profile.background);
  flag(kOfxImageEffectPropSupportsOverlays, profile.overlays);
  flag(kOfxImageEffectPropSupportsMultiResolution, profile.multi_resolution);
  flag(kOfxImageEffectPropSupportsTiles, profile.tiles);
  flag(kOfxImageEffectPropTemporalClipAccess, profile.temporal);
  flag(kOfxImageEffectPropSupportsMultipleClipDepths, profile.multiple_depths);
  flag(kOfxImageEffectPropSupportsMultipleClipPARs, profile.multiple_pars);
  flag(kOfxImageEffectPropSetableFrameRate, false);
  flag(kOfxImageEffectPropSetableFielding, false);
  flag(kOfxImageEffectInstancePropSequentialRender, false);
  flag(kOfxParamHostPropSupportsCustomAnimation, profile.custom_animation);
  flag(kOfxParamHostPropSupportsStringAnimation, profile.string_animation);
  flag(kOfxParamHostPropSupportsBooleanAnimation, profile.boolean_animation);
  flag(kOfxParamHostPropSupportsChoiceAnimation, profile.choice_animation);
  flag(kOfxParamHostPropSupportsCustomInteract, false);
  p.define(kOfxImageEffectPropSupportedComponents, false, texts(profile.components));
  p.define(kOfxImageEffectPropSupportedPixelDepths, false, texts(profile.depths));
  p.define(kOfxImageEffectPropSupportedContexts, false, texts(profile.contexts));
  p.define(kOfxImageEffectHostPropNativeOrigin, false, {std::string(kOfxHostNativeOriginBottomLeft)});
  p.define(kOfxParamHostPropMaxParameters, false, {profile.most_params});
  p.define(kOfxParamHostPropMaxPages, false, {profile.most_pages});
  p.define(kOfxParamHostPropPageRowColumnCount, false, {0, 0});
  p.define(kOfxPropHostOSHandle, false);
  for (const Profile::Absent& absent : profile.absent) {
    if (absent.object == Object::host) p.remove(absent.property);
  }
  for (const Profile::Extra& extra : profile.extra) {
    if (extra.object == Object::host) p.define(extra.property, false, {extra.value});
  }
}

}  // namespace

Host::Host(Profile p) : profile(std::move(p)), properties("host") {
  define_host_properties(properties, profile);
  ofx_ = {properties.handle(), fetch_suite_of_host};
  for (const SuiteOffer& offer : profile.suites) {
    Suite suite{offer.name, offer.version, suite_slots(offer.name, offer.version)};
    for (const int slot : offer.null_slots) {
      if (slot < 0) std::ranges::fill(suite.slots, nullptr);
      else suite.slots.at(static_cast<size_t>(slot)) = nullptr;
    }
    suites_.push_back(std::move(suite));
  }
  const std::lock_guard lock(hosts_guard);
  hosts()[properties.handle()] = this;
}

Host::~Host() {
  close();
  const std::lock_guard lock(hosts_guard);
  hosts().erase(properties.handle());
}

const void* Host::fetch_suite(const char* name, int version) {
  if (!current_scope()) misuse("suite-before-load", std::string("fetchSuite of ") + name);
  if (!is_standard_suite(name)) misuse("unknown-suite", name);
  for (const Suite& suite : suites_) {
    if (suite.name == name && suite.version == version) return suite.slots.data();
  }
  refused("absent-suite", std::string(name) + " " + std::to_string(version));
  return nullptr;
}

void Host::open(const std::string& binary) {
  libraries_.push_back(std::make_unique<Library>(binary));
  const std::string bundle = std::filesystem::path(binary).parent_path().parent_path().parent_path().string();
  std::set<std::string> identifiers;
  for (OfxPlugin* raw : libraries_.back()->plugins(ofx())) {
    auto plugin = std::make_unique<Plugin>(Plugin{raw, raw->pluginIdentifier, bundle, nullptr, {}, false});
    if (raw->pluginApi != std::string_view(kOfxImageEffectPluginApi) || raw->apiVersion != 1)
      misuse("wrong-api", plugin->identifier);
    if (plugin->identifier.find_first_of(" :") != std::string::npos) misuse("bad-identifier", plugin->identifier);
    if (!identifiers.insert(plugin->identifier).second) misuse("duplicate-identifier", plugin->identifier);
    plugins_.push_back(std::move(plugin));
  }
}

Plugin* Host::find_plugin(const std::string& identifier) {
  for (const auto& plugin : plugins_) {
    if (plugin->identifier == identifier) return plugin.get();
  }
  return nullptr;
}

void Host::close() {
  plugins_.clear();
  libraries_.clear();
}

OfxStatus Host::call(const Plugin& plugin, const char* action, Effect* effect, PropertySet* in, PropertySet* out) {
  const void* handle = effect ? effect->handle() : nullptr;
  return call_entry(plugin.raw->mainEntry, action, handle, effect, in, out);
}

OfxStatus Host::call_entry(OfxPluginEntryPoint* entry, const char* action, const void* handle, Effect* of,
                           PropertySet* in, PropertySet* out) {
  lent_recall();
  const EnterScope entered({action, of, false, in ? in->real(kOfxPropTime) : 0});
  const int edits_before = of ? of->edits_open.load() : 0;
  OfxStatus status = kOfxStatFailed;
  try {
    status = entry(action, handle, in ? in->handle() : nullptr, out ? out->handle() : nullptr);
  } catch (...) {
    misuse("exception", "an exception left the plugin");
  }
  lent_recall();
  if (!may_return(action, status)) misuse("wrong-status", std::string(action) + " returned " + status_name(status));
  if (of) {
    of->take_back_images(entered.scope());
    // A drag may keep an edit open from the pen's down to its up.
    const bool drags = entered.scope()->is(kOfxInteractActionPenDown) || entered.scope()->is(kOfxInteractActionPenMotion);
    const bool raised = of->edits_open > edits_before;
    const bool ends = entered.scope()->is(kOfxInteractActionPenUp) && of->edits_open > 0;
    if (!entered.scope()->renders() && ((raised && !drags) || ends)) {
      misuse("edit-left-open", std::string(action) + " left " + std::to_string(of->edits_open) + " edits open");
      of->edits_open = edits_before;
    }
  }
  return status;
}

void notify_changed(Effect& effect, const char* type, const std::string& name, const char* reason, double time) {
  constexpr int deepest = 8;
  if (effect.change_depth >= deepest) {
    misuse("endless-change", "InstanceChanged of " + name + " calls itself for ever");
    return;
  }
  PropertySet around("arguments of BeginInstanceChanged"), in("arguments of InstanceChanged");
  around.define(kOfxPropChangeReason, false, {std::string(reason)});
  in.define(kOfxPropType, false, {std::string(type)});
  in.define(kOfxPropName, false, {name});
  in.define(kOfxPropChangeReason, false, {std::string(reason)});
  in.define(kOfxPropTime, false, {time});
  in.define(kOfxImageEffectPropRenderScale, false, {1.0, 1.0});
  ++effect.change_depth;
  effect.host.call(effect.plugin, kOfxActionBeginInstanceChanged, &effect, &around, nullptr);
  effect.host.call(effect.plugin, kOfxActionInstanceChanged, &effect, &in, nullptr);
  --effect.change_depth;
  effect.host.call(effect.plugin, kOfxActionEndInstanceChanged, &effect, &around, nullptr);
}

}  // namespace ofxhost
