// SPDX-License-Identifier: Apache-2.0
// Colour corrections that make copied regions meet each other and the rim.
#pragma once

#include <vector>

#include "fill/window.h"
#include "sfumato/job.h"

namespace sfumato {

// Sets the window's hole pixels to what their labels copy plus `strength` x a smooth correction. The correction c
// minimises the sum over neighbours of |(c_p - c_q) - jump_pq|^2 + |c|^2 / reach^2, where jump_pq is what the copies
// lack of the gradient that their sources had: zero inside a region, and the rim's mismatch at the rim.
void blend_labels(FillWindow& window, const std::vector<int32_t>& label, float strength, const Job& job);

}  // namespace sfumato
