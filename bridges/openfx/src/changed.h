// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "instance.h"
#include "ofx/ofx.h"

namespace sfumato::ofx {

// A param or clip was changed. What the plugin itself or time changed needs no answer.
OfxStatus instance_changed(Instance& instance, const Properties& arguments);

}  // namespace sfumato::ofx
