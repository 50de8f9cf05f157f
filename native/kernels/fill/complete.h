// SPDX-License-Identifier: Apache-2.0
// Completing one window, coarse to fine.
#pragma once

#include <functional>

#include "fill/window.h"

namespace sfumato {

// Fills the window's hole with real pixels. Returns the source pixel of every hole pixel (-1 elsewhere); empty when not
// one whole patch may be copied: nothing is written then. `report` hears 0..1.
std::vector<int32_t> complete_texture(FillWindow& window, const FillOptions& options, const Job& job,
                                      const std::function<void(double)>& report);

}  // namespace sfumato
