// SPDX-License-Identifier: Apache-2.0
// The suites as the standard lays them out. Their functions find the host by the handles that they get.
#pragma once

#include <vector>

#include "ofx/ofx.h"

namespace ofxhost {

const OfxPropertySuiteV1& property_suite();
const OfxParameterSuiteV1& parameter_suite();
const OfxImageEffectSuiteV1& image_effect_suite();
const OfxMemorySuiteV1& memory_suite();
const OfxMultiThreadSuiteV1& multi_thread_suite();
const OfxMessageSuiteV2& message_suite();
const OfxProgressSuiteV1& progress_suite_v1();
const OfxProgressSuiteV2& progress_suite_v2();
const OfxTimeLineSuiteV1& time_line_suite();
const OfxInteractSuiteV1& interact_suite();
const OfxDrawSuiteV1& draw_suite();

// The function pointers of a suite in the order of its slots; empty when there is no such suite here.
std::vector<void*> suite_slots(const char* name, int version);

// Blocks of the memory suite and image memories that plugins hold now.
int memory_blocks_held();

}  // namespace ofxhost
