// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>

#include "ofxhost/host.h"
#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/memory.h"
#include "ofxhost/scope.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

OfxStatus get_property_set(OfxImageEffectHandle handle, OfxPropertySetHandle* out) {
  lent_recall();
  auto* effect = find<Effect>(handle, "getPropertySet");
  if (!effect) return kOfxStatErrBadHandle;
  *out = effect->properties.handle();
  return kOfxStatOK;
}

OfxStatus get_param_set(OfxImageEffectHandle handle, OfxParamSetHandle* out) {
  lent_recall();
  auto* effect = find<Effect>(handle, "getParamSet");
  if (!effect) return kOfxStatErrBadHandle;
  *out = effect->params.handle();
  return kOfxStatOK;
}

OfxStatus clip_define(OfxImageEffectHandle handle, const char* name, OfxPropertySetHandle* out) {
  lent_recall();
  auto* effect = find<Effect>(handle, "clipDefine");
  if (!effect) return kOfxStatErrBadHandle;
  const Scope* scope = current_scope();
  if (!scope || !scope->is(kOfxImageEffectActionDescribeInContext)) misuse("wrong-action", "clipDefine");
  if (effect->find_clip(name) || effect->params.find(name)) {
    misuse("duplicate-name", std::string("clip ") + name);
    return kOfxStatErrExists;
  }
  effect->clips.push_back(std::make_unique<Clip>(*effect, name, effect->host.profile));
  if (out) *out = effect->clips.back()->descriptor_properties.handle();
  return kOfxStatOK;
}

OfxStatus clip_get_handle(OfxImageEffectHandle handle, const char* name, OfxImageClipHandle* out,
                          OfxPropertySetHandle* properties) {
  lent_recall();
  auto* effect = find<Effect>(handle, "clipGetHandle");
  if (!effect) return kOfxStatErrBadHandle;
  Clip* clip = effect->find_clip(name);
  if (!clip) {
    refused("absent-clip", name);
    if (!effect->host.profile.unknown_clip_is_ok) return kOfxStatErrUnknown;
    if (out) *out = nullptr;
    if (properties) *properties = nullptr;
    return kOfxStatOK;
  }
  if (out) *out = clip->handle();
  if (properties) *properties = clip->properties.handle();
  return kOfxStatOK;
}

OfxStatus clip_get_property_set(OfxImageClipHandle handle, OfxPropertySetHandle* out) {
  lent_recall();
  auto* clip = find<Clip>(handle, "clipGetPropertySet");
  if (!clip) return kOfxStatErrBadHandle;
  *out = clip->properties.handle();
  return kOfxStatOK;
}

// The time whose picture the host gives; false when it gives none for that one.
bool granted_time(const Clip& clip, const Scope& scope, double& time) {
  const Profile& profile = clip.effect.host.profile;
  const double now = scope.time;
  if (profile.ignores_image_time) {
    time = now;
    return true;
  }
  if (!scope.is(kOfxImageEffectActionRender) || std::fabs(time - now) < 1e-6) return true;
  if (!profile.temporal) {
    misuse("other-time", clip.name + " at " + std::to_string(time) + " from a host without temporal access");
    return false;
  }
  if (clip.descriptor_properties.integer(kOfxImageEffectPropTemporalClipAccess) != 1) {
    misuse("other-time", clip.name + " at " + std::to_string(time) + " without TemporalClipAccess");
    return false;
  }
  return true;
}

OfxStatus clip_get_image(OfxImageClipHandle handle, OfxTime time, const OfxRectD*, OfxPropertySetHandle* out) {
  lent_recall();
  auto* clip = find<Clip>(handle, "clipGetImage");
  if (!clip) return kOfxStatErrBadHandle;
  if (out) *out = nullptr;
  const Scope* scope = current_scope();
  if (!scope || !scope->fetches_images()) {
    misuse("wrong-action", "clipGetImage of " + clip->name);
    return kOfxStatFailed;
  }
  const Profile& profile = clip->effect.host.profile;
  if (!granted_time(*clip, *scope, time)) return kOfxStatFailed;
  const Picture* picture = clip->at(time);
  if (!picture) {
    if (!clip->connected()) misuse("not-connected", "clipGetImage of " + clip->name);
    return profile.unconnected == Unconnected::claimed_null ? kOfxStatOK : kOfxStatFailed;
  }
  *out = clip->effect.lend_image(std::make_unique<Image>(*clip, *picture, profile));
  return kOfxStatOK;
}

OfxStatus clip_release_image(OfxPropertySetHandle handle) {
  lent_recall();
  const Scope* scope = current_scope();
  if (!find<PropertySet>(handle, "clipReleaseImage")) return kOfxStatErrBadHandle;
  if (!scope || !scope->effect || !scope->effect->release_image(handle)) {
    misuse("not-held", "clipReleaseImage of what is not held by this action");
    return kOfxStatErrBadHandle;
  }
  return kOfxStatOK;
}

OfxStatus clip_get_region_of_definition(OfxImageClipHandle handle, OfxTime time, OfxRectD* bounds) {
  lent_recall();
  auto* clip = find<Clip>(handle, "clipGetRegionOfDefinition");
  if (!clip) return kOfxStatErrBadHandle;
  if (!clip->at(time)) return kOfxStatFailed;
  *bounds = clip->region_of_definition(time);
  return kOfxStatOK;
}

int abort(OfxImageEffectHandle handle) {
  // Callable from any thread inside render: does not recall what was lent.
  auto* effect = find<Effect>(handle, "abort");
  if (!effect) return 0;
  return effect->abort.poll() && !effect->host.profile.never_aborts ? 1 : 0;
}

OfxStatus memory_alloc(OfxImageEffectHandle, size_t bytes, OfxImageMemoryHandle* out) {
  lent_recall();
  auto* memory = image_memory_make(bytes);
  if (!memory) return kOfxStatErrMemory;
  *out = static_cast<OfxImageMemoryHandle>(memory->raw_handle());
  return kOfxStatOK;
}

OfxStatus memory_free(OfxImageMemoryHandle handle) {
  lent_recall();
  auto* memory = find<ImageMemory>(handle, "imageMemoryFree");
  if (!memory) return kOfxStatErrBadHandle;
  image_memory_drop(memory);
  return kOfxStatOK;
}

OfxStatus memory_lock(OfxImageMemoryHandle handle, void** out) {
  lent_recall();
  auto* memory = find<ImageMemory>(handle, "imageMemoryLock");
  if (!memory) return kOfxStatErrBadHandle;
  *out = memory->bytes.get();
  return kOfxStatOK;
}

OfxStatus memory_unlock(OfxImageMemoryHandle handle) {
  lent_recall();
  return find<ImageMemory>(handle, "imageMemoryUnlock") ? kOfxStatOK : kOfxStatErrBadHandle;
}

}  // namespace

const OfxImageEffectSuiteV1& image_effect_suite() {
  static const OfxImageEffectSuiteV1 suite{get_property_set,
                                           get_param_set,
                                           clip_define,
                                           clip_get_handle,
                                           clip_get_property_set,
                                           clip_get_image,
                                           clip_release_image,
                                           clip_get_region_of_definition,
                                           abort,
                                           memory_alloc,
                                           memory_free,
                                           memory_lock,
                                           memory_unlock};
  return suite;
}

}  // namespace ofxhost
