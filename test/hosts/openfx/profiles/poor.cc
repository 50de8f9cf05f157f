// SPDX-License-Identifier: Apache-2.0
// No real host: the least that the standard allows, and every optional pointer NULL.
#include "profiles.h"

namespace ofxhost {

// Mandatory suites, no API version, and hardly a property that a plugin could do without.
Profile bare() {
  return {
      .name = "bare",
      .host_name = "test.bare",
      .host_label = "Bare",
      .suites = mandatory_suites(),
      .contexts = {kOfxImageEffectContextFilter},
      .depths = {kOfxBitDepthFloat},
      .components = {kOfxImageComponentRGBA},
      .absent = {{Object::host, kOfxPropVersion},
                 {Object::host, kOfxPropVersionLabel},
                 {Object::host, kOfxPropLabel},
                 {Object::host, kOfxPropHostOSHandle},
                 {Object::host, kOfxImageEffectHostPropIsBackground},
                 {Object::host, kOfxImageEffectPropTemporalClipAccess},
                 {Object::host, kOfxImageEffectPropSupportedPixelDepths},
                 {Object::host, kOfxImageEffectPropSupportsOverlays},
                 {Object::host, kOfxImageEffectHostPropNativeOrigin},
                 {Object::host, kOfxParamHostPropSupportsChoiceAnimation},
                 {Object::host, kOfxParamHostPropSupportsBooleanAnimation},
                 {Object::effect_descriptor, kOfxPropShortLabel},
                 {Object::effect_descriptor, kOfxPropLongLabel},
                 {Object::effect_descriptor, kOfxPropVersion},
                 {Object::effect_descriptor, kOfxPropVersionLabel},
                 {Object::effect_descriptor, kOfxPropIcon},
                 {Object::effect_descriptor, kOfxPropPluginDescription},
                 {Object::effect_descriptor, kOfxPluginPropFilePath},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV1},
                 {Object::effect_descriptor, kOfxImageEffectPluginPropOverlayInteractV2},
                 {Object::effect_descriptor, kOfxImageEffectInstancePropSequentialRender},
                 {Object::effect_descriptor, kOfxImageEffectPropClipPreferencesSlaveParam},
                 {Object::effect_descriptor, kOfxImageEffectPropCPURenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropOpenGLRenderSupported},
                 {Object::effect_descriptor, kOfxImageEffectPropNoSpatialAwareness},
                 {Object::clip_descriptor, kOfxImageClipPropFieldExtraction},
                 {Object::clip_descriptor, kOfxImageClipPropIsMask},
                 {Object::param_descriptor, kOfxPropIcon},
                 {Object::param_descriptor, kOfxParamPropHint},
                 {Object::param_descriptor, kOfxParamPropIncrement},
                 {Object::param_descriptor, kOfxParamPropDigits},
                 {Object::param_descriptor, kOfxParamPropDefaultCoordinateSystem},
                 {Object::param_descriptor, kOfxParamPropUseHostOverlayHandle},
                 {Object::param_descriptor, kOfxParamPropSecret},
                 {Object::param_descriptor, kOfxParamPropEnabled},
                 {Object::param_descriptor, kOfxParamPropEvaluateOnChange},
                 {Object::image, kOfxImageEffectPropPreMultiplication},
                 {Object::image, kOfxImageEffectPropRenderScale},
                 {Object::image, kOfxImagePropPixelAspectRatio},
                 {Object::image, kOfxImagePropField},
                 {Object::image, kOfxImagePropUniqueIdentifier},
                 {Object::clip_instance, kOfxImageEffectPropFrameRange},
                 {Object::clip_instance, kOfxImageClipPropFieldOrder},
                 {Object::effect_instance, kOfxImageEffectPropFrameRate},
                 {Object::effect_instance, kOfxPropIsInteractive},
                 {Object::effect_instance, kOfxPropParamSetNeedsSyncing}},
      .on_frame = {Step::render},
  };
}

// Optional suites whose slots are all NULL.
Profile null_slots() {
  Profile profile = bare();
  profile.name = "null-slots";
  profile.host_name = "test.null-slots";
  profile.overlays = true;
  for (const SuiteOffer& offer :
       {SuiteOffer{kOfxMemorySuite, 1}, SuiteOffer{kOfxMultiThreadSuite, 1}, SuiteOffer{kOfxMessageSuite, 1},
        SuiteOffer{kOfxMessageSuite, 2}, SuiteOffer{kOfxProgressSuite, 1}, SuiteOffer{kOfxProgressSuite, 2},
        SuiteOffer{kOfxTimeLineSuite, 1}, SuiteOffer{kOfxInteractSuite, 1}, SuiteOffer{kOfxDrawSuite, 1}}) {
    profile.suites.push_back({offer.name, offer.version, {-1}});
  }
  return profile;
}

}  // namespace ofxhost
