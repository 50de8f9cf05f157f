// SPDX-License-Identifier: Apache-2.0
// The part of the picture round one hole, as floats and as the bytes that patches are compared on.
#pragma once

#include <vector>

#include "fill/field.h"
#include "sfumato/fill.h"
#include "sfumato/image.h"

namespace sfumato {

struct FillWindow {
  Rect place;                   // in the picture
  std::vector<float> colour;    // three floats a pixel in the picture's own scale, unpremultiplied (grey repeated)
  std::vector<uint8_t> hole;    // 1: fill this
  std::vector<uint8_t> barred;  // 1: do not copy from this (holes included)
  std::vector<uint8_t> unknown; // 1: another hole, not filled yet: its colour must not be looked at

  const float* pixel(int32_t i) const { return colour.data() + static_cast<size_t>(i) * 3; }
  float* pixel(int32_t i) { return colour.data() + static_cast<size_t>(i) * 3; }
};

// The finest field of a window: bytes on a perceptual scale and the texture feature. Hole pixels are left black, or with
// `proposed` taken from the window, where a model's proposal lies in them.
FillField window_field(const FillWindow& window, const FillOptions& options, bool proposed, const Job& job);

// A field at half the scale. Its pixels are means of known fine pixels, with `proposed` of those in the hole too; a pixel is
// hole (barred) when any part is.
FillField field_halve(const FillField& fine, bool proposed, const Job& job);

// Gives hole pixels the mean of their known neighbours, ring by ring from the rim.
void field_peel(FillField& field);

}  // namespace sfumato
