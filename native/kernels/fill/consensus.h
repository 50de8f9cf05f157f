// SPDX-License-Identifier: Apache-2.0
// What several independent answers at a coarse scale agree on, and how far to believe it.
#pragma once

#include <vector>

#include "fill/window.h"
#include "sfumato/job.h"

namespace sfumato {

// How little the coarse colours of a filling are to be believed, 0..1, by cells of `cell` x `cell` window pixels.
struct Doubt {
  int32_t cell = 0, width = 0, height = 0;
  std::vector<float> at;
};

// Sets the field to the one of the answers (fields of the same shape) that is nearest to their mean: the mean itself is
// mush, to which only what is out of focus is similar.
// Returns the doubt: q V / (q V + S) with the answers' variance V and the squared distance S of their mean to a membrane
// over the hole (shrinkage after James and Stein 1961), both of smoothed colours. In an open hole, whose content is not
// enclosed but extrapolated, doubt grows towards the edge as well.
Doubt agree(FillField& field, const std::vector<FillField>& answers, const Job& job);

// Draws the coarse colours of the window's filled hole towards a membrane over it, by `strength` x doubt. What is
// finer than a few cells stays.
void calm(FillWindow& window, const Doubt& doubt, float strength, const Job& job);

}  // namespace sfumato
