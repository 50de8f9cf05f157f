// SPDX-License-Identifier: Apache-2.0
// A progress dialog for long work of a main-thread action. V2 differs in progressStart.
#pragma once

#include "ofx/core.h"

extern "C" {
struct OfxProgressSuiteV1 {
  OfxStatus (*progressStart)(void* effectInstance, const char* label);
  OfxStatus (*progressUpdate)(void* effectInstance, double progress);
  OfxStatus (*progressEnd)(void* effectInstance);
};

struct OfxProgressSuiteV2 {
  OfxStatus (*progressStart)(void* effectInstance, const char* message, const char* messageid);
  OfxStatus (*progressUpdate)(void* effectInstance, double progress);
  OfxStatus (*progressEnd)(void* effectInstance);
};
}  // extern "C"

inline constexpr char kOfxProgressSuite[] = "OfxProgressSuite";
