// SPDX-License-Identifier: Apache-2.0
// DaVinci Resolve: dumps of 12.5, 14 and 16, and what plugin authors report of 20 and 21.
#include "profiles.h"

namespace ofxhost {
namespace {

Profile resolve(std::string name, std::array<int, 3> version, std::array<int, 2> api) {
  return {
      .name = std::move(name),
      .host_name = "DaVinciResolve",
      .host_label = "DaVinci Resolve",
      .version = version,
      .api = api,
      .suites = suites_with({{kOfxMemorySuite, 1},
                             {kOfxMultiThreadSuite, 1},
                             {kOfxMessageSuite, 1},
                             {kOfxProgressSuite, 1},
                             {kOfxTimeLineSuite, 1},
                             {kOfxInteractSuite, 1}}),
      .contexts = {kOfxImageEffectContextFilter, kOfxImageEffectContextGeneral, kOfxImageEffectContextTransition,
                   kOfxImageEffectContextGenerator},
      .depths = {kOfxBitDepthFloat, kOfxBitDepthShort, kOfxBitDepthByte},
      .components = {kOfxImageComponentRGBA, kOfxImageComponentAlpha},
      .temporal = true,
      .overlays = true,
      .absent = {{Object::effect_descriptor, kOfxPropPluginDescription},
                 {Object::param_descriptor, kOfxParamPropDefaultCoordinateSystem},
                 {Object::effect_instance, kOfxImageEffectPropPluginHandle},
                 {Object::host, kOfxPropHostOSHandle},
                 {Object::effect_descriptor, kOfxImageEffectInstancePropSequentialRender},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2}},
      .extra = {{Object::clip_instance, kOfxImageClipPropThumbnail, 0},
                {Object::effect_instance, kOfxImageEffectPropResolvePage, std::string("Color")},
                {Object::effect_instance, kOfxImageEffectPropSrcFilePath, std::string("/media/shot 1/A001.mov")}},
      .refused_params = {kOfxParamTypeBytes, kOfxParamTypeStrChoice},
      .crashing_params = {kOfxParamTypeInteger2D, kOfxParamTypeInteger3D},
      .premultiplication = kOfxImagePreMultiplied,
      .unconnected = Unconnected::claimed_null,
      .sets_params_in_render = true,
      .on_scan = {Step::load, Step::describe, Step::describe_in_context, Step::unload, Step::load, Step::describe,
                  Step::describe_in_context},
      .on_open = {Step::create, Step::clips_changed, Step::alpha_changed, Step::clip_preferences},
      .on_frame = {Step::time_changed, Step::is_identity, Step::begin, Step::render, Step::end},
      .on_close = {Step::destroy},
  };
}

}  // namespace

Profile resolve_12() {
  Profile profile = resolve("resolve-12.5", {12, 5, 0}, {1, 3});
  profile.unconnected = Unconnected::claimed_black;
  profile.suites.push_back({kOfxMessageSuite, 2});
  return profile;
}

// Lists the second version of the message suite, with pointers that are NULL.
Profile resolve_14() {
  Profile profile = resolve("resolve-14", {14, 0, 0}, {1, 3});
  profile.suites.push_back({kOfxMessageSuite, 2, {-1}});
  return profile;
}

Profile resolve_16() {
  Profile profile = resolve("resolve-16", {16, 0, 0}, {1, 4});
  profile.boolean_animation = profile.choice_animation = true;
  return profile;
}

// The newest: overlays by the draw suite, a frame's number and eye among the arguments.
Profile resolve_21() {
  Profile profile = resolve("resolve-21", {21, 0, 0}, {1, 4});
  profile.boolean_animation = profile.choice_animation = true;
  profile.suites.push_back({kOfxDrawSuite, 1});
  profile.extra.push_back({Object::render_arguments, kOfxImageEffectPropSrcFrame, 7});
  profile.extra.push_back({Object::render_arguments, kOfxImageEffectPropEyeToRender, 0});
  std::erase_if(profile.absent, [](const Profile::Absent& absent) {
    return absent.property == std::string_view(kOfxImageEffectPluginPropOverlayInteractV2);
  });
  return profile;
}

}  // namespace ofxhost
