// SPDX-License-Identifier: Apache-2.0
// Interactive selection: from clicks, scribbles, a box and a prior to the region that a person means.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// What the person said about a pixel, as stored in a `marks` picture (u8, the raw byte).
enum class Mark : uint8_t {
  none = 0,
  inside = 1,   // wanted, for certain
  outside = 2,  // not wanted, for certain
  limits = 3,   // outside the box: not wanted for certain, but nobody pointed at it
};

struct SelectOptions {
  // How much edges count against colours, 0.1..10. Larger gives smoother outlines and fewer islands.
  float smoothness = 1.0f;
  // Trust in the prior, 0..4. 0 ignores it.
  float prior_trust = 1.0f;
  // What becomes of parts of the prior (connected where it exceeds 1/2) that hold no inside mark while other parts or
  // places do. False: they are dropped, as for a detected subject among several. True: they stay wanted, as for a
  // selection that is being corrected.
  bool keep_unmarked_parts = false;
};

// Selects the region that the marks mean, as a soft matte 0..1 in `out` (one channel, any dtype).
//
// `image`: 1, 3 or 4 channels, display-encoded (sRGB-like) colour; values outside 0..1 are clamped, NaN counts as 0.
//   Pixels whose fourth channel (straight alpha) is below 1/16 are outside. Meant for a proxy: 512 to 1024 pixels on
//   the longer side; time grows in proportion to the number of pixels.
// `marks`: u8, one channel, bytes of Mark; other bytes count as none.
// `prior`: one channel or null: how likely each pixel is wanted before anything was said, 0..1; NaN is 1/2.
// All pictures have the same size, else std::invalid_argument. With neither inside marks, nor a prior above 1/2, nor
// a box (limits), the result is empty.
//
// A mark that contradicts the prior turns it over around itself: as far as colours and edges say, but no farther than
// eight times as deep as it lies in what was selected; parts that it cuts off stay.
//
// Method: colours of both sides as Gaussian mixtures and their likelihood ratio (Rother, Kolmogorov, Blake, "GrabCut",
// 2004), the place of a pixel by geodesic distance from the marks (Bai and Sapiro, 2007; Price, Morse, Cohen, 2010),
// contrast-sensitive edges between 8 neighbours (Boykov and Jolly, 2001), exact minimum cut (sfumato's max_flow.h),
// found on a picture reduced to about 224 pixels, the colour models re-estimated each time, and repeated in a band
// around the outline at full size (Lombaert et al., 2005). Marks are obeyed exactly. Deterministic.
void select_region(const ConstImage& image, const ConstImage& marks, const ConstImage* prior,
                   const SelectOptions& options, const Image& out, const Job& job = {});

// Decides, in place, what a model's matte leaves open over wide areas. `matte`: one channel of floats at any size, over
// the same area as `image` (as in select_region). Where it lies near neither 0 nor 1, and farther from the outline
// than 0.5 to 1 % of the picture's longer side on the inside or 3 to 6 % on the outside, it moves to the side that
// colours and edges speak for; nearer, where hair and blur are, and where it is sure, it stays. Deterministic. Throws std::invalid_argument for other formats.
void select_settle(const ConstImage& image, const Image& matte, const Job& job = {});

}  // namespace sfumato
