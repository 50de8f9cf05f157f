// SPDX-License-Identifier: Apache-2.0
#include "gain.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

struct Suites {
  const OfxPropertySuiteV1* property = nullptr;
  const OfxParameterSuiteV1* param = nullptr;
  const OfxImageEffectSuiteV1* effect = nullptr;
  const OfxProgressSuiteV1* progress = nullptr;
  const OfxMessageSuiteV1* message = nullptr;
};
Suites suites;

struct Pixels {
  uint8_t* data = nullptr;
  OfxRectI bounds{};
  int row_bytes = 0, channels = 4;
  std::string depth;

  int sample_bytes() const { return depth == kOfxBitDepthByte ? 1 : depth == kOfxBitDepthFloat ? 4 : 2; }
  uint8_t* at(int x, int y) const {
    return data + static_cast<int64_t>(y - bounds.y1) * row_bytes +
           static_cast<int64_t>(x - bounds.x1) * channels * sample_bytes();
  }
};

float half_to_float(uint16_t half) {
  const uint32_t exponent = (half >> 10) & 31, fraction = half & 1023u;
  if (exponent == 0) return static_cast<float>(fraction) / 16777216.0f;
  return std::bit_cast<float>(((exponent + 112) << 23) | (fraction << 13));
}

uint16_t float_to_half(float value) {
  const auto bits = std::bit_cast<uint32_t>(value) + 0x1000u;  // to the nearest
  const int exponent = static_cast<int>((bits >> 23) & 255) - 112;
  return exponent <= 0 ? 0 : static_cast<uint16_t>((exponent << 10) | ((bits >> 13) & 1023));
}

void multiply(const uint8_t* from, uint8_t* to, int samples, const std::string& depth, double gain) {
  for (int i = 0; i < samples; ++i) {
    if (depth == kOfxBitDepthByte) {
      to[i] = static_cast<uint8_t>(std::clamp(from[i] * gain + 0.5, 0.0, 255.0));
    } else if (depth == kOfxBitDepthFloat) {
      float value;
      std::memcpy(&value, from + 4 * i, 4);
      value = static_cast<float>(value * gain);
      std::memcpy(to + 4 * i, &value, 4);
    } else {
      uint16_t value;
      std::memcpy(&value, from + 2 * i, 2);
      if (depth == kOfxBitDepthHalf) value = float_to_half(static_cast<float>(half_to_float(value) * gain));
      else value = static_cast<uint16_t>(std::clamp(value * gain + 0.5, 0.0, 65535.0));
      std::memcpy(to + 2 * i, &value, 2);
    }
  }
}

OfxImageEffectHandle effect_of(const void* handle) {
  return static_cast<OfxImageEffectHandle>(const_cast<void*>(handle));
}

OfxPropertySetHandle fetch(OfxImageEffectHandle effect, const char* clip_name, double time, Pixels& pixels) {
  OfxImageClipHandle clip = nullptr;
  suites.effect->clipGetHandle(effect, clip_name, &clip, nullptr);
  OfxPropertySetHandle image = nullptr;
  if (suites.effect->clipGetImage(clip, time, nullptr, &image) != kOfxStatOK || !image) return nullptr;
  void* data = nullptr;
  char* text = nullptr;
  suites.property->propGetPointer(image, kOfxImagePropData, 0, &data);
  pixels.data = static_cast<uint8_t*>(data);
  suites.property->propGetIntN(image, kOfxImagePropBounds, 4, &pixels.bounds.x1);
  suites.property->propGetInt(image, kOfxImagePropRowBytes, 0, &pixels.row_bytes);
  suites.property->propGetString(image, kOfxImageEffectPropPixelDepth, 0, &text);
  pixels.depth = text;
  suites.property->propGetString(image, kOfxImageEffectPropComponents, 0, &text);
  const std::string_view components = text;
  pixels.channels = components == kOfxImageComponentRGBA ? 4 : components == kOfxImageComponentRGB ? 3 : 1;
  return image;
}

double gain_at(OfxImageEffectHandle effect, double time, Fault fault) {
  OfxParamSetHandle params = nullptr;
  OfxParamHandle gain = nullptr;
  double value = 1;
  suites.effect->getParamSet(effect, &params);
  suites.param->paramGetHandle(params, "gain", &gain, nullptr);
  if (fault == Fault::reads_without_time) suites.param->paramGetValue(gain, &value);
  else suites.param->paramGetValueAtTime(gain, time, &value);
  if (fault == Fault::sets_in_render) suites.param->paramSetValue(gain, 1.0);
  return value;
}

