// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/standard.h"

#include <algorithm>
#include <array>

namespace ofxhost {
namespace {

StandardProperty standard_from(OfxPropertyType type, int dimension) {
  switch (type) {
    case OfxPropertyType::integer: return {ValueType::integer, dimension, false, false};
    case OfxPropertyType::boolean: return {ValueType::integer, dimension, true, false};
    case OfxPropertyType::real: return {ValueType::real, dimension, false, false};
    case OfxPropertyType::text: return {ValueType::text, dimension, false, false};
    case OfxPropertyType::pointer: return {ValueType::pointer, dimension, false, false};
    case OfxPropertyType::number:
    case OfxPropertyType::any: return {ValueType::real, dimension, false, true};
  }
  return {ValueType::text, dimension, false, false};
}

struct Named {
  std::string_view name;
  StandardProperty property;
};

// Names that end in a clip's name.
constexpr std::array per_clip{
    Named{"OfxImageClipPropComponents_", {ValueType::text, 1, false, false}},
    Named{"OfxImageClipPropDepth_", {ValueType::text, 1, false, false}},
    Named{"OfxImageClipPropPreferredColourspaces_", {ValueType::text, 0, false, false}},
    Named{"OfxImageClipPropPAR_", {ValueType::real, 1, false, false}},
    Named{"OfxImageClipPropRoI_", {ValueType::real, 4, false, false}},
    Named{"OfxImageClipPropFrameRange_", {ValueType::real, 0, false, false}},
};

constexpr std::array extensions{
    Named{kOfxImageClipPropThumbnail, {ValueType::integer, 1, true, false}},
    Named{kOfxImageEffectPropResolvePage, {ValueType::text, 1, false, false}},
    Named{kOfxImageEffectPropSrcFilePath, {ValueType::text, 1, false, false}},
    Named{kOfxImageEffectPropSrcFrame, {ValueType::integer, 1, false, false}},
    Named{kOfxImageEffectPropEyeToRender, {ValueType::integer, 1, false, false}},
    Named{kOfxParamPropLayoutHint, {ValueType::integer, 1, false, false}},
    Named{kOfxParamPropLayoutPadWidth, {ValueType::integer, 1, false, false}},
};

struct ParamKind {
  std::string_view name;
  ValueType type;
  int dimension;
};

constexpr std::array params{
    ParamKind{kOfxParamTypeInteger, ValueType::integer, 1},   ParamKind{kOfxParamTypeDouble, ValueType::real, 1},
    ParamKind{kOfxParamTypeBoolean, ValueType::integer, 1},   ParamKind{kOfxParamTypeChoice, ValueType::integer, 1},
    ParamKind{kOfxParamTypeRGBA, ValueType::real, 4},         ParamKind{kOfxParamTypeRGB, ValueType::real, 3},
    ParamKind{kOfxParamTypeDouble2D, ValueType::real, 2},     ParamKind{kOfxParamTypeInteger2D, ValueType::integer, 2},
    ParamKind{kOfxParamTypeDouble3D, ValueType::real, 3},     ParamKind{kOfxParamTypeInteger3D, ValueType::integer, 3},
    ParamKind{kOfxParamTypeString, ValueType::text, 1},       ParamKind{kOfxParamTypeCustom, ValueType::text, 1},
    ParamKind{kOfxParamTypeStrChoice, ValueType::text, 1},    ParamKind{kOfxParamTypeBytes, ValueType::pointer, 0},
    ParamKind{kOfxParamTypeGroup, ValueType::integer, 0},     ParamKind{kOfxParamTypePage, ValueType::integer, 0},
    ParamKind{kOfxParamTypePushButton, ValueType::integer, 0},
};

constexpr std::array<std::string_view, 14> suites{
    kOfxPropertySuite, kOfxParameterSuite, kOfxImageEffectSuite,  kOfxMemorySuite,         kOfxMultiThreadSuite,
    kOfxMessageSuite,  kOfxProgressSuite,  kOfxTimeLineSuite,     kOfxInteractSuite,       kOfxDrawSuite,
    kOfxDialogSuite,   kOfxOpenGLRenderSuite, kOfxOpenCLProgramSuite, kOfxParametricParameterSuite};

}  // namespace

std::optional<StandardProperty> standard_property(std::string_view name) {
  for (const OfxPropertyDeclaration& declared : kOfxProperties) {
    if (name == declared.name) return standard_from(declared.type, declared.dimension);
  }
  for (const Named& extension : extensions) {
    if (name == extension.name) return extension.property;
  }
  for (const Named& beginning : per_clip) {
    if (name.starts_with(beginning.name) && name.size() > beginning.name.size()) return beginning.property;
  }
  return std::nullopt;
}

bool is_standard_suite(std::string_view name) { return std::ranges::find(suites, name) != suites.end(); }

StandardParam standard_param(std::string_view type) {
  for (const ParamKind& param : params) {
    if (type == param.name) return {param.type, param.dimension, true};
  }
  return {ValueType::integer, 0, false};
}

}  // namespace ofxhost
