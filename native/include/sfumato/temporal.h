// SPDX-License-Identifier: Apache-2.0
// Frames of a clip averaged along their motion.
#pragma once

#include <vector>

#include "sfumato/image.h"
#include "sfumato/job.h"
#include "sfumato/motion.h"
#include "sfumato/noise.h"

namespace sfumato {

struct TemporalOptions {
  // Of one frame's noise: red, green, blue; grey uses the first.
  NoiseLevel level[3];
  // The noise's deviation over all frequencies, and at low ones, in parts of `level` (1 and 1: white).
  float coarseness = 1, low_frequencies = 1;
  // How much of what averaging changes is kept, 0..1: in luminance and in colour.
  float luma = 1, chroma = 1;
  // The values are linear light (for the motion estimate alone).
  bool linear = false;
};

// Moves every neighbour onto `frame` (motion_estimate, then Catmull-Rom between pixels) and averages it in with a
// weight that falls where the difference over 7 x 7 pixels, or its mean, exceeds what noise makes of it: behind things
// that move, at what only one frame shows, and after cuts, the frame stays as it is. Averages stored values.
//
// The neighbours have the frame's size and channels, any dtype and range, and may be none. `out`, of the frame's size
// and channels and any dtype, gets the result; alpha is the frame's. A sample of the frame that is NaN or infinite
// stays; those of neighbours are passed over. `remaining` (f32, one channel, the frame's size) gets the deviation of
// the noise that full averaging leaves at each pixel, in parts of the frame's own: 1 where no neighbour agrees, some
// 0.45 with four that do. The same on any number of threads.
// Throws std::invalid_argument when sizes or channels differ.
//
// Each colour's noise is measured anew by what the frames differ by where they show the same, since one frame often
// misjudges it; `level` says how it depends on brightness. Noise that a neighbour has in common with the frame, as
// repeated frames and the resting parts of compressed clips have, counts as not averaged away. Returns the variance
// found, in parts of what `level` says, mean of the colours: 0.5 to 2; 1 beyond, and where too little agrees to tell.
float temporal_average(const ConstImage& frame, const std::vector<ConstImage>& neighbours, const Image& out,
                      const Image& remaining, const TemporalOptions& options, const Job& job);

}  // namespace sfumato
