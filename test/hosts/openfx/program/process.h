// SPDX-License-Identifier: Apache-2.0
// What this process holds of the system, to see growth and what a plugin starts behind the host's back.
#pragma once

#include "json.h"

struct ProcessState {
  double resident_bytes;
  int threads, files, mappings;
  int children;       // processes of this one
  int memory_blocks;  // of the memory suite and image memories that plugins hold
};

ProcessState process_state();
void write_process(Json& json, const ProcessState& state);
