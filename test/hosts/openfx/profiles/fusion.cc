// SPDX-License-Identifier: Apache-2.0
// Fusion 9: sets no API version, and images tell a wrong scale while somebody scrubs.
#include "profiles.h"

namespace ofxhost {

Profile fusion() {
  return {
      .name = "fusion",
      .host_name = "com.eyeonline.Fusion",
      .host_label = "Fusion",
      .version = {9, 0, 0},
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxProgressSuite, 1},
                             {kOfxTimeLineSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextGeneral, kOfxImageEffectContextFilter, kOfxImageEffectContextRetimer,
                   kOfxImageEffectContextTransition, kOfxImageEffectContextGenerator},
      .depths = {kOfxBitDepthByte, kOfxBitDepthShort, kOfxBitDepthFloat},
      .components = {kOfxImageComponentRGBA},
      .multi_resolution = true,
      .temporal = true,
      .overlays = true,
      .boolean_animation = true,
      .choice_animation = true,
      .string_animation = true,
      .absent = {{Object::effect_descriptor, kOfxPropPluginDescription},
                 {Object::effect_descriptor, kOfxPropVersion},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::effect_descriptor, kOfxImageEffectPropOpenGLRenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness},
                 {Object::param_descriptor, kOfxParamPropUseHostOverlayHandle}},
      .refused_params = {kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .premultiplication = kOfxImagePreMultiplied,
      .unconnected = Unconnected::claimed_failed,
      .half_of_image_scale = true,
      .on_frame = {Step::clip_preferences, Step::region_of_definition, Step::regions_of_interest, Step::is_identity,
                   Step::begin, Step::render, Step::end},
  };
}

}  // namespace ofxhost
