// SPDX-License-Identifier: Apache-2.0
// Dialogs of a plugin's own.
#pragma once

#include "ofx/core.h"

extern "C" {
struct OfxDialogSuiteV1 {
  OfxStatus (*RequestDialog)(void* user_data);
  OfxStatus (*NotifyRedrawPending)();
};
}  // extern "C"

inline constexpr char kOfxDialogSuite[] = "OfxDialogSuite";

// Actions.
inline constexpr char kOfxActionDialog[] = "OfxActionDialog";
