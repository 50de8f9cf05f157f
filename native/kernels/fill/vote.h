// SPDX-License-Identifier: Apache-2.0
// What the matched patches say about the hole's pixels.
#pragma once

#include "fill/field.h"

namespace sfumato {

// Sets every hole pixel to the weighted mean of what the matches of the patches over it hold there. A patch counts by
// how near it lies to the rim and by (best cost / its cost)^(2^sharpness): 0 averages softly, 5 listens to the best.
void vote_mean(FillField& field, int32_t sharpness, const Job& job);

// Sets every hole pixel to one source pixel, the one of the patch centred on it.
void vote_centre(FillField& field, const Job& job);

// As vote_mean, then replaces the mean by that one of the voters nearest to it: real colours, agreed on.
void vote_nearest(FillField& field, int32_t sharpness, const Job& job);

}  // namespace sfumato
