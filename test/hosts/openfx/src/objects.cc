// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/objects.h"

#include <algorithm>
#include <cfloat>
#include <climits>
#include <span>

#include "ofxhost/standard.h"

namespace ofxhost {
namespace {

struct Row {
  const char* name;
  bool plugin_sets = false;
  Value value = std::string();  // used only where `valued`
  bool valued = false;
};

Row set_by_plugin(const char* name) { return {name, true}; }
Row set_by_plugin(const char* name, Value value) { return {name, true, std::move(value), true}; }
Row told(const char* name) { return {name}; }
Row told(const char* name, Value value) { return {name, false, std::move(value), true}; }

// "text" alone would become a pointer to char, then a bool.
Value text(const char* value) { return std::string(value); }

const std::vector<Row>& effect_descriptor_rows() {
  static const std::vector<Row> rows{
      told(kOfxPropType, text(kOfxTypeImageEffect)),
      set_by_plugin(kOfxPropLabel),
      set_by_plugin(kOfxPropShortLabel),
      set_by_plugin(kOfxPropLongLabel),
      set_by_plugin(kOfxPropVersion),
      set_by_plugin(kOfxPropVersionLabel),
      set_by_plugin(kOfxPropPluginDescription),
      set_by_plugin(kOfxPropIcon),
      set_by_plugin(kOfxImageEffectPropSupportedContexts),
      set_by_plugin(kOfxImageEffectPluginPropGrouping),
      set_by_plugin(kOfxImageEffectPluginPropSingleInstance),
      set_by_plugin(kOfxImageEffectPluginRenderThreadSafety, text(kOfxImageEffectRenderInstanceSafe)),
      set_by_plugin(kOfxImageEffectPluginPropHostFrameThreading, 1),
      set_by_plugin(kOfxImageEffectPluginPropOverlayInteractV1),
      set_by_plugin(kOfxImageEffectPluginPropOverlayInteractV2),
      set_by_plugin(kOfxImageEffectPropSupportsMultiResolution, 1),
      set_by_plugin(kOfxImageEffectPropSupportsTiles, 1),
      set_by_plugin(kOfxImageEffectPropTemporalClipAccess),
      set_by_plugin(kOfxImageEffectPropSupportedPixelDepths),
      set_by_plugin(kOfxImageEffectPluginPropFieldRenderTwiceAlways, 1),
      set_by_plugin(kOfxImageEffectPropSupportsMultipleClipDepths),
      set_by_plugin(kOfxImageEffectPropSupportsMultipleClipPARs),
      set_by_plugin(kOfxImageEffectPropClipPreferencesSlaveParam),
      set_by_plugin(kOfxImageEffectInstancePropSequentialRender),
      set_by_plugin(kOfxImageEffectPropOpenGLRenderSupported, text("false")),
      set_by_plugin(kOfxImageEffectPropCPURenderSupported, text("true")),
      set_by_plugin(kOfxImageEffectPropNoSpatialAwareness, text("false")),
      told(kOfxPluginPropFilePath),
  };
  return rows;
}

const std::vector<Row>& effect_instance_rows() {
  static const std::vector<Row> rows{
      told(kOfxPropType, text(kOfxTypeImageEffectInstance)),
      told(kOfxImageEffectPropContext),
      set_by_plugin(kOfxPropInstanceData),
      told(kOfxImageEffectPropPluginHandle),
      told(kOfxImageEffectPropProjectSize),
      told(kOfxImageEffectPropProjectOffset),
      told(kOfxImageEffectPropProjectExtent),
      told(kOfxImageEffectPropProjectPixelAspectRatio, 1.0),
      told(kOfxImageEffectInstancePropEffectDuration, 100.0),
      set_by_plugin(kOfxImageEffectInstancePropSequentialRender),
      told(kOfxImageEffectPropFrameRate, 25.0),
      told(kOfxPropIsInteractive, 1),
      told(kOfxPropLabel),
      told(kOfxImageEffectPropSupportsTiles),
      set_by_plugin(kOfxPropParamSetNeedsSyncing),
      set_by_plugin(kOfxImageEffectPropOpenGLRenderSupported, text("false")),
  };
  return rows;
}

const std::vector<Row>& clip_descriptor_rows() {
  static const std::vector<Row> rows{
      told(kOfxPropType, text(kOfxTypeClip)),
      told(kOfxPropName),
      set_by_plugin(kOfxPropLabel),
      set_by_plugin(kOfxPropShortLabel),
      set_by_plugin(kOfxPropLongLabel),
      set_by_plugin(kOfxImageEffectPropSupportedComponents),
      set_by_plugin(kOfxImageEffectPropTemporalClipAccess),
      set_by_plugin(kOfxImageClipPropOptional),
      set_by_plugin(kOfxImageClipPropFieldExtraction, text(kOfxImageFieldDoubled)),
      set_by_plugin(kOfxImageClipPropIsMask),
      set_by_plugin(kOfxImageEffectPropSupportsTiles, 1),
  };
  return rows;
}

const std::vector<Row>& clip_instance_rows() {
  static const std::vector<Row> rows{
      told(kOfxImageEffectPropPixelDepth),
      told(kOfxImageEffectPropComponents),
      told(kOfxImageClipPropUnmappedPixelDepth),
      told(kOfxImageClipPropUnmappedComponents),
      told(kOfxImageEffectPropPreMultiplication),
      told(kOfxImagePropPixelAspectRatio, 1.0),
      told(kOfxImageEffectPropFrameRate, 25.0),
      told(kOfxImageEffectPropFrameRange),
      told(kOfxImageClipPropFieldOrder, text(kOfxImageFieldNone)),
      told(kOfxImageClipPropConnected),
      told(kOfxImageEffectPropUnmappedFrameRange),
      told(kOfxImageEffectPropUnmappedFrameRate, 25.0),
      told(kOfxImageClipPropContinuousSamples),
  };
  return rows;
}

const std::vector<Row>& image_rows() {
  static const std::vector<Row> rows{
      told(kOfxPropType, text(kOfxTypeImage)),
      told(kOfxImageEffectPropPixelDepth),
      told(kOfxImageEffectPropComponents),
      told(kOfxImageEffectPropPreMultiplication),
      told(kOfxImageEffectPropRenderScale, 1.0),
      told(kOfxImagePropPixelAspectRatio, 1.0),
      told(kOfxImagePropData),
      told(kOfxImagePropBounds),
      told(kOfxImagePropRegionOfDefinition),
      told(kOfxImagePropRowBytes),
      told(kOfxImagePropField, text(kOfxImageFieldNone)),
      told(kOfxImagePropUniqueIdentifier),
  };
  return rows;
}

const std::vector<Row>& param_rows() {
  static const std::vector<Row> rows{
      told(kOfxPropType, text(kOfxTypeParameter)),
      told(kOfxPropName),
      told(kOfxParamPropType),
      set_by_plugin(kOfxPropLabel),
      set_by_plugin(kOfxPropShortLabel),
      set_by_plugin(kOfxPropLongLabel),
      set_by_plugin(kOfxParamPropHint),
      set_by_plugin(kOfxParamPropScriptName),
      set_by_plugin(kOfxParamPropParent),
      set_by_plugin(kOfxParamPropEnabled, 1),
      set_by_plugin(kOfxParamPropSecret),
      set_by_plugin(kOfxParamPropDataPtr),
      set_by_plugin(kOfxPropIcon),
      set_by_plugin(kOfxParamPropLayoutHint),
      set_by_plugin(kOfxParamPropLayoutPadWidth),
  };
  return rows;
}

std::span<const Row> rows_of(Object object) {
  switch (object) {
    case Object::effect_descriptor: return effect_descriptor_rows();
    case Object::effect_instance: return effect_instance_rows();
    case Object::clip_descriptor: return clip_descriptor_rows();
    case Object::clip_instance: return clip_instance_rows();
    case Object::param_descriptor: return param_rows();
    case Object::image: return image_rows();
    case Object::host:
    case Object::param_instance:
    case Object::render_arguments: return {};
  }
  return {};
}

void define_row(PropertySet& properties, const Row& row) {
  std::vector<Value> values;
  const auto standard = standard_property(row.name);
  if (row.valued) values.assign(static_cast<size_t>(std::max(1, standard ? standard->dimension : 1)), row.value);
  properties.define(row.name, row.plugin_sets, std::move(values));
}

void fit_to_profile(PropertySet& properties, Object object, const Profile& profile) {
  for (const Profile::Absent& absent : profile.absent) {
    if (absent.object == object) properties.remove(absent.property);
  }
  for (const Profile::Extra& extra : profile.extra) {
    if (extra.object == object) properties.define(extra.property, false, {extra.value});
  }
}

void define_number(PropertySet& properties, const char* name, const StandardParam& param, double value, int whole) {
  const Value each = param.type == ValueType::real ? Value(value) : Value(whole);
  properties.define(name, Property{param.type, param.dimension,
                                   std::vector<Value>(static_cast<size_t>(param.dimension), each), true});
}

}  // namespace

void define_properties(PropertySet& properties, Object object, const Profile& profile) {
  for (const Row& row : rows_of(object)) define_row(properties, row);
  fit_to_profile(properties, object, profile);
}

void define_param_properties(PropertySet& properties, const std::string& type, const Profile& profile) {
  for (const Row& row : param_rows()) define_row(properties, row);
  const StandardParam param = standard_param(type);
  if (param.dimension > 0) {
    const bool animates = type != kOfxParamTypeString && type != kOfxParamTypeCustom;
    for (const Row& row :
         {set_by_plugin(kOfxParamPropAnimates, animates ? 1 : 0), set_by_plugin(kOfxParamPropPersistant, 1),
          set_by_plugin(kOfxParamPropEvaluateOnChange, 1), set_by_plugin(kOfxParamPropPluginMayWrite),
          set_by_plugin(kOfxParamPropCacheInvalidation, text(kOfxParamInvalidateValueChange)),
          set_by_plugin(kOfxParamPropCanUndo, 1), told(kOfxParamPropIsAnimating), told(kOfxParamPropIsAutoKeying)}) {
      define_row(properties, row);
    }
    const Value zero = param.type == ValueType::real   ? Value(0.0)
                       : param.type == ValueType::text ? Value(std::string())
                                                       : Value(0);
    properties.define(kOfxParamPropDefault, Property{param.type, param.dimension,
                                                     std::vector<Value>(static_cast<size_t>(param.dimension), zero),
                                                     true});
  }
  const bool ranged = param.dimension > 0 && (param.type == ValueType::real || type == kOfxParamTypeInteger ||
                                              type == kOfxParamTypeInteger2D || type == kOfxParamTypeInteger3D);
  if (ranged) {
    for (const char* name : {kOfxParamPropMin, kOfxParamPropDisplayMin})
      define_number(properties, name, param, -DBL_MAX, INT_MIN);
    for (const char* name : {kOfxParamPropMax, kOfxParamPropDisplayMax})
      define_number(properties, name, param, DBL_MAX, INT_MAX);
    define_row(properties, set_by_plugin(kOfxParamPropDimensionLabel));
  }
  if (ranged && param.type == ValueType::real) {
    define_row(properties, set_by_plugin(kOfxParamPropIncrement, 1.0));
    define_row(properties, set_by_plugin(kOfxParamPropDigits, 2));
    define_row(properties, set_by_plugin(kOfxParamPropDoubleType, text(kOfxParamDoubleTypePlain)));
    define_row(properties, set_by_plugin(kOfxParamPropDefaultCoordinateSystem, text(kOfxParamCoordinatesCanonical)));
    define_row(properties, set_by_plugin(kOfxParamPropShowTimeMarker));
    define_row(properties, told(kOfxParamPropHasHostOverlayHandle));
    define_row(properties, set_by_plugin(kOfxParamPropUseHostOverlayHandle));
  }
  if (type == kOfxParamTypeChoice) define_row(properties, set_by_plugin(kOfxParamPropChoiceOption));
  if (type == kOfxParamTypeGroup) define_row(properties, set_by_plugin(kOfxParamPropGroupOpen, 1));
  if (type == kOfxParamTypePage) define_row(properties, set_by_plugin(kOfxParamPropPageChild));
  if (type == kOfxParamTypeCustom) define_row(properties, set_by_plugin(kOfxParamPropCustomInterpCallbackV1));
  if (type == kOfxParamTypeString) {
    define_row(properties, set_by_plugin(kOfxParamPropStringMode, text(kOfxParamStringIsSingleLine)));
    define_row(properties, set_by_plugin(kOfxParamPropStringFilePathExists, 1));
  }
  fit_to_profile(properties, Object::param_descriptor, profile);
}

}  // namespace ofxhost
