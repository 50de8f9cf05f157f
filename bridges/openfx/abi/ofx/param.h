// SPDX-License-Identifier: Apache-2.0
// Params: their types, properties and the suite that reads and sets them.
#pragma once

#include "ofx/core.h"
#include "ofx/property.h"

struct OfxParamStruct;
using OfxParamHandle = OfxParamStruct*;
struct OfxParamSetStruct;
using OfxParamSetHandle = OfxParamSetStruct*;

extern "C" {
using OfxCustomParamInterpFuncV1 = OfxStatus(OfxParamSetHandle instance, OfxPropertySetHandle inArgs,
                                             OfxPropertySetHandle outArgs);
}

extern "C" {
struct OfxBytes {
  const unsigned char* data;
  size_t length;
};

struct OfxParameterSuiteV1 {
  OfxStatus (*paramDefine)(OfxParamSetHandle paramSet, const char* paramType, const char* name,
                           OfxPropertySetHandle* propertySet);
  OfxStatus (*paramGetHandle)(OfxParamSetHandle paramSet, const char* name, OfxParamHandle* param,
                              OfxPropertySetHandle* propertySet);
  OfxStatus (*paramSetGetPropertySet)(OfxParamSetHandle paramSet, OfxPropertySetHandle* propHandle);
  OfxStatus (*paramGetPropertySet)(OfxParamHandle param, OfxPropertySetHandle* propHandle);
  OfxStatus (*paramGetValue)(OfxParamHandle paramHandle, ...);
  OfxStatus (*paramGetValueAtTime)(OfxParamHandle paramHandle, OfxTime time, ...);
  OfxStatus (*paramGetDerivative)(OfxParamHandle paramHandle, OfxTime time, ...);
  OfxStatus (*paramGetIntegral)(OfxParamHandle paramHandle, OfxTime time1, OfxTime time2, ...);
  OfxStatus (*paramSetValue)(OfxParamHandle paramHandle, ...);
  OfxStatus (*paramSetValueAtTime)(OfxParamHandle paramHandle, OfxTime time, ...);
  OfxStatus (*paramGetNumKeys)(OfxParamHandle paramHandle, unsigned int* numberOfKeys);
  OfxStatus (*paramGetKeyTime)(OfxParamHandle paramHandle, unsigned int nthKey, OfxTime* time);
  OfxStatus (*paramGetKeyIndex)(OfxParamHandle paramHandle, OfxTime time, int direction, int* index);
  OfxStatus (*paramDeleteKey)(OfxParamHandle paramHandle, OfxTime time);
  OfxStatus (*paramDeleteAllKeys)(OfxParamHandle paramHandle);
  OfxStatus (*paramCopy)(OfxParamHandle paramTo, OfxParamHandle paramFrom, OfxTime dstOffset,
                         const OfxRangeD* frameRange);
  OfxStatus (*paramEditBegin)(OfxParamSetHandle paramSet, const char* name);
  OfxStatus (*paramEditEnd)(OfxParamSetHandle paramSet);
};
}  // extern "C"

inline constexpr char kOfxParameterSuite[] = "OfxParameterSuite";

