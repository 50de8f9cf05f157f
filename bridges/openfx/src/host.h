// SPDX-License-Identifier: Apache-2.0
// The host that loaded this library: its suites and what it can do.
#pragma once

#include <string>

#include "ofx/ofx.h"

namespace sfumato::ofx {

struct Host {
  // Never null once host_load() gave true.
  const OfxPropertySuiteV1* property = nullptr;
  const OfxParameterSuiteV1* parameter = nullptr;
  const OfxImageEffectSuiteV1* effect = nullptr;

  // Null where the host has none, or one with a missing function.
  const OfxMessageSuiteV1* message = nullptr;
  const OfxMessageSuiteV2* persistent_message = nullptr;
  const OfxProgressSuiteV1* progress = nullptr;
  const OfxProgressSuiteV2* progress_with_id = nullptr;
  const OfxTimeLineSuiteV1* time_line = nullptr;
  const OfxInteractSuiteV1* interact = nullptr;
  const OfxDrawSuiteV1* draw = nullptr;

  std::string name;            // such as "DaVinciResolveLite"; empty when the host does not say
  bool temporal_access = false;
  bool linear_floats = false;  // its float pictures are linear by custom
};

// Where plugins are told their host. May come again, with the same or another host.
void host_set(OfxHost* host);

// Fetches the suites for effect `index` (not before Load). False when one that nothing works without is missing.
bool host_load(size_t index);

// The reverse. True when no effect is loaded any more: the suites are forgotten then.
bool host_unload(size_t index);

bool host_loaded();

// The loaded host. Valid between host_load() and the last host_unload(), from any thread.
const Host& host();

}  // namespace sfumato::ofx
