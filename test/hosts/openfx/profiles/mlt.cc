// SPDX-License-Identifier: Apache-2.0
// MLT 7.41's openfx module, by its source: rows from the top down, one handle for descriptor and instance, and a fresh
// instance for every frame.
#include "profiles.h"

namespace ofxhost {

Profile mlt() {
  return {
      .name = "mlt",
      .host_name = "MLT",
      .host_label = "MLT Multimedia Framework",
      .version = {7, 41, 0},
      .api = {1, 5},
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxMessageSuite, 2},
                             {kOfxProgressSuite, 1},
                             {kOfxProgressSuite, 2},
                             {kOfxTimeLineSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextFilter},
      .depths = {kOfxBitDepthByte, kOfxBitDepthShort, kOfxBitDepthHalf, kOfxBitDepthFloat},
      .components = {kOfxImageComponentRGBA, kOfxImageComponentRGB},
      .background = true,
      .absent = {{Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::host, kOfxPropHostOSHandle}},
      .refused_params = {kOfxParamTypeParametric, kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .layout = {.negative = true},
      .unconnected = Unconnected::disconnected_but_ok,
      .unknown_clip_is_ok = true,
      .ignores_image_time = true,
      .never_aborts = true,
      .one_handle = true,
      .host_set_describes_context = true,
      .instance_per_frame = true,
      .echoes_plugin_edits = false,
      .on_scan = {Step::load, Step::describe, Step::describe_in_context, Step::unload},
      .on_open = {Step::load, Step::describe, Step::describe_in_context, Step::create},
      .on_frame = {Step::clip_preferences, Step::region_of_definition, Step::regions_of_interest, Step::begin,
                   Step::render, Step::end},
      .on_close = {Step::destroy},
  };
}

}  // namespace ofxhost
