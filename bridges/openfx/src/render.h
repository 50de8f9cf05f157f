// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "instance.h"
#include "ofx/ofx.h"

namespace sfumato::ofx {

// One frame: the host's pictures to the engine, its result into the host's output. Waits at most for the frame's
// time-out, asking the host every 20 ms whether it still wants the picture. Without an engine or a model: the picture
// unchanged while someone works, a failure with words where the picture is final.
OfxStatus render(Instance& instance, const Properties& arguments);

}  // namespace sfumato::ofx
