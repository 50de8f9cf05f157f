// SPDX-License-Identifier: Apache-2.0
// Natron 2.5, by its source: one context, general before filter, and a probe at half scale.
#include "profiles.h"

namespace ofxhost {

Profile natron() {
  return {
      .name = "natron",
      .host_name = "fr.inria.Natron",
      .host_label = "Natron",
      .version = {2, 5, 0},
      .api = {1, 4},
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxMessageSuite, 2},
                             {kOfxProgressSuite, 1},
                             {kOfxProgressSuite, 2},
                             {kOfxTimeLineSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextGeneral, kOfxImageEffectContextFilter, kOfxImageEffectContextGenerator,
                   kOfxImageEffectContextTransition},
      .depths = {kOfxBitDepthFloat, kOfxBitDepthShort, kOfxBitDepthByte},
      .components = {kOfxImageComponentRGBA, kOfxImageComponentAlpha, kOfxImageComponentRGB},
      .tiles = true,
      .multi_resolution = true,
      .temporal = true,
      .overlays = true,
      .multiple_depths = true,
      .multiple_pars = true,
      .boolean_animation = true,
      .choice_animation = true,
      .string_animation = true,
      .custom_animation = true,
      .absent = {{Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness}},
      .refused_params = {kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .layout = {.padding = 64},
      .premultiplication = kOfxImagePreMultiplied,
      .clip_properties_by_index_only = true,
      .on_scan = {Step::load, Step::describe, Step::describe_in_context},
      .on_open = {Step::create, Step::clip_preferences, Step::region_of_definition_half},
      .on_frame = {Step::region_of_definition, Step::is_identity, Step::regions_of_interest, Step::frames_needed,
                   Step::begin, Step::render, Step::end},
      .on_close = {Step::sync_private_data, Step::purge_caches, Step::destroy},
  };
}

}  // namespace ofxhost
