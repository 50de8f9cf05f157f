// SPDX-License-Identifier: Apache-2.0
// Mattes that a model made small, brought to the picture's size along the picture's own edges.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// What the filter takes from the guide: its luma (Rec. 601 weights, in the guide's own encoding), or all three
// colours, which also tells apart edges of equal brightness and costs about twice as much.
enum class Guide : uint8_t { luma, colour };

struct GuidedOptions {
  int32_t radius = 32;      // of the windows, in pixels of the guide, 1..1024
  float epsilon = 1e-4f;    // how much guide variance counts as flat, in squared full-scale units, 1e-6..1
  int32_t subsample = 4;    // the filter's coefficients are found at 1/subsample of the guide's size, 1..8
  Guide guide = Guide::luma;
};

// Fast guided filter (He & Sun 2015, "Fast Guided Filter"; He, Sun & Tang 2010). `guide` is the picture (1, 3 or 4
// channels; alpha is not looked at). `matte` has one channel and any size: it is taken to cover the same area as
// the guide. `into` has one channel and the guide's size. Values that leave 0..1 are clamped. Windows at the border
// hold the pixels that exist. A matte of 0 alone, or of 1 alone, within two radii of a pixel gives exactly 0 or 1
// there; nothing is ever stretched. NaN in the matte or guide counts as 0; guide values are clamped to 0..8.
// A wide window lets the picture's texture into the matte (hair over skin turns translucent): for hair, take
// bilateral_upsample and then matte_refine_band (matting.h), which kept or lowered the error where this raised it.
// Scratch: 16 (luma) or 32 (colour) bytes a pixel of the subsampled grid: 1 or 2 bytes a pixel at subsample 4.
// `into` may share memory with `matte` when they have the same size, and with nothing else.
void guided_refine(const ConstImage& guide, const ConstImage& matte, const Image& into, const GuidedOptions& options,
                   const Job& job);

struct BilateralOptions {
  int32_t radius = 2;          // of the window, in pixels of the matte, 1..4
  float sigma_space = 1.0f;    // in pixels of the matte, 0.3..4
  float sigma_colour = 0.08f;  // in full-scale units of the guide, 0.005..1
};

// Joint bilateral upsampling (Kopf et al. 2007): each pixel of `into` is the mean of the matte's samples around it,
// weighted by their distance and by how like their part of the guide is to the pixel's own colour. It keeps to the
// range of the samples in the window, so constant parts stay exactly constant. Contracts as above. The colour
// weight is (1 - d^2 / (8 sigma^2))^4, which is within 0.02 of the Gaussian. Where the window
// holds one value the guide is not read: work is proportional to the matte's edges. Scratch: 18 bytes a pixel of the matte.
void bilateral_upsample(const ConstImage& guide, const ConstImage& matte, const Image& into,
                        const BilateralOptions& options, const Job& job);

}  // namespace sfumato
