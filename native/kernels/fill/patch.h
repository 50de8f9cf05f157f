// SPDX-License-Identifier: Apache-2.0
// Distances between 8 x 8 patches of four-byte pixels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

// A patch's side. Eight pixels of four bytes are one vector of 32 bytes.
constexpr int32_t patch_side = 8;
// From a patch's top-left pixel to the one that it is said to be centred on.
constexpr int32_t patch_centre = 3;

// The sum of squared differences of two patches by their top-left pixels. Gives up once it exceeds `limit`: the
// result is then some number above `limit`.
using PatchDistance = uint32_t (*)(const uint8_t* a, const uint8_t* b, ptrdiff_t row_bytes, uint32_t limit);

SFUMATO_DECLARE(uint32_t, patch_distance, const uint8_t* a, const uint8_t* b, ptrdiff_t row_bytes, uint32_t limit)

}  // namespace sfumato
