// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "instance.h"

namespace sfumato::ofx {

// "Analyse range": lets the engine estimate what it needs of every frame of the range (depth, subject) and keep it by the
// frames' content, so that later renders of any instance find it. With progress where the host has it; ends when the
// person cancels. From InstanceChanged only.
void analyse_range(Instance& instance, double time);

}  // namespace sfumato::ofx
