// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/suites.h"

#include <cstring>
#include <string_view>

namespace ofxhost {
namespace {

template <class Suite>
std::vector<void*> slots_of(const Suite& suite) {
  static_assert(sizeof(Suite) % sizeof(void*) == 0);
  std::vector<void*> slots(sizeof(Suite) / sizeof(void*));
  std::memcpy(slots.data(), &suite, sizeof(Suite));
  return slots;
}

}  // namespace

std::vector<void*> suite_slots(const char* name, int version) {
  const std::string_view suite = name;
  if (suite == kOfxPropertySuite) return slots_of(property_suite());
  if (suite == kOfxParameterSuite) return slots_of(parameter_suite());
  if (suite == kOfxImageEffectSuite) return slots_of(image_effect_suite());
  if (suite == kOfxMemorySuite) return slots_of(memory_suite());
  if (suite == kOfxMultiThreadSuite) return slots_of(multi_thread_suite());
  if (suite == kOfxMessageSuite && version == 1) return slots_of(OfxMessageSuiteV1{message_suite().message});
  if (suite == kOfxMessageSuite) return slots_of(message_suite());
  if (suite == kOfxProgressSuite && version == 1) return slots_of(progress_suite_v1());
  if (suite == kOfxProgressSuite) return slots_of(progress_suite_v2());
  if (suite == kOfxTimeLineSuite) return slots_of(time_line_suite());
  if (suite == kOfxInteractSuite) return slots_of(interact_suite());
  if (suite == kOfxDrawSuite) return slots_of(draw_suite());
  return {};
}

}  // namespace ofxhost
