// SPDX-License-Identifier: Apache-2.0
// Fused conversion between any two pixel formats.
#pragma once

#include <cstdint>

#include "sfumato/image.h"
#include "sfumato/job.h"
#include "sfumato/transfer.h"

namespace sfumato {

// How the fourth channel relates to the other three.
enum class Alpha : uint8_t { straight, premultiplied };

// What one channel is made of when three or four become one. `luma`: Rec. 709 weights of red, green and blue.
enum class Pick : uint8_t { luma, red, green, blue, alpha };

// Noise that hides the steps of 8-bit output: a 64 x 64 blue-noise pattern, moved by `seed`, at most half a step,
// the same in all channels of a pixel. Values that 8 bits hold exactly are not changed.
struct Dither {
  bool on = false;
  uint32_t seed = 0;
};

struct ConvertOptions {
  Transfer from = Transfer::srgb, to = Transfer::srgb;  // equal: the numbers are not recoded
  Alpha from_alpha = Alpha::straight, to_alpha = Alpha::straight;
  Pick pick = Pick::luma;
  Dither dither;
};

// Every pixel of `source` into `into` of the same width and height, in this order: read; unpremultiply if
// `from_alpha` says so; decode; change channels; encode; premultiply if `to_alpha` says so (by the source's alpha, also
// where `into` keeps none: the picture over black); dither (u8 only); write.
// Premultiplied numbers are the encoded numbers times alpha. Steps that undo each other are left out.
// Channels: 1 to 3 or 4 repeats the grey; a new alpha is 1; 4 to 3 drops alpha; 3 or 4 to 1 picks (`Pick::alpha` of
// three channels is 1; alpha itself is never recoded). Luma is taken in linear light when from differs from to, else
// of the numbers as they are.
// The same format on both sides copies bits. `source` and `into` must not overlap, unless they are the same view.
// Throws std::invalid_argument when sizes differ.
void convert_pixels(const ConstImage& source, const Image& into, const ConvertOptions& options, const Job& job);

}  // namespace sfumato
