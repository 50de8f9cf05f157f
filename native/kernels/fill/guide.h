// SPDX-License-Identifier: Apache-2.0
// Coarse content that a filling ought to have, towards which the search for patches is drawn.
#pragma once

#include "fill/window.h"
#include "sfumato/job.h"

namespace sfumato {

// The finest scale that is guided: finer ones follow what the coarser found.
constexpr int32_t guided_level = 2;
// Holes of which no pixel lies further from the rim than this are not guided.
constexpr int32_t unguided_depth = 24;

// Sets the field's guide: outside the hole its own smoothed colours and texture, inside what they are likely to be. Colours are
// those of `proposed`, a field of the same shape (a learned model's proposal), or with null a membrane spanned from the rim
// over all that is barred; texture is such a membrane always. A membrane knows nothing of structure, so that colours are smoothed further with it: sources
// with lines and edges must not cost more than plain ones.
void field_guide(FillField& field, const FillField* proposed, const Job& job);

}  // namespace sfumato
