// SPDX-License-Identifier: Apache-2.0
// The controls' values as the tool's params.
#pragma once

#include <string>

#include "instance.h"
#include "marks.h"

namespace sfumato::ofx {

// The params as JSON, read from the host at `time`: lengths in pixels times `scale`, marks moved by `placement`, outputs
// asked for as `view` needs.
std::string tool_params(const Instance& instance, const Marks& marks, double time, double scale, const View& view,
                        const Placement& placement);

}  // namespace sfumato::ofx
