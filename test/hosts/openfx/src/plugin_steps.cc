// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "ofxhost/journal.h"
#include "steps.h"

namespace ofxhost {
namespace {

bool describe(Host& host, Plugin& plugin, std::vector<ActionResult>& results) {
  plugin.contexts.clear();
  plugin.descriptor = std::make_unique<Effect>(host, plugin, nullptr, "");
  Effect* effect = plugin.descriptor.get();
  return call_timed(host, plugin, kOfxActionDescribe, effect, nullptr, nullptr, results) == kOfxStatOK;
}

bool has(const std::vector<Value>& values, const std::string& wanted) {
  for (const Value& value : values) {
    if (std::get<std::string>(value) == wanted) return true;
  }
  return false;
}

// Params name their parents and pages their children: each must exist.
void check_names(const Effect& effect) {
  for (const auto& param : effect.params.params) {
    const std::string parent = param->properties.text(kOfxParamPropParent);
    const Param* group = effect.params.find(parent);
    if (!parent.empty() && (!group || group->type != kOfxParamTypeGroup))
      misuse("unknown-parent", param->name + " in " + parent);
    for (const Value& child : param->properties.values(kOfxParamPropPageChild)) {
      const auto& name = std::get<std::string>(child);
      if (!name.empty() && name != kOfxParamPageSkipRow && name != kOfxParamPageSkipColumn && !effect.params.find(name))
        misuse("unknown-page-child", name + " on " + param->name);
    }
  }
}

bool describe_in_context(Host& host, Plugin& plugin, std::vector<ActionResult>& results) {
  bool well = true, any = false;
  for (const std::string& context : host.profile.contexts) {
    if (!has(plugin.descriptor->properties.values(kOfxImageEffectPropSupportedContexts), context)) continue;
    any = true;
    Effect* effect = plugin.descriptor.get();
    if (!host.profile.one_handle) {
      plugin.contexts[context] = std::make_unique<Effect>(host, plugin, plugin.descriptor.get(), context);
      effect = plugin.contexts[context].get();
    }
    PropertySet in("arguments of DescribeInContext");
    in.define(kOfxImageEffectPropContext, false, {context});
    PropertySet* told = host.profile.host_set_describes_context ? &host.properties : &in;
    const OfxStatus status =
        call_timed(host, plugin, kOfxImageEffectActionDescribeInContext, effect, told, nullptr, results);
    well = well && status == kOfxStatOK;
    check_names(*effect);
    if (!effect->find_clip(kOfxImageEffectOutputClipName)) misuse("no-output-clip", context);
    if (context == kOfxImageEffectContextFilter && !effect->find_clip(kOfxImageEffectSimpleSourceClipName))
      misuse("no-source-clip", context);
  }
  return well && any;
}

}  // namespace

OfxStatus call_timed(Host& host, const Plugin& plugin, const char* action, Effect* effect, PropertySet* in,
                     PropertySet* out, std::vector<ActionResult>& results) {
  const auto start = std::chrono::steady_clock::now();
  const OfxStatus status = host.call(plugin, action, effect, in, out);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  results.push_back({action, status, took.count()});
  return status;
}

bool run_plugin_step(Host& host, Plugin& plugin, Step step, std::vector<ActionResult>& results) {
  switch (step) {
    case Step::load:
      plugin.raw->setHost(host.ofx());
      plugin.loaded = call_timed(host, plugin, kOfxActionLoad, nullptr, nullptr, nullptr, results) == kOfxStatOK;
      return plugin.loaded;
    case Step::unload:
      if (plugin.loaded) call_timed(host, plugin, kOfxActionUnload, nullptr, nullptr, nullptr, results);
      plugin.loaded = false;
      return true;
    case Step::describe: return describe(host, plugin, results);
    case Step::describe_in_context: return describe_in_context(host, plugin, results);
    default: return true;
  }
}

bool scan(Host& host, Plugin& plugin, std::vector<ActionResult>& results) {
  for (const Step step : host.profile.on_scan) {
    if (!run_plugin_step(host, plugin, step, results)) {
      run_plugin_step(host, plugin, Step::unload, results);
      return false;
    }
  }
  return true;
}

void quit(Host& host, Plugin& plugin) {
  std::vector<ActionResult> results;
  for (const Step step : host.profile.on_quit) run_plugin_step(host, plugin, step, results);
  plugin.contexts.clear();
  plugin.descriptor.reset();
}

}  // namespace ofxhost
