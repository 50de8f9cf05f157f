// SPDX-License-Identifier: Apache-2.0
// Nuke 10: float only, duplicate names fail, params set in render bring it down.
#include "profiles.h"

namespace ofxhost {

Profile nuke() {
  return {
      .name = "nuke",
      .host_name = "uk.co.thefoundry.nuke",
      .host_label = "Nuke",
      .version = {10, 0, 0},
      .api = {1, 2},
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxMessageSuite, 2},
                             {kOfxProgressSuite, 1},
                             {kOfxTimeLineSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextFilter, kOfxImageEffectContextGeneral},
      .depths = {kOfxBitDepthFloat},
      .components = {kOfxImageComponentRGBA, kOfxImageComponentAlpha},
      .tiles = true,
      .multi_resolution = true,
      .temporal = true,
      .overlays = true,
      .boolean_animation = true,
      .choice_animation = true,
      .most_pages = 1,
      .absent = {{Object::effect_descriptor, kOfxImageEffectInstancePropSequentialRender},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropOpenGLRenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness},
                 {Object::effect_descriptor, kOfxPropVersion},
                 {Object::effect_descriptor, kOfxPropVersionLabel},
                 {Object::effect_descriptor, kOfxPropPluginDescription}},
      .refused_params = {kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .premultiplication = kOfxImagePreMultiplied,
      .on_open = {Step::create, Step::clip_preferences, Step::begin_edit},
      .on_frame = {Step::clip_preferences, Step::region_of_definition, Step::frames_needed,
                   Step::regions_of_interest, Step::is_identity, Step::begin, Step::render, Step::end},
      .on_close = {Step::end_edit, Step::sync_private_data, Step::destroy},
  };
}

}  // namespace ofxhost
