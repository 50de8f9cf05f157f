// SPDX-License-Identifier: Apache-2.0
// Vegas 12: gives bytes even to plugins that claim only float, has no overlays, and old properties only.
#include "profiles.h"

namespace ofxhost {

Profile vegas() {
  return {
      .name = "vegas",
      .host_name = "com.sonycreativesoftware.vegas",
      .host_label = "Vegas Pro",
      .version = {12, 0, 0},
      .api = {1, 1},
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxMessageSuite, 2},
                             {kOfxProgressSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextFilter, kOfxImageEffectContextGeneral, kOfxImageEffectContextTransition,
                   kOfxImageEffectContextGenerator, kOfxImageEffectContextPaint, kOfxImageEffectContextRetimer},
      .depths = {kOfxBitDepthByte, kOfxBitDepthFloat},
      .components = {kOfxImageComponentRGBA, kOfxImageComponentAlpha},
      .temporal = true,
      .boolean_animation = true,
      .choice_animation = true,
      .string_animation = true,
      .absent = {{Object::effect_descriptor, kOfxPropVersion},
                 {Object::effect_descriptor, kOfxPropVersionLabel},
                 {Object::effect_descriptor, kOfxPropPluginDescription},
                 {Object::effect_descriptor, kOfxImageEffectInstancePropSequentialRender},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::effect_descriptor, kOfxImageEffectPropOpenGLRenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness},
                 {Object::param_descriptor, kOfxParamPropDefaultCoordinateSystem},
                 {Object::param_descriptor, kOfxParamPropUseHostOverlayHandle},
                 {Object::image, kOfxImageEffectPropPreMultiplication}},
      .refused_params = {kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .layout = {.padding = 16, .negative = true},
      .on_open = {Step::create, Step::clip_preferences, Step::begin_edit},
      .on_frame = {Step::is_identity, Step::regions_of_interest, Step::begin, Step::render, Step::end},
      .on_close = {Step::end_edit, Step::destroy},
  };
}

}  // namespace ofxhost
