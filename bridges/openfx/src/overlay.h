// SPDX-License-Identifier: Apache-2.0
// Handles on the viewer for marks: drawn with the draw suite (1.5), moved with the pen. Everything they do can be done with
// controls, too: hosts without that suite lose comfort only.
#pragma once

#include "effect.h"
#include "properties.h"

namespace sfumato::ofx {

// Tells the host of the handles, for effects that have marks.
void describe_overlay(const Effect& effect, const Properties& properties);

}  // namespace sfumato::ofx
