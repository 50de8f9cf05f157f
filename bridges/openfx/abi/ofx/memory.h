// SPDX-License-Identifier: Apache-2.0
// Memory from the host.
#pragma once

#include "ofx/core.h"

extern "C" {
struct OfxMemorySuiteV1 {
  OfxStatus (*memoryAlloc)(void* handle, size_t nBytes, void** allocatedData);
  OfxStatus (*memoryFree)(void* allocatedData);
};
}  // extern "C"

inline constexpr char kOfxMemorySuite[] = "OfxMemorySuite";
