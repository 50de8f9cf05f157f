// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ofxhost/journal.h"
#include "steps.h"

namespace ofxhost {
namespace {

std::vector<Value> doubles(const OfxRectD& r) { return {r.x1, r.y1, r.x2, r.y2}; }

OfxRectD rect_of(const PropertySet& set, const std::string& name) {
  return {set.real(name, 0), set.real(name, 1), set.real(name, 2), set.real(name, 3)};
}

void define_time_and_scale(PropertySet& in, double time, OfxPointD scale) {
  in.define(kOfxPropTime, false, {time});
  in.define(kOfxImageEffectPropRenderScale, false, {scale.x, scale.y});
}

const Clip* source_of(const Effect& effect) { return effect.find_clip(kOfxImageEffectSimpleSourceClipName); }

void ask_region_of_definition(Effect& effect, const FrameRequest& request, OfxPointD scale, FrameResult& result) {
  PropertySet in("arguments of GetRegionOfDefinition"), out("results of GetRegionOfDefinition");
  define_time_and_scale(in, request.time, scale);
  const Clip* source = source_of(effect);
  const OfxRectD usual = source ? source->region_of_definition(request.time) : OfxRectD{};
  out.define(kOfxImageEffectPropRegionOfDefinition, true, doubles(usual));
  call_timed(effect.host, effect.plugin, kOfxImageEffectActionGetRegionOfDefinition, &effect, &in, &out,
             result.actions);
  result.region_of_definition = rect_of(out, kOfxImageEffectPropRegionOfDefinition);
}

void ask_regions_of_interest(Effect& effect, const FrameRequest& request, const OfxRectI& window,
                             FrameResult& result) {
  PropertySet in("arguments of GetRegionsOfInterest"), out("results of GetRegionsOfInterest");
  define_time_and_scale(in, request.time, request.scale);
  const Clip* source = source_of(effect);
  const double aspect = source ? source->pixel_aspect() : 1;
  const OfxRectD interest{window.x1 * aspect / request.scale.x, window.y1 / request.scale.y,
                          window.x2 * aspect / request.scale.x, window.y2 / request.scale.y};
  in.define(kOfxImageEffectPropRegionOfInterest, false, doubles(interest));
  for (const auto& clip : effect.clips) {
    if (!clip->is_output()) out.define("OfxImageClipPropRoI_" + clip->name, true, doubles(interest));
  }
  call_timed(effect.host, effect.plugin, kOfxImageEffectActionGetRegionsOfInterest, &effect, &in, &out, result.actions);
  for (const auto& clip : effect.clips) {
    if (!clip->is_output()) result.regions_of_interest[clip->name] = rect_of(out, "OfxImageClipPropRoI_" + clip->name);
  }
}

void ask_frames_needed(Effect& effect, const FrameRequest& request, FrameResult& result) {
  PropertySet in("arguments of GetFramesNeeded"), out("results of GetFramesNeeded");
  in.define(kOfxPropTime, false, {request.time});
  for (const auto& clip : effect.clips) {
    if (!clip->is_output()) out.define("OfxImageClipPropFrameRange_" + clip->name, true, {request.time, request.time});
  }
  call_timed(effect.host, effect.plugin, kOfxImageEffectActionGetFramesNeeded, &effect, &in, &out, result.actions);
}

// True: it is one.
bool ask_identity(Effect& effect, const FrameRequest& request, const OfxRectI& window, FrameResult& result) {
  PropertySet in("arguments of IsIdentity"), out("results of IsIdentity");
  define_time_and_scale(in, request.time, request.scale);
  in.define(kOfxImageEffectPropFieldToRender, false, {std::string(request.field)});
  in.define(kOfxImageEffectPropRenderWindow, false, {window.x1, window.y1, window.x2, window.y2});
  out.define(kOfxPropName, true);
  out.define(kOfxPropTime, true, {request.time});
  const OfxStatus status =
      call_timed(effect.host, effect.plugin, kOfxImageEffectActionIsIdentity, &effect, &in, &out, result.actions);
  if (status != kOfxStatOK) return false;
  result.identity = out.text(kOfxPropName);
  result.identity_time = out.real(kOfxPropTime);
  if (!effect.find_clip(result.identity)) misuse("identity-of-no-clip", result.identity);
  return true;
}

void define_sequence(PropertySet& in, const Effect& effect, const FrameRequest& request) {
  in.define(kOfxImageEffectPropRenderScale, false, {request.scale.x, request.scale.y});
  in.define(kOfxImageEffectPropSequentialRenderStatus, false, {0});
  in.define(kOfxImageEffectPropInteractiveRenderStatus, false, {request.interactive ? 1 : 0});
  for (const Profile::Extra& extra : effect.host.profile.extra) {
    if (extra.object == Object::render_arguments) in.define(extra.property, false, {extra.value});
  }
}

void call_sequence(Effect& effect, const char* action, const FrameRequest& request, FrameResult& result) {
  PropertySet in("arguments of " + std::string(action));
  define_sequence(in, effect, request);
  in.define(kOfxImageEffectPropFrameRange, false, {request.time, request.time});
  in.define(kOfxImageEffectPropFrameStep, false, {1.0});
  in.define(kOfxPropIsInteractive, false, {request.interactive ? 1 : 0});
  call_timed(effect.host, effect.plugin, action, &effect, &in, nullptr, result.actions);
}

void call_render(Effect& effect, const FrameRequest& request, const OfxRectI& window, FrameResult& result) {
  PropertySet in("arguments of Render");
  define_sequence(in, effect, request);
  in.define(kOfxPropTime, false, {request.time});
  in.define(kOfxImageEffectPropFieldToRender, false, {std::string(request.field)});
  in.define(kOfxImageEffectPropRenderWindow, false, {window.x1, window.y1, window.x2, window.y2});
  in.define(kOfxImageEffectPropRenderQualityDraft, false, {request.draft ? 1 : 0});
  in.define(kOfxImageEffectPropThumbnailRender, false, {std::string(request.thumbnail ? "true" : "false")});
  effect.abort.arm(request.abort_after_polls, request.abort_after_ms);
  result.status =
      call_timed(effect.host, effect.plugin, kOfxImageEffectActionRender, &effect, &in, nullptr, result.actions);
  result.render_ms = result.actions.back().ms;
  result.polls = effect.abort.polls();
  result.longest_poll_gap_ms = effect.abort.longest_gap_ms();
  result.abort_to_return_ms = effect.abort.since_abort_ms();
  effect.abort.disarm();
}

}  // namespace

bool run_frame_step(Effect& effect, Step step, const FrameRequest& request, const OfxRectI& window,
                    FrameResult& result) {
  switch (step) {
    case Step::region_of_definition:
      ask_region_of_definition(effect, request, request.scale, result);
      return true;
    case Step::region_of_definition_half:
      ask_region_of_definition(effect, request, {request.scale.x / 2, request.scale.y / 2}, result);
      return true;
    case Step::regions_of_interest: ask_regions_of_interest(effect, request, window, result); return true;
    case Step::frames_needed: ask_frames_needed(effect, request, result); return true;
    case Step::is_identity: return !ask_identity(effect, request, window, result);
    case Step::begin: call_sequence(effect, kOfxImageEffectActionBeginSequenceRender, request, result); return true;
    case Step::end: call_sequence(effect, kOfxImageEffectActionEndSequenceRender, request, result); return true;
    case Step::render: call_render(effect, request, window, result); return true;
    default: run_instance_step(effect, step, request.time, result.actions); return true;
  }
}

}  // namespace ofxhost
