// SPDX-License-Identifier: Apache-2.0
// Alpha: multiplied in, taken out, composited (T. Porter, T. Duff, "Compositing digital images", 1984).
#pragma once

#include "sfumato/convert.h"

namespace sfumato {

// Four-channel pictures of one size, of any sample types. `transfer` says how the numbers relate to light: with
// anything but linear they are decoded, multiplied as light and encoded again; linear multiplies the numbers as they
// are, which is what Photoshop's and every other editor's premultiplied 8-bit pixels mean. RGBA8 to RGBA8 with
// `linear` is exact: round(c * a / 255). `into` may be `source`.
void alpha_premultiply(const ConstImage& source, const Image& into, Transfer transfer, const Job& job);
// The reverse; colours where alpha is 0 become 0. Float results may exceed 1.
void alpha_unpremultiply(const ConstImage& source, const Image& into, Transfer transfer, const Job& job);

struct OverOptions {
  Alpha alpha = Alpha::premultiplied;       // how `front`, `backdrop` and `into` hold their colours
  Transfer transfer = Transfer::linear;     // as above
  float opacity = 1.0f;                     // of `front`
};

// `front` (four channels) over `backdrop` into `into`, which has the backdrop's channels (1, 3: opaque, or 4) and the
// same size; it may be `backdrop` or `front`. Premultiplied RGBA8 with `linear` and opacity 1 is exact:
// f + round(b * (255 - fa) / 255), saturated. Otherwise computed in 32-bit float, rounded once. Overbright values are
// kept; NaN spreads to its own channel (in alpha: to the pixel).
void alpha_over(const ConstImage& front, const ConstImage& backdrop, const Image& into, const OverOptions& options,
                const Job& job);

// Colours of `colour` (3 or 4 channels) with the one-channel `matte` as alpha, straight, into four channels.
void alpha_attach(const ConstImage& colour, const ConstImage& matte, const Image& into, const Job& job);

}  // namespace sfumato
