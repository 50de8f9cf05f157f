// SPDX-License-Identifier: Apache-2.0
// The host's time line.
#pragma once

#include "ofx/core.h"

extern "C" {
struct OfxTimeLineSuiteV1 {
  OfxStatus (*getTime)(void* instance, double* time);
  OfxStatus (*gotoTime)(void* instance, double time);
  OfxStatus (*getTimeBounds)(void* instance, double* firstTime, double* lastTime);
};
}  // extern "C"

inline constexpr char kOfxTimeLineSuite[] = "OfxTimeLineSuite";
