// SPDX-License-Identifier: Apache-2.0
// Interacts: overlays on the viewer, and what pen and keys do there.
#pragma once

#include "ofx/core.h"

struct OfxInteract;
using OfxInteractHandle = OfxInteract*;

extern "C" {
struct OfxInteractSuiteV1 {
  OfxStatus (*interactSwapBuffers)(OfxInteractHandle interactInstance);
  OfxStatus (*interactRedraw)(OfxInteractHandle interactInstance);
  OfxStatus (*interactGetPropertySet)(OfxInteractHandle interactInstance, OfxPropertySetHandle* property);
};
}  // extern "C"

inline constexpr char kOfxInteractSuite[] = "OfxInteractSuite";

// Actions.
inline constexpr char kOfxActionDescribeInteract[] = "OfxActionDescribe";
inline constexpr char kOfxActionCreateInstanceInteract[] = "OfxActionCreateInstance";
inline constexpr char kOfxActionDestroyInstanceInteract[] = "OfxActionDestroyInstance";
inline constexpr char kOfxInteractActionDraw[] = "OfxInteractActionDraw";
inline constexpr char kOfxInteractActionPenMotion[] = "OfxInteractActionPenMotion";
inline constexpr char kOfxInteractActionPenDown[] = "OfxInteractActionPenDown";
inline constexpr char kOfxInteractActionPenUp[] = "OfxInteractActionPenUp";
inline constexpr char kOfxInteractActionKeyDown[] = "OfxInteractActionKeyDown";
inline constexpr char kOfxInteractActionKeyUp[] = "OfxInteractActionKeyUp";
inline constexpr char kOfxInteractActionKeyRepeat[] = "OfxInteractActionKeyRepeat";
inline constexpr char kOfxInteractActionGainFocus[] = "OfxInteractActionGainFocus";
inline constexpr char kOfxInteractActionLoseFocus[] = "OfxInteractActionLoseFocus";

// Properties.
inline constexpr char kOfxInteractPropSlaveToParam[] = "OfxInteractPropSlaveToParam";  // string x N
inline constexpr char kOfxInteractPropPixelScale[] = "OfxInteractPropPixelScale";  // double x 2
inline constexpr char kOfxInteractPropBackgroundColour[] = "OfxInteractPropBackgroundColour";  // double x 3
inline constexpr char kOfxInteractPropSuggestedColour[] = "OfxInteractPropSuggestedColour";  // double x 3
inline constexpr char kOfxInteractPropPenPosition[] = "OfxInteractPropPenPosition";  // double x 2
inline constexpr char kOfxInteractPropPenViewportPosition[] = "OfxInteractPropPenViewportPosition";  // int x 2
inline constexpr char kOfxInteractPropPenPressure[] = "OfxInteractPropPenPressure";  // double x 1
inline constexpr char kOfxInteractPropBitDepth[] = "OfxInteractPropBitDepth";  // int x 1
inline constexpr char kOfxInteractPropHasAlpha[] = "OfxInteractPropHasAlpha";  // bool x 1