void misbehave_in_render(Fault fault, OfxImageEffectHandle effect, const Pixels& source, const Pixels& target,
                         const OfxRectI& window) {
  const int outside = window.x2 < target.bounds.x2 ? window.x2 : window.x1 - 1;
  if (fault == Fault::writes_outside) target.at(outside, window.y1)[0] ^= 0x55;
  if (fault == Fault::writes_padding) target.at(target.bounds.x2, window.y1)[0] ^= 0x55;
  if (fault == Fault::writes_source) source.at(window.x1, window.y1)[0] ^= 0x55;
  if (fault == Fault::throws) throw std::runtime_error("a fault");
  if (fault == Fault::shows_progress_in_render && suites.progress) {
    suites.progress->progressStart(effect, "Rendering");
    suites.progress->progressEnd(effect);
  }
  if (fault == Fault::calls_from_own_thread) {
    std::thread([effect] {
      OfxParamSetHandle params = nullptr;
      OfxParamHandle gain = nullptr;
      suites.effect->getParamSet(effect, &params);
      suites.param->paramGetHandle(params, "gain", &gain, nullptr);
      suites.param->paramSetValue(gain, 1.0);
    }).join();
  }
  if (fault == Fault::formats_message && suites.message)
    suites.message->message(effect, kOfxMessageError, "", "Only 5 %d of memory left", 5);
  if (fault == Fault::keeps_memory) {
    OfxImageMemoryHandle memory = nullptr;
    suites.effect->imageMemoryAlloc(effect, 64, &memory);
  }
}

OfxStatus render(Fault fault, OfxImageEffectHandle effect, OfxPropertySetHandle in) {
  if (fault == Fault::answers_default_to_render) return kOfxStatReplyDefault;
  double time = 0;
  OfxRectI window{};
  suites.property->propGetDouble(in, kOfxPropTime, 0, &time);
  suites.property->propGetIntN(in, kOfxImageEffectPropRenderWindow, 4, &window.x1);
  Pixels source, target;
  const double gain = gain_at(effect, time, fault);
  const OfxPropertySetHandle from =
      fetch(effect, kOfxImageEffectSimpleSourceClipName, fault == Fault::fetches_other_time ? time + 1 : time, source);
  const OfxPropertySetHandle to = fetch(effect, kOfxImageEffectOutputClipName, time, target);
  const bool well = from && to && source.depth == target.depth && source.channels == target.channels;
  bool aborted = false;
  for (int y = window.y1; well && !aborted && y < window.y2; ++y) {
    const int first = fault == Fault::skips_pixel && y == window.y1 ? window.x1 + 1 : window.x1;
    multiply(source.at(first, y), target.at(first, y), (window.x2 - first) * target.channels, target.depth, gain);
    aborted = suites.effect->abort(effect) != 0;
  }
  if (well) misbehave_in_render(fault, effect, source, target, window);
  if (from) suites.effect->clipReleaseImage(from);
  if (to && fault != Fault::leaks_image) suites.effect->clipReleaseImage(to);
  if (fault == Fault::releases_twice) suites.effect->clipReleaseImage(to);
  if (fault == Fault::uses_released) suites.property->propGetInt(to, kOfxImagePropRowBytes, 0, &target.row_bytes);
  return well ? kOfxStatOK : kOfxStatFailed;
}

OfxStatus load(Fault fault, const OfxHost* host) {
  const auto suite = [host](const char* name) { return host->fetchSuite(host->host, name, 1); };
  suites.property = static_cast<const OfxPropertySuiteV1*>(suite(kOfxPropertySuite));
  suites.param = static_cast<const OfxParameterSuiteV1*>(suite(kOfxParameterSuite));
  suites.effect = static_cast<const OfxImageEffectSuiteV1*>(suite(kOfxImageEffectSuite));
  suites.progress = static_cast<const OfxProgressSuiteV1*>(suite(kOfxProgressSuite));
  suites.message = static_cast<const OfxMessageSuiteV1*>(suite(kOfxMessageSuite));
  if (suites.progress && !suites.progress->progressStart) suites.progress = nullptr;
  if (suites.message && !suites.message->message) suites.message = nullptr;
  if (fault == Fault::mistypes_suite) suite("OfxParamSuite");
  return fault == Fault::answers_default_to_load ? kOfxStatReplyDefault : kOfxStatOK;
}

