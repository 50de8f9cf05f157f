// SPDX-License-Identifier: Apache-2.0
// What hosts are told of an effect: from the table alone, so that it is the same on every machine.
#pragma once

#include "effect.h"
#include "ofx/ofx.h"

namespace sfumato::ofx {

OfxStatus describe_effect(const Effect& effect, OfxImageEffectHandle handle);

// Clips, params and their page: the same in every context.
OfxStatus describe_in_context(const Effect& effect, OfxImageEffectHandle handle);

// Whether it fetches frames other than the rendered one: for the analysis of a range, where the host lets it.
bool needs_other_frames(const Effect& effect);

}  // namespace sfumato::ofx
