// SPDX-License-Identifier: Apache-2.0
// A small filter that multiplies by a param, in any depth: right in every way, or with one chosen fault.
#pragma once

#include "ofx/ofx.h"

enum class Fault {
  none,
  leaks_image,
  releases_twice,
  uses_released,
  writes_outside,
  writes_padding,
  writes_source,
  skips_pixel,
  sets_in_render,
  edits_in_create,
  leaves_edit_open,
  answers_default_to_render,
  answers_default_to_load,
  throws,
  defines_twice,
  mistypes_property,
  mistypes_suite,
  mistypes_param_type,
  sets_wrong_type,
  sets_two_to_boolean,
  fetches_in_identity,
  fetches_other_time,
  reads_without_time,
  shows_progress_in_render,
  calls_from_own_thread,
  formats_message,
  keeps_memory,
  calls_itself_for_ever,
};
constexpr int fault_count = static_cast<int>(Fault::calls_itself_for_ever) + 1;

// Handles any action of a plugin with that fault.
OfxStatus gain_main(Fault fault, const OfxHost* host, const char* action, const void* handle, OfxPropertySetHandle in,
                    OfxPropertySetHandle out);
