// SPDX-License-Identifier: Apache-2.0
#include "regions.h"

#include <string>

#include "host.h"
#include "request.h"

namespace sfumato::ofx {
namespace {

bool set_rect(const Properties& out, const std::string& name, const OfxRectD& rect) {
  const double values[] = {rect.x1, rect.y1, rect.x2, rect.y2};
  bool set = true;
  for (int i = 0; i < 4; ++i) set = out.set(name.c_str(), values[i], i) && set;
  return set;
}

bool clip_region(OfxImageClipHandle clip, double time, OfxRectD& rect) {
  return clip && host().effect->clipGetRegionOfDefinition(clip, time, &rect) == kOfxStatOK && rect.x1 < rect.x2 &&
         rect.y1 < rect.y2;
}

bool at_rest(const Instance& instance, double time) {
  const Effect& effect = instance.effect;
  if (effect.unchanged.empty() || instance.view(time).kind != ViewKind::image) return false;
  for (const Rest& rest : effect.unchanged) {
    const int index = control_named(effect, rest.param);
    if (index < 0 || instance.numbers(static_cast<size_t>(index), time)[0] != rest.value) return false;
  }
  return true;
}

}  // namespace

OfxStatus is_identity(const Instance& instance, const Properties& in, const Properties& out) {
  const double time = in.real(kOfxPropTime, 0);
  if (!at_rest(instance, time) && !lacks_picture(instance, time)) return kOfxStatReplyDefault;
  out.set(kOfxPropName, instance.effect.clips[0].name);
  out.set(kOfxPropTime, time);
  return kOfxStatOK;
}

// Hosts take the source's by themselves in filters; in general contexts they would add the optional clips' to it.
OfxStatus region_of_definition(const Instance& instance, const Properties& in, const Properties& out) {
  OfxRectD rect{};
  if (!clip_region(instance.clips[0], in.real(kOfxPropTime, 0), rect)) return kOfxStatReplyDefault;
  return set_rect(out, kOfxImageEffectPropRegionOfDefinition, rect) ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus regions_of_interest(const Instance& instance, const Properties& in, const Properties& out) {
  const double time = in.real(kOfxPropTime, 0);
  bool any = false;
  for (size_t i = 0; i < instance.clips.size(); ++i) {
    OfxRectD rect{};
    const std::string name = std::string("OfxImageClipPropRoI_") + instance.effect.clips[i].name;
    if (instance.connected(i) && clip_region(instance.clips[i], time, rect)) any = set_rect(out, name, rect) || any;
  }
  return any ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus clip_preferences(const Instance& instance, const Properties& out) {
  const View& view = instance.view(0);
  bool any = false;
  if (view.kind == ViewKind::alpha || view.kind == ViewKind::layer) {
    any = out.set("OfxImageClipPropComponents_Output", kOfxImageComponentRGBA);
    const bool straight = view.kind == ViewKind::alpha;
    const char* state = straight ? kOfxImageUnPreMultiplied : kOfxImagePreMultiplied;
    any = out.set(kOfxImageEffectPropPreMultiplication, state) || any;
  } else if (view.kind != ViewKind::image) {
    any = out.set(kOfxImageEffectPropPreMultiplication, kOfxImageOpaque);
  }
  const auto marks = instance.marks(0);
  if (marks && marks->keyed()) any = out.set(kOfxImageEffectFrameVarying, 1) || any;
  return any ? kOfxStatOK : kOfxStatReplyDefault;
}

}  // namespace sfumato::ofx
