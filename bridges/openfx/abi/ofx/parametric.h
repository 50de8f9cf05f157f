// SPDX-License-Identifier: Apache-2.0
// Curve params.
#pragma once

#include "ofx/param.h"

extern "C" {
struct OfxParametricParameterSuiteV1 {
  OfxStatus (*parametricParamGetValue)(OfxParamHandle param, int curveIndex, OfxTime time, double parametricPosition,
                                       double* returnValue);
  OfxStatus (*parametricParamGetNControlPoints)(OfxParamHandle param, int curveIndex, double time, int* returnValue);
  OfxStatus (*parametricParamGetNthControlPoint)(OfxParamHandle param, int curveIndex, double time, int nthCtl,
                                                 double* key, double* value);
  OfxStatus (*parametricParamSetNthControlPoint)(OfxParamHandle param, int curveIndex, double time, int nthCtl,
                                                 double key, double value, bool addAnimationKey);
  OfxStatus (*parametricParamAddControlPoint)(OfxParamHandle param, int curveIndex, double time, double key,
                                              double value, bool addAnimationKey);
  OfxStatus (*parametricParamDeleteControlPoint)(OfxParamHandle param, int curveIndex, int nthCtl);
  OfxStatus (*parametricParamDeleteAllControlPoints)(OfxParamHandle param, int curveIndex);
};
}  // extern "C"

inline constexpr char kOfxParametricParameterSuite[] = "OfxParametricParameterSuite";

// Values.
inline constexpr char kOfxParamTypeParametric[] = "OfxParamTypeParametric";

// Properties.
inline constexpr char kOfxParamPropParametricDimension[] = "OfxParamPropParametricDimension";  // int x 1
inline constexpr char kOfxParamPropParametricUIColour[] = "OfxParamPropParametricUIColour";  // double x N
// pointer x 1
inline constexpr char kOfxParamPropParametricInteractBackground[] = "OfxParamPropParametricInteractBackground";
// bool x 1
inline constexpr char kOfxParamHostPropSupportsParametricAnimation[] = "OfxParamHostPropSupportsParametricAnimation";
inline constexpr char kOfxParamPropParametricRange[] = "OfxParamPropParametricRange";  // double x 2
