// SPDX-License-Identifier: Apache-2.0
#include "describe.h"

#include <algorithm>
#include <cmath>

#include "host.h"
#include "overlay.h"
#include "properties.h"

namespace sfumato::ofx {
namespace {

template <size_t n>
void set_all(const Properties& properties, const char* name, const char* const (&values)[n]) {
  int index = 0;
  for (const char* value : values)
    if (properties.set(name, value, index)) ++index;
}

void set_labels(const Properties& properties, const char* label) {
  properties.set(kOfxPropLabel, label);
  properties.set(kOfxPropShortLabel, label);
  properties.set(kOfxPropLongLabel, label);
}

// Places a slider shows after the point: as many as the step has.
int digits_of(double step) {
  return step >= 1 ? 0 : std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

struct Range {
  double min, max, shown_min, shown_max;
};

Range range_of(const Control& control) { return {control.min, control.max, control.shown_min, control.shown_max}; }

// Hosts that are not told every range take one of their own.
template <typename T>
void set_ranges(const Properties& properties, const Range& range, const Control& control, int dimensions) {
  for (int i = 0; i < dimensions; ++i) {
    properties.set(kOfxParamPropMin, static_cast<T>(range.min), i);
    properties.set(kOfxParamPropMax, static_cast<T>(range.max), i);
    properties.set(kOfxParamPropDisplayMin, static_cast<T>(range.shown_min), i);
    properties.set(kOfxParamPropDisplayMax, static_cast<T>(range.shown_max), i);
    properties.set(kOfxParamPropDefault, static_cast<T>(control.number[static_cast<size_t>(i)]), i);
  }
}

// Of doubles: integers have no such properties.
void set_steps(const Properties& properties, double step) {
  properties.set(kOfxParamPropIncrement, step);
  properties.set(kOfxParamPropDigits, digits_of(step));
}

const char* param_type(const Control& control) {
  switch (control.kind) {
    case ControlKind::group: return kOfxParamTypeGroup;
    case ControlKind::number: return kOfxParamTypeDouble;
    case ControlKind::integer: return kOfxParamTypeInteger;
    case ControlKind::boolean: return kOfxParamTypeBoolean;
    case ControlKind::choice: return kOfxParamTypeChoice;
    case ControlKind::colour: return kOfxParamTypeRGB;
    case ControlKind::position: return kOfxParamTypeDouble2D;
    case ControlKind::text: return kOfxParamTypeString;
    case ControlKind::button: return kOfxParamTypePushButton;
  }
  return kOfxParamTypeGroup;
}

void describe_text(const Properties& properties, const Control& control) {
  const bool label = control.shown == TextShown::label;
  properties.set(kOfxParamPropStringMode, label ? kOfxParamStringIsLabel : kOfxParamStringIsSingleLine);
  properties.set(kOfxParamPropDefault, control.text);
  if (!label) return;
  properties.set(kOfxParamPropEnabled, 0);
  properties.set(kOfxParamPropEvaluateOnChange, 0);
  properties.set(kOfxParamPropPersistant, 0);
}

void describe_kind(const Properties& properties, const Control& control) {
  switch (control.kind) {
    case ControlKind::group:
      properties.set(kOfxParamPropGroupOpen, control.open);
      break;
    case ControlKind::number:
      set_ranges<double>(properties, range_of(control), control, 1);
      set_steps(properties, control.step);
      properties.set(kOfxParamPropDoubleType, control.angle ? kOfxParamDoubleTypeAngle : kOfxParamDoubleTypePlain);
      break;
    case ControlKind::integer:
      set_ranges<int>(properties, range_of(control), control, 1);
      break;
    case ControlKind::boolean:
      properties.set(kOfxParamPropDefault, static_cast<int>(control.number[0]));
      break;
    case ControlKind::choice:
      for (size_t i = 0; i < control.options.size(); ++i)
        properties.set(kOfxParamPropChoiceOption, control.options[i].label, static_cast<int>(i));
      properties.set(kOfxParamPropDefault, static_cast<int>(control.number[0]));
      break;
    case ControlKind::colour:
      set_ranges<double>(properties, {0, 100, 0, 1}, control, 3);
      break;
    case ControlKind::position:
      // Lights may stand outside the picture.
      set_ranges<double>(properties, {-9, 10, 0, 1}, control, 2);
      set_steps(properties, 0.001);
      properties.set(kOfxParamPropDoubleType, kOfxParamDoubleTypePlain);
      break;
    case ControlKind::text:
      describe_text(properties, control);
      break;
    case ControlKind::button:
      break;
  }
}

// What only shows a mark changes no picture: the text of the marks does.
bool changes_picture(Role role) {
  switch (role) {
    case Role::param:
    case Role::use_input:
    case Role::mask_from:
    case Role::view:
    case Role::colour:
    case Role::marks:
      return true;
    default:
      return false;
  }
}

OfxStatus describe_params(const Effect& effect, OfxParamSetHandle set) {
  const OfxParameterSuiteV1& suite = *host().parameter;
  for (const Control& control : effect.controls) {
    OfxPropertySetHandle handle = nullptr;
    const OfxStatus status = suite.paramDefine(set, param_type(control), control.name, &handle);
    if (status == kOfxStatErrMemory) return status;
    if (status != kOfxStatOK || !handle) continue;
    const Properties properties(handle);
    set_labels(properties, control.label);
    if (*control.hint) properties.set(kOfxParamPropHint, control.hint);
    if (*control.parent) properties.set(kOfxParamPropParent, control.parent);
    describe_kind(properties, control);
    if (control.kind == ControlKind::group) continue;
    properties.set(kOfxParamPropScriptName, control.name);
    if (control.kind == ControlKind::button) continue;
    properties.set(kOfxParamPropAnimates, control.animates);
    if (!changes_picture(control.role)) properties.set(kOfxParamPropEvaluateOnChange, 0);
  }
  OfxPropertySetHandle page = nullptr;
  if (suite.paramDefine(set, kOfxParamTypePage, "Controls", &page) != kOfxStatOK || !page) return kOfxStatOK;
  const Properties properties(page);
  set_labels(properties, "Controls");
  int child = 0;
  for (const Control& control : effect.controls)
    if (control.kind != ControlKind::group) properties.set(kOfxParamPropPageChild, control.name, child++);
  return kOfxStatOK;
}

OfxStatus describe_clip(const Effect& effect, OfxImageEffectHandle handle, const Clip& clip) {
  OfxPropertySetHandle defined = nullptr;
  const OfxStatus status = host().effect->clipDefine(handle, clip.name, &defined);
  if (status != kOfxStatOK || !defined) return clip.optional ? kOfxStatOK : kOfxStatFailed;
  const Properties properties(defined);
  properties.set(kOfxPropLabel, clip.label);
  if (clip.optional) {
    // Resolve connects pictures with colours only.
    set_all(properties, kOfxImageEffectPropSupportedComponents,
            {kOfxImageComponentAlpha, kOfxImageComponentRGBA, kOfxImageComponentRGB});
    properties.set(kOfxImageClipPropOptional, 1);
    properties.set(kOfxImageClipPropIsMask, 1);
  } else {
    set_all(properties, kOfxImageEffectPropSupportedComponents, {kOfxImageComponentRGBA, kOfxImageComponentRGB});
    if (needs_other_frames(effect)) properties.set(kOfxImageEffectPropTemporalClipAccess, 1);
  }
  properties.set(kOfxImageEffectPropSupportsTiles, 0);
  return kOfxStatOK;
}

}  // namespace

bool needs_other_frames(const Effect& effect) {
  return host().temporal_access && control_index(effect, Role::analyse) >= 0;
}

OfxStatus describe_effect(const Effect& effect, OfxImageEffectHandle handle) {
  OfxPropertySetHandle set = nullptr;
  if (host().effect->getPropertySet(handle, &set) != kOfxStatOK || !set) return kOfxStatErrBadHandle;
  const Properties properties(set);
  set_labels(properties, effect.label);
  properties.set(kOfxImageEffectPluginPropGrouping, grouping);
  properties.set(kOfxPropPluginDescription, effect.help);
  set_all(properties, kOfxImageEffectPropSupportedContexts, {kOfxImageEffectContextFilter, kOfxImageEffectContextGeneral});
  // Hosts take the first that they have.
  set_all(properties, kOfxImageEffectPropSupportedPixelDepths,
          {kOfxBitDepthFloat, kOfxBitDepthHalf, kOfxBitDepthShort, kOfxBitDepthByte});
  properties.set(kOfxImageEffectPluginPropSingleInstance, 0);
  properties.set(kOfxImageEffectPluginRenderThreadSafety, kOfxImageEffectRenderInstanceSafe);
  properties.set(kOfxImageEffectPluginPropHostFrameThreading, 0);
  properties.set(kOfxImageEffectPluginPropFieldRenderTwiceAlways, 0);
  properties.set(kOfxImageEffectPropSupportsTiles, 0);
  properties.set(kOfxImageEffectPropSupportsMultiResolution, 1);
  properties.set(kOfxImageEffectPropSupportsMultipleClipDepths, 0);
  properties.set(kOfxImageEffectPropSupportsMultipleClipPARs, 0);
  properties.set(kOfxImageEffectPropTemporalClipAccess, needs_other_frames(effect));
  int slave = 0;
  for (Role role : {Role::view, Role::marks}) {
    const int index = control_index(effect, role);
    if (index < 0) continue;
    const char* name = effect.controls[static_cast<size_t>(index)].name;
    if (properties.set(kOfxImageEffectPropClipPreferencesSlaveParam, name, slave)) ++slave;
  }
  describe_overlay(effect, properties);
  return kOfxStatOK;
}

OfxStatus describe_in_context(const Effect& effect, OfxImageEffectHandle handle) {
  OfxPropertySetHandle output = nullptr;
  if (host().effect->clipDefine(handle, kOfxImageEffectOutputClipName, &output) != kOfxStatOK) return kOfxStatFailed;
  set_all(Properties(output), kOfxImageEffectPropSupportedComponents, {kOfxImageComponentRGBA, kOfxImageComponentRGB});
  Properties(output).set(kOfxImageEffectPropSupportsTiles, 0);
  for (const Clip& clip : effect.clips) {
    const OfxStatus status = describe_clip(effect, handle, clip);
    if (status != kOfxStatOK) return status;
  }
  OfxParamSetHandle params = nullptr;
  if (host().effect->getParamSet(handle, &params) != kOfxStatOK || !params) return kOfxStatFailed;
  return describe_params(effect, params);
}

}  // namespace sfumato::ofx
