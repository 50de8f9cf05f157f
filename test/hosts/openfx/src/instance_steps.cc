// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "ofxhost/journal.h"
#include "steps.h"

namespace ofxhost {
namespace {

Depth depth_of(std::string_view constant) {
  if (constant == kOfxBitDepthByte) return Depth::byte;
  if (constant == kOfxBitDepthShort) return Depth::short_int;
  if (constant == kOfxBitDepthHalf) return Depth::half;
  return Depth::real;
}

Components components_of(std::string_view constant) {
  if (constant == kOfxImageComponentAlpha) return Components::alpha;
  if (constant == kOfxImageComponentRGB) return Components::rgb;
  return Components::rgba;
}

// The plugin may ask for what the host has.
void check_granted(const std::vector<std::string>& offered, const std::string& usual, const std::string& wanted) {
  if (wanted == usual || std::ranges::find(offered, wanted) != offered.end()) return;
  misuse("preference-not-offered", wanted);
}

// Keeps what the plugin wants of each clip in the clip's properties.
void ask_clip_preferences(Effect& effect, std::vector<ActionResult>& results) {
  PropertySet out("results of GetClipPreferences");
  const Clip* source = effect.find_clip(kOfxImageEffectSimpleSourceClipName);
  for (const auto& clip : effect.clips) {
    const PropertySet& from = (clip->is_output() && source ? *source : *clip).properties;
    out.define("OfxImageClipPropComponents_" + clip->name, true, {from.text(kOfxImageEffectPropComponents)});
    out.define("OfxImageClipPropDepth_" + clip->name, true, {from.text(kOfxImageEffectPropPixelDepth)});
    out.define("OfxImageClipPropPAR_" + clip->name, true, {clip->pixel_aspect()});
  }
  const std::string usual_components = out.text("OfxImageClipPropComponents_Output");
  const std::string usual_depth = out.text("OfxImageClipPropDepth_Output");
  const std::string usual = source ? source->properties.text(kOfxImageEffectPropPreMultiplication) : kOfxImageOpaque;
  out.define(kOfxImageEffectPropPreMultiplication, true, {usual});
  out.define(kOfxImageEffectPropFrameRate, true, {25.0});
  out.define(kOfxImageClipPropFieldOrder, true, {std::string(kOfxImageFieldNone)});
  out.define(kOfxImageClipPropContinuousSamples, true, {0});
  out.define(kOfxImageEffectFrameVarying, true, {0});
  call_timed(effect.host, effect.plugin, kOfxImageEffectActionGetClipPreferences, &effect, nullptr, &out, results);
  Clip* output = effect.find_clip(kOfxImageEffectOutputClipName);
  if (!output) return;
  check_granted(effect.host.profile.components, usual_components, out.text("OfxImageClipPropComponents_Output"));
  check_granted(effect.host.profile.depths, usual_depth, out.text("OfxImageClipPropDepth_Output"));
  output->properties.put(kOfxImageEffectPropComponents, {out.text("OfxImageClipPropComponents_Output")});
  output->properties.put(kOfxImageEffectPropPixelDepth, {out.text("OfxImageClipPropDepth_Output")});
  output->properties.put(kOfxImageEffectPropPreMultiplication, {out.text(kOfxImageEffectPropPreMultiplication)});
}

void call_plain(Effect& effect, const char* action, std::vector<ActionResult>& results) {
  call_timed(effect.host, effect.plugin, action, &effect, nullptr, nullptr, results);
}

}  // namespace

OutputPreferences output_preferences(const Effect& effect, double time) {
  const Clip* output = effect.find_clip(kOfxImageEffectOutputClipName);
  const Clip* source = effect.find_clip(kOfxImageEffectSimpleSourceClipName);
  OutputPreferences wanted;
  if (const Picture* picture = source ? source->at(time) : nullptr) {
    wanted.format = picture->frame->format;
    wanted.premultiplication = picture->premultiplication;
  }
  if (!output) return wanted;
  const std::string components = output->properties.text(kOfxImageEffectPropComponents);
  const std::string depth = output->properties.text(kOfxImageEffectPropPixelDepth);
  if (!components.empty()) wanted.format.components = components_of(components);
  if (!depth.empty()) wanted.format.depth = depth_of(depth);
  const std::string alpha = output->properties.text(kOfxImageEffectPropPreMultiplication);
  if (!alpha.empty()) wanted.premultiplication = alpha;
  return wanted;
}

void run_instance_step(Effect& effect, Step step, double time, std::vector<ActionResult>& results) {
  switch (step) {
    case Step::clip_preferences: ask_clip_preferences(effect, results); break;
    case Step::begin_edit: call_plain(effect, kOfxActionBeginInstanceEdit, results); break;
    case Step::end_edit: call_plain(effect, kOfxActionEndInstanceEdit, results); break;
    case Step::sync_private_data: call_plain(effect, kOfxActionSyncPrivateData, results); break;
    case Step::purge_caches: call_plain(effect, kOfxActionPurgeCaches, results); break;
    case Step::clips_changed:
      for (const auto& clip : effect.clips)
        notify_changed(effect, kOfxTypeClip, clip->name, kOfxChangeUserEdited, time);
      break;
    case Step::alpha_changed:
      notify_changed(effect, kOfxTypeParameter, "ResolveUseAlphaForTrackCompositing", kOfxChangeUserEdited, time);
      break;
    case Step::time_changed:
      notify_changed(effect, kOfxTypeClip, kOfxImageEffectSimpleSourceClipName, kOfxChangeTime, time);
      break;
    default: break;
  }
}

}  // namespace ofxhost