// Values.
inline constexpr char kOfxTypeParameter[] = "OfxTypeParameter";
inline constexpr char kOfxTypeParameterInstance[] = "OfxTypeParameterInstance";
inline constexpr char kOfxParamTypeInteger[] = "OfxParamTypeInteger";
inline constexpr char kOfxParamTypeDouble[] = "OfxParamTypeDouble";
inline constexpr char kOfxParamTypeBoolean[] = "OfxParamTypeBoolean";
inline constexpr char kOfxParamTypeChoice[] = "OfxParamTypeChoice";
inline constexpr char kOfxParamTypeStrChoice[] = "OfxParamTypeStrChoice";
inline constexpr char kOfxParamTypeRGBA[] = "OfxParamTypeRGBA";
inline constexpr char kOfxParamTypeRGB[] = "OfxParamTypeRGB";
inline constexpr char kOfxParamTypeDouble2D[] = "OfxParamTypeDouble2D";
inline constexpr char kOfxParamTypeInteger2D[] = "OfxParamTypeInteger2D";
inline constexpr char kOfxParamTypeDouble3D[] = "OfxParamTypeDouble3D";
inline constexpr char kOfxParamTypeInteger3D[] = "OfxParamTypeInteger3D";
inline constexpr char kOfxParamTypeString[] = "OfxParamTypeString";
inline constexpr char kOfxParamTypeCustom[] = "OfxParamTypeCustom";
inline constexpr char kOfxParamTypeBytes[] = "OfxParamTypeBytes";
inline constexpr char kOfxParamTypeGroup[] = "OfxParamTypeGroup";
inline constexpr char kOfxParamTypePage[] = "OfxParamTypePage";
inline constexpr char kOfxParamTypePushButton[] = "OfxParamTypePushButton";
inline constexpr char kOfxParamPageSkipRow[] = "OfxParamPageSkipRow";
inline constexpr char kOfxParamPageSkipColumn[] = "OfxParamPageSkipColumn";
inline constexpr char kOfxParamInvalidateValueChange[] = "OfxParamInvalidateValueChange";
inline constexpr char kOfxParamInvalidateValueChangeToEnd[] = "OfxParamInvalidateValueChangeToEnd";
inline constexpr char kOfxParamInvalidateAll[] = "OfxParamInvalidateAll";
inline constexpr char kOfxParamDoubleTypePlain[] = "OfxParamDoubleTypePlain";
inline constexpr char kOfxParamDoubleTypeScale[] = "OfxParamDoubleTypeScale";
inline constexpr char kOfxParamDoubleTypeAngle[] = "OfxParamDoubleTypeAngle";
inline constexpr char kOfxParamDoubleTypeTime[] = "OfxParamDoubleTypeTime";
inline constexpr char kOfxParamDoubleTypeAbsoluteTime[] = "OfxParamDoubleTypeAbsoluteTime";
inline constexpr char kOfxParamDoubleTypeX[] = "OfxParamDoubleTypeX";
inline constexpr char kOfxParamDoubleTypeY[] = "OfxParamDoubleTypeY";
inline constexpr char kOfxParamDoubleTypeXAbsolute[] = "OfxParamDoubleTypeXAbsolute";
inline constexpr char kOfxParamDoubleTypeYAbsolute[] = "OfxParamDoubleTypeYAbsolute";
inline constexpr char kOfxParamDoubleTypeXY[] = "OfxParamDoubleTypeXY";
inline constexpr char kOfxParamDoubleTypeXYAbsolute[] = "OfxParamDoubleTypeXYAbsolute";
inline constexpr char kOfxParamCoordinatesCanonical[] = "OfxParamCoordinatesCanonical";
inline constexpr char kOfxParamCoordinatesNormalised[] = "OfxParamCoordinatesNormalised";
inline constexpr char kOfxParamInterpTypeConstantStep[] = "OfxParamInterpTypeConstantStep";
inline constexpr char kOfxParamInterpTypeLinear[] = "OfxParamInterpTypeLinear";
inline constexpr char kOfxParamInterpTypeSmooth[] = "OfxParamInterpTypeSmooth";
inline constexpr char kOfxParamInterpType[] = "OfxParamInterpType";
inline constexpr char kOfxParamStringIsSingleLine[] = "OfxParamStringIsSingleLine";
inline constexpr char kOfxParamStringIsMultiLine[] = "OfxParamStringIsMultiLine";
inline constexpr char kOfxParamStringIsFilePath[] = "OfxParamStringIsFilePath";
inline constexpr char kOfxParamStringIsDirectoryPath[] = "OfxParamStringIsDirectoryPath";
inline constexpr char kOfxParamStringIsLabel[] = "OfxParamStringIsLabel";
inline constexpr char kOfxParamStringIsRichTextFormat[] = "OfxParamStringIsRichTextFormat";

