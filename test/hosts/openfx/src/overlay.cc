// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/overlay.h"

#include "ofxhost/host.h"
#include "ofxhost/journal.h"

namespace ofxhost {
namespace {

void* entry_of(const Effect& instance, const char* property) {
  const auto found = instance.plugin.contexts.find(instance.context);
  const Effect& descriptor = found == instance.plugin.contexts.end() ? instance : *found->second;
  return descriptor.properties.pointer(property);
}

bool offers(const Profile& profile, const char* suite) {
  for (const SuiteOffer& offer : profile.suites) {
    if (std::string_view(offer.name) == suite) return true;
  }
  return false;
}

}  // namespace

Overlay::Way Overlay::way_of(const Effect& instance) {
  const Profile& profile = instance.host.profile;
  if (!profile.overlays || !offers(profile, kOfxInteractSuite)) return Way::none;
  const bool draws = offers(profile, kOfxDrawSuite);
  if (draws && entry_of(instance, kOfxImageEffectPluginPropOverlayInteractV2)) return Way::draw_suite;
  if (entry_of(instance, kOfxImageEffectPluginPropOverlayInteractV1)) return Way::open_gl;
  return Way::none;
}

Overlay::Overlay(Effect& instance)
    : Handled(handle_kind),
      effect(instance),
      properties("overlay of " + instance.plugin.identifier),
      way_(way_of(instance)),
      entry_(nullptr) {
  const char* property = way_ == Way::draw_suite ? kOfxImageEffectPluginPropOverlayInteractV2
                                                 : kOfxImageEffectPluginPropOverlayInteractV1;
  // Properties hold pointers to data; the standard puts this pointer to a function there.
  entry_ = reinterpret_cast<OfxPluginEntryPoint*>(entry_of(instance, property));
  properties.define(kOfxPropInstanceData, true);
  properties.define(kOfxInteractPropSlaveToParam, true);
  properties.define(kOfxPropEffectInstance, false, {static_cast<void*>(effect.handle())});
  properties.define(kOfxInteractPropPixelScale, false, {1.0, 1.0});
  properties.define(kOfxInteractPropBackgroundColour, false, {0.0, 0.0, 0.0});
  properties.define(kOfxInteractPropBitDepth, false, {8});
  properties.define(kOfxInteractPropHasAlpha, false, {0});
  const OfxStatus described = call(kOfxActionDescribeInteract, nullptr);
  if (described != kOfxStatOK && described != kOfxStatReplyDefault) return;
  const OfxStatus created = call(kOfxActionCreateInstanceInteract, nullptr);
  made_ = created == kOfxStatOK || created == kOfxStatReplyDefault;
  for (const Value& slave : properties.values(kOfxInteractPropSlaveToParam)) {
    const auto& name = std::get<std::string>(slave);
    if (!effect.params.find(name)) misuse("unknown-slave-param", name);
  }
}

Overlay::~Overlay() {
  if (made_) call(kOfxActionDestroyInstanceInteract, nullptr);
}

OfxStatus Overlay::call(const char* action, PropertySet* in) {
  return effect.host.call_entry(entry_, action, raw_handle(), &effect, in, nullptr);
}

void Overlay::fill(PropertySet& in, double time, double pixel_scale) {
  in.define(kOfxPropEffectInstance, false, {static_cast<void*>(effect.handle())});
  in.define(kOfxInteractPropPixelScale, false, {pixel_scale, pixel_scale});
  in.define(kOfxInteractPropBackgroundColour, false, {0.0, 0.0, 0.0});
  in.define(kOfxPropTime, false, {time});
  in.define(kOfxImageEffectPropRenderScale, false, {1.0, 1.0});
  properties.put(kOfxInteractPropPixelScale, {pixel_scale, pixel_scale});
}

OfxStatus Overlay::draw(double time, double pixel_scale, std::vector<Shape>& shapes) {
  // Without a viewer there is no OpenGL context to draw into.
  if (way_ != Way::draw_suite || !made_) return kOfxStatReplyDefault;
  PropertySet in("arguments of Draw");
  fill(in, time, pixel_scale);
  DrawContext context;
  in.define(kOfxInteractPropDrawContext, false, {context.raw_handle()});
  const OfxStatus status = call(kOfxInteractActionDraw, &in);
  shapes = std::move(context.shapes);
  return status;
}

OfxStatus Overlay::pen(const char* action, double time, double pixel_scale, OfxPointD position) {
  if (!made_) return kOfxStatReplyDefault;
  PropertySet in("arguments of the pen");
  fill(in, time, pixel_scale);
  in.define(kOfxInteractPropPenPosition, false, {position.x, position.y});
  in.define(kOfxInteractPropPenViewportPosition, false,
            {static_cast<int>(position.x / pixel_scale), static_cast<int>(position.y / pixel_scale)});
  in.define(kOfxInteractPropPenPressure, false, {1.0});
  return call(action, &in);
}

OfxStatus Overlay::key(const char* action, double time, int symbol, const std::string& text) {
  if (!made_) return kOfxStatReplyDefault;
  PropertySet in("arguments of a key");
  fill(in, time, 1);
  in.define(kOfxPropKeySym, false, {symbol});
  in.define(kOfxPropKeyString, false, {text});
  return call(action, &in);
}

OfxStatus Overlay::focus(bool gained, double time) {
  if (!made_) return kOfxStatReplyDefault;
  PropertySet in("arguments of the focus");
  fill(in, time, 1);
  return call(gained ? kOfxInteractActionGainFocus : kOfxInteractActionLoseFocus, &in);
}

}  // namespace ofxhost
