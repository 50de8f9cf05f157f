// SPDX-License-Identifier: Apache-2.0
// Completing one window, coarse to fine.
#pragma once

#include <functional>

#include "fill/window.h"

namespace sfumato {

// Fills the window's hole with real pixels. False when not one whole patch may be copied: nothing is written then.
// `report` hears 0..1.
bool complete_texture(FillWindow& window, const FillOptions& options, const Job& job,
                      const std::function<void(double)>& report);

}  // namespace sfumato
