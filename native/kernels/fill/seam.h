// SPDX-License-Identifier: Apache-2.0
// Which source pixel each hole pixel copies, chosen so that regions are large and seams between them are not seen.
#pragma once

#include <vector>

#include "fill/field.h"
#include "sfumato/job.h"

namespace sfumato {

// Source pixel of every hole pixel (-1 elsewhere), from the matches of the finest field: starts from the patch
// centred on the pixel, then lowers [difference to the voted picture + seam cost] by moving labels between neighbours.
std::vector<int32_t> seam_labels(const FillField& field, int32_t sweeps, const Job& job);

}  // namespace sfumato
