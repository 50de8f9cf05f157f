// SPDX-License-Identifier: Apache-2.0
// The library's exports, and the way from the host's actions to what answers them.
#include <array>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "changed.h"
#include "describe.h"
#include "edit.h"
#include "host.h"
#include "instance.h"
#include "log.h"
#include "messages.h"
#include "ofx/ofx.h"
#include "regions.h"
#include "render.h"
#include "sfumato/engine/engine.h"

#ifdef _WIN32
#define SFUMATO_EXPORT extern "C" __declspec(dllexport)
#else
#define SFUMATO_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace sfumato::ofx {
namespace {

// Major: projects of another one open with another plugin. Minor: anything less.
constexpr unsigned int major_version = 1, minor_version = 0;
constexpr size_t most_effects = 16;

// Says who the engine's client is; nothing is opened by it.
OfxStatus load(size_t index) {
  if (!host_load(index)) return kOfxStatErrMissingHostFeature;
  engine::Settings settings;
  if (!host().name.empty()) settings.client_name += " in " + host().name;
  settings.client_version = version;
  engine::Engine::shared().configure(std::move(settings));
  return kOfxStatOK;
}

OfxStatus unload(size_t index) {
  if (host_unload(index)) engine::Engine::shared().close();
  return kOfxStatOK;
}

// The text of the marks is the plugin's own. It is hidden only now: hidden at describe, Nuke could never show it and MLT
// never set it.
void hide_own_text(const Instance& instance) {
  for (size_t i = 0; i < instance.effect.controls.size(); ++i) {
    const Control& control = instance.effect.controls[i];
    if (control.kind == ControlKind::text && control.shown == TextShown::hidden)
      instance.param_properties(i).set(kOfxParamPropSecret, 1);
  }
}

OfxStatus create(const Effect& effect, OfxImageEffectHandle handle) {
  auto instance = Instance::make(effect, handle);
  if (!instance) return kOfxStatFailed;
  enable_controls(*instance, 0);
  hide_own_text(*instance);
  if (!instance->properties.set(kOfxPropInstanceData, static_cast<void*>(instance.get()))) return kOfxStatFailed;
  instance.release();
  return kOfxStatOK;
}

OfxStatus destroy(OfxImageEffectHandle handle) {
  Instance* instance = instance_of(handle);
  if (!instance) return kOfxStatOK;
  instance->properties.set(kOfxPropInstanceData, static_cast<void*>(nullptr));
  delete instance;
  return kOfxStatOK;
}

using Answer = OfxStatus (*)(Instance& instance, const Properties& in, const Properties& out);

// What an instance answers; null for what it leaves to the host.
Answer answer_of(std::string_view action) {
  if (action == kOfxImageEffectActionRender)
    return [](Instance& instance, const Properties& in, const Properties&) { return render(instance, in); };
  if (action == kOfxImageEffectActionIsIdentity)
    return [](Instance& instance, const Properties& in, const Properties& out) { return is_identity(instance, in, out); };
  if (action == kOfxImageEffectActionGetRegionOfDefinition)
    return [](Instance& instance, const Properties& in, const Properties& out) {
      return region_of_definition(instance, in, out);
    };
  if (action == kOfxImageEffectActionGetRegionsOfInterest)
    return [](Instance& instance, const Properties& in, const Properties& out) {
      return regions_of_interest(instance, in, out);
    };
  if (action == kOfxImageEffectActionGetClipPreferences)
    return [](Instance& instance, const Properties&, const Properties& out) { return clip_preferences(instance, out); };
  if (action == kOfxActionInstanceChanged)
    return [](Instance& instance, const Properties& in, const Properties&) { return instance_changed(instance, in); };
  if (action == kOfxActionBeginInstanceEdit)
    return [](Instance& instance, const Properties&, const Properties&) {
      refresh_status(instance);
      return kOfxStatOK;
    };
  return nullptr;
}

OfxStatus purge() {
  engine::purge_blocks();
  return kOfxStatOK;
}

OfxStatus act(size_t index, std::string_view action, OfxImageEffectHandle handle, const Properties& in,
              const Properties& out) {
  const Effect& effect = effects[index];
  if (action == kOfxActionLoad) return load(index);
  if (!host_loaded()) return kOfxStatErrMissingHostFeature;
  if (action == kOfxActionUnload) return unload(index);
  if (action == kOfxActionDescribe) return describe_effect(effect, handle);
  if (action == kOfxImageEffectActionDescribeInContext) return describe_in_context(effect, handle);
  if (action == kOfxActionCreateInstance) return create(effect, handle);
  if (action == kOfxActionDestroyInstance) return destroy(handle);
  if (action == kOfxActionPurgeCaches) return purge();
  const Answer answer = answer_of(action);
  if (!answer) return kOfxStatReplyDefault;
  Instance* instance = instance_of(handle);
  return instance ? answer(*instance, in, out) : kOfxStatErrBadHandle;
}

// No exception may cross to the host.
OfxStatus answer(size_t index, const char* action, const void* handle, OfxPropertySetHandle in,
                 OfxPropertySetHandle out) noexcept {
  if (!action) return kOfxStatErrValue;
  try {
    const auto effect = static_cast<OfxImageEffectHandle>(const_cast<void*>(handle));
    return act(index, action, effect, Properties(in), Properties(out));
  } catch (const std::bad_alloc&) {
    return kOfxStatErrMemory;
  } catch (const std::exception& error) {
    log_line(std::string(action) + ": " + error.what());
    return kOfxStatFailed;
  } catch (...) {
    return kOfxStatErrUnknown;
  }
}

// Entries have no argument that says whose they are: one for each place in the table.
template <size_t index>
OfxStatus entry(const char* action, const void* handle, OfxPropertySetHandle in, OfxPropertySetHandle out) {
  return answer(index, action, handle, in, out);
}

template <size_t... index>
std::array<OfxPlugin, most_effects> make_plugins(std::index_sequence<index...>) {
  return {{{kOfxImageEffectPluginApi, kOfxImageEffectPluginApiVersion,
            index < effects.size() ? effects[index].identifier : "", major_version, minor_version, host_set,
            &entry<index>}...}};
}

}  // namespace
}  // namespace sfumato::ofx

SFUMATO_EXPORT int OfxGetNumberOfPlugins() { return static_cast<int>(sfumato::ofx::effects.size()); }

SFUMATO_EXPORT OfxPlugin* OfxGetPlugin(int nth) {
  using namespace sfumato::ofx;
  static auto plugins = make_plugins(std::make_index_sequence<most_effects>());
  return nth >= 0 && static_cast<size_t>(nth) < effects.size() ? &plugins[static_cast<size_t>(nth)] : nullptr;
}