OfxStatus describe(Fault fault, OfxImageEffectHandle effect) {
  OfxPropertySetHandle p = nullptr;
  suites.effect->getPropertySet(effect, &p);
  suites.property->propSetString(p, kOfxPropLabel, 0, "Gain");
  suites.property->propSetString(p, kOfxImageEffectPluginPropGrouping, 0, "Test");
  const char* contexts[] = {kOfxImageEffectContextFilter, kOfxImageEffectContextGeneral};
  suites.property->propSetStringN(p, kOfxImageEffectPropSupportedContexts, 2, contexts);
  const char* depths[] = {kOfxBitDepthFloat, kOfxBitDepthHalf, kOfxBitDepthShort, kOfxBitDepthByte};
  suites.property->propSetStringN(p, kOfxImageEffectPropSupportedPixelDepths, 4, depths);
  suites.property->propSetInt(p, kOfxImageEffectPropSupportsTiles, 0, 0);
  suites.property->propSetInt(p, kOfxImageEffectPluginPropHostFrameThreading, 0, 0);
  suites.property->propSetString(p, kOfxImageEffectPluginRenderThreadSafety, 0, kOfxImageEffectRenderInstanceSafe);
  // The trap of openfx-abi.md: the macro's name is not the string.
  if (fault == Fault::mistypes_property)
    suites.property->propSetInt(p, "OfxImageEffectPropSupportsMultipleClipDepths", 0, 0);
  if (fault == Fault::sets_two_to_boolean) suites.property->propSetInt(p, kOfxImageEffectPropSupportsTiles, 0, 2);
  return kOfxStatOK;
}

OfxStatus describe_in_context(Fault fault, OfxImageEffectHandle effect) {
  const char* components[] = {kOfxImageComponentRGBA, kOfxImageComponentRGB, kOfxImageComponentAlpha};
  for (const char* name : {kOfxImageEffectSimpleSourceClipName, kOfxImageEffectOutputClipName}) {
    OfxPropertySetHandle clip = nullptr;
    suites.effect->clipDefine(effect, name, &clip);
    suites.property->propSetStringN(clip, kOfxImageEffectPropSupportedComponents, 3, components);
  }
  OfxParamSetHandle params = nullptr;
  OfxPropertySetHandle gain = nullptr;
  suites.effect->getParamSet(effect, &params);
  const char* type = fault == Fault::mistypes_param_type ? "OfxParamTypeFloat" : kOfxParamTypeDouble;
  if (suites.param->paramDefine(params, type, "gain", &gain) != kOfxStatOK) return kOfxStatOK;
  suites.property->propSetDouble(gain, kOfxParamPropDefault, 0, 1);
  if (fault == Fault::sets_wrong_type) suites.property->propSetInt(gain, kOfxParamPropMax, 0, 4);
  else suites.property->propSetDouble(gain, kOfxParamPropMax, 0, 4);
  if (fault == Fault::defines_twice) suites.param->paramDefine(params, kOfxParamTypeDouble, "gain", nullptr);
  return kOfxStatOK;
}

OfxStatus create(Fault fault, OfxImageEffectHandle effect) {
  if (fault != Fault::edits_in_create) return kOfxStatOK;
  OfxParamSetHandle params = nullptr;
  suites.effect->getParamSet(effect, &params);
  suites.param->paramEditBegin(params, "Make");
  suites.param->paramEditEnd(params);
  return kOfxStatOK;
}

OfxStatus changed(Fault fault, OfxImageEffectHandle effect) {
  OfxParamSetHandle params = nullptr;
  OfxParamHandle gain = nullptr;
  suites.effect->getParamSet(effect, &params);
  if (fault == Fault::leaves_edit_open) suites.param->paramEditBegin(params, "Change");
  if (fault == Fault::calls_itself_for_ever) {
    suites.param->paramGetHandle(params, "gain", &gain, nullptr);
    suites.param->paramSetValue(gain, 1.0);
  }
  return kOfxStatOK;
}

}  // namespace

OfxStatus gain_main(Fault fault, const OfxHost* host, const char* action, const void* handle, OfxPropertySetHandle in,
                    OfxPropertySetHandle) {
  const std::string_view name = action;
  const OfxImageEffectHandle effect = effect_of(handle);
  if (name == kOfxActionLoad) return load(fault, host);
  if (name == kOfxActionUnload) return kOfxStatOK;
  if (name == kOfxActionDescribe) return describe(fault, effect);
  if (name == kOfxImageEffectActionDescribeInContext) return describe_in_context(fault, effect);
  if (name == kOfxActionCreateInstance) return create(fault, effect);
  if (name == kOfxActionDestroyInstance) return kOfxStatOK;
  if (name == kOfxActionInstanceChanged) return changed(fault, effect);
  if (name == kOfxImageEffectActionRender) return render(fault, effect, in);
  if (name == kOfxImageEffectActionIsIdentity && fault == Fault::fetches_in_identity) {
    Pixels pixels;
    fetch(effect, kOfxImageEffectSimpleSourceClipName, 0, pixels);
  }
  return kOfxStatReplyDefault;
}