// Properties.
// bool x 1
inline constexpr char kOfxParamHostPropSupportsCustomAnimation[] = "OfxParamHostPropSupportsCustomAnimation";
// bool x 1
inline constexpr char kOfxParamHostPropSupportsStringAnimation[] = "OfxParamHostPropSupportsStringAnimation";
// bool x 1
inline constexpr char kOfxParamHostPropSupportsBooleanAnimation[] = "OfxParamHostPropSupportsBooleanAnimation";
// bool x 1
inline constexpr char kOfxParamHostPropSupportsChoiceAnimation[] = "OfxParamHostPropSupportsChoiceAnimation";
inline constexpr char kOfxParamHostPropSupportsCustomInteract[] = "OfxParamHostPropSupportsCustomInteract";  // bool x 1
inline constexpr char kOfxParamHostPropMaxParameters[] = "OfxParamHostPropMaxParameters";  // int x 1
inline constexpr char kOfxParamHostPropMaxPages[] = "OfxParamHostPropMaxPages";  // int x 1
inline constexpr char kOfxParamHostPropPageRowColumnCount[] = "OfxParamHostPropPageRowColumnCount";  // int x 2
inline constexpr char kOfxParamPropInteractV1[] = "OfxParamPropInteractV1";  // pointer x 1
inline constexpr char kOfxParamPropInteractSize[] = "OfxParamPropInteractSize";  // double x 2
inline constexpr char kOfxParamPropInteractSizeAspect[] = "OfxParamPropInteractSizeAspect";  // double x 1
inline constexpr char kOfxParamPropInteractMinimumSize[] = "OfxParamPropInteractMinimumSize";  // double x 2
inline constexpr char kOfxParamPropInteractPreferedSize[] = "OfxParamPropInteractPreferedSize";  // int x 2
inline constexpr char kOfxParamPropType[] = "OfxParamPropType";  // string x 1
inline constexpr char kOfxParamPropAnimates[] = "OfxParamPropAnimates";  // bool x 1
inline constexpr char kOfxParamPropCanUndo[] = "OfxParamPropCanUndo";  // bool x 1
inline constexpr char kOfxPropParamSetNeedsSyncing[] = "OfxPropParamSetNeedsSyncing";  // bool x 1
inline constexpr char kOfxParamPropIsAnimating[] = "OfxParamPropIsAnimating";  // bool x 1
inline constexpr char kOfxParamPropPluginMayWrite[] = "OfxParamPropPluginMayWrite";  // bool x 1
inline constexpr char kOfxParamPropPersistant[] = "OfxParamPropPersistant";  // bool x 1
inline constexpr char kOfxParamPropEvaluateOnChange[] = "OfxParamPropEvaluateOnChange";  // bool x 1
inline constexpr char kOfxParamPropSecret[] = "OfxParamPropSecret";  // bool x 1
inline constexpr char kOfxParamPropScriptName[] = "OfxParamPropScriptName";  // string x 1
inline constexpr char kOfxParamPropCacheInvalidation[] = "OfxParamPropCacheInvalidation";  // enum x 1
inline constexpr char kOfxParamPropHint[] = "OfxParamPropHint";  // string x 1
inline constexpr char kOfxParamPropDefault[] = "OfxParamPropDefault";  // int or double or string or pointer x N
inline constexpr char kOfxParamPropDoubleType[] = "OfxParamPropDoubleType";  // enum x 1
inline constexpr char kOfxParamPropDefaultCoordinateSystem[] = "OfxParamPropDefaultCoordinateSystem";  // enum x 1
inline constexpr char kOfxParamPropHasHostOverlayHandle[] = "OfxParamPropHasHostOverlayHandle";  // bool x 1
inline constexpr char kOfxParamPropUseHostOverlayHandle[] = "kOfxParamPropUseHostOverlayHandle";  // bool x 1
inline constexpr char kOfxParamPropShowTimeMarker[] = "OfxParamPropShowTimeMarker";  // bool x 1
inline constexpr char kOfxPluginPropParamPageOrder[] = "OfxPluginPropParamPageOrder";  // string x N
inline constexpr char kOfxParamPropPageChild[] = "OfxParamPropPageChild";  // string x N
inline constexpr char kOfxParamPropParent[] = "OfxParamPropParent";  // string x 1
inline constexpr char kOfxParamPropGroupOpen[] = "OfxParamPropGroupOpen";  // bool x 1
inline constexpr char kOfxParamPropEnabled[] = "OfxParamPropEnabled";  // bool x 1
inline constexpr char kOfxParamPropDataPtr[] = "OfxParamPropDataPtr";  // pointer x 1
inline constexpr char kOfxParamPropChoiceOption[] = "OfxParamPropChoiceOption";  // string x N
inline constexpr char kOfxParamPropChoiceOrder[] = "OfxParamPropChoiceOrder";  // int x N
inline constexpr char kOfxParamPropChoiceEnum[] = "OfxParamPropChoiceEnum";  // bool x 1
// bool x 1
inline constexpr char kOfxParamHostPropSupportsStrChoiceAnimation[] = "OfxParamHostPropSupportsStrChoiceAnimation";
inline constexpr char kOfxParamHostPropSupportsStrChoice[] = "OfxParamHostPropSupportsStrChoice";  // bool x 1
inline constexpr char kOfxParamPropMin[] = "OfxParamPropMin";  // int or double x N
inline constexpr char kOfxParamPropMax[] = "OfxParamPropMax";  // int or double x N
inline constexpr char kOfxParamPropDisplayMin[] = "OfxParamPropDisplayMin";  // int or double x N
inline constexpr char kOfxParamPropDisplayMax[] = "OfxParamPropDisplayMax";  // int or double x N
inline constexpr char kOfxParamPropIncrement[] = "OfxParamPropIncrement";  // double x 1
inline constexpr char kOfxParamPropDigits[] = "OfxParamPropDigits";  // int x 1
inline constexpr char kOfxParamPropDimensionLabel[] = "OfxParamPropDimensionLabel";  // string x 1
inline constexpr char kOfxParamPropIsAutoKeying[] = "OfxParamPropIsAutoKeying";  // bool x 1
inline constexpr char kOfxParamPropCustomInterpCallbackV1[] = "OfxParamPropCustomCallbackV1";  // pointer x 1
inline constexpr char kOfxParamPropStringMode[] = "OfxParamPropStringMode";  // enum x 1
inline constexpr char kOfxParamPropStringFilePathExists[] = "OfxParamPropStringFilePathExists";  // bool x 1
inline constexpr char kOfxParamPropCustomValue[] = "OfxParamPropCustomValue";  // string x 2
inline constexpr char kOfxParamPropInterpolationTime[] = "OfxParamPropInterpolationTime";  // double x 2
inline constexpr char kOfxParamPropInterpolationAmount[] = "OfxParamPropInterpolationAmount";  // double x 1
