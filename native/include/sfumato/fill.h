// SPDX-License-Identifier: Apache-2.0
// Filling holes of a picture with its own texture.
//
// Method: coarse-to-fine patch completion (Wexler, Shechtman, Irani 2007; search by Barnes et al. 2009, PatchMatch)
// with a texture feature in the patch distance (Newson et al. 2014), drawn at the coarse scales to places whose surroundings
// have the colours that a membrane over the hole (or a learned model) expects, several times at the coarse scales, of which the
// answer nearest to their mean goes on; then a field of source pixels with cheap seams (Pritch et al. 2009, shift-maps; seam cost of
// Kwatra et al. 2003), a screened Poisson correction across them (Perez et al. 2003; Bhat et al. 2008), large-scale
// colour drawn towards a membrane where the answers contradict each other (James and Stein 1961), and a rim that agrees
// with its surroundings by conditional simulation (Journel 1974). Everything works on a window around each hole: time follows the hole's area
// and not the picture's.
#pragma once

#include <cstdint>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

struct FillOptions {
  // Picks one of many equally plausible results. Equal inputs and seeds give equal pixels on any number of threads.
  uint32_t seed = 1;
  // How far colour and light of the filling are bent to meet the rim, 0 (copied as they are) .. 1.
  float colour_match = 1.0f;
  // Thin holes get their most likely content (ordinary kriging), which is closest to the truth and a little soft; thick
  // ones get copied texture with all its grain, made to agree with what the rim makes likely. At 1 the change lies at 4
  // to 8 pixels from rim to middle, at 0 at 10 to 26, for the least error.
  float grain = 0.5f;
  // The samples are scene-linear rather than display-encoded: patches are then compared on a perceptual scale.
  bool linear = false;
  // Colour is stored multiplied by alpha (four channels).
  bool premultiplied = false;
  // Fewer iterations for a quick look: about a third of the time.
  bool draft = false;
  // `image` holds a learned model's proposal inside the mask, the likely coarse content: patches are looked for where
  // the picture's coarse colours are like it, rather than like a membrane over the hole. Holes up to 48 pixels across are
  // filled as if there were none.
  bool guided = false;
};

// Replaces the colour of every pixel of `image` whose mask is above zero by content made from the other pixels; all
// other bytes stay as they are, and so does the alpha channel.
//
// `image`: any dtype, range and stride; 1, 3 or 4 channels (the fourth is alpha). The filling is copied at full depth,
// values outside 0..1 included; pixels that are NaN, infinite or less than half opaque are never copied from.
// `mask`: one channel, same size, any dtype. `avoid`: null, or one channel of the same size whose values of 0.5 and
// more mark pixels that must not be copied from.
// A picture with nothing left to copy from keeps its pixels when the mask covers all of it; where the remainder is too
// small for any patch, its colours are spread smoothly.
// Memory: about 60 bytes a pixel of the window round one hole (the hole's bounds and some hundred pixels).
void fill_holes(const Image& image, const ConstImage& mask, const ConstImage* avoid, const FillOptions& options,
                const Job& job);

// Takes a filled picture apart into a layer and blends soft mask edges: `filled` becomes
// original + mask x (filled - original) where the mask lies between 0 and 1, exactly `original` where it is 0.
// `layer` (four channels, straight alpha, dtype and range as `filled`) covers the rectangle of the picture with its
// top left at `x`, `y`: the unblended filling with the mask as alpha (times the picture's own alpha when it has one);
// zero where the mask is zero. `original` and `filled` have one format, `premultiplied` says how.
void fill_layer(const ConstImage& original, const ConstImage& mask, const Image& filled, const Image& layer, int32_t x,
                int32_t y, bool premultiplied, const Job& job);

}  // namespace sfumato
