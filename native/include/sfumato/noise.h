// SPDX-License-Identifier: Apache-2.0
// How noisy a picture is, from the picture alone.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// Noise variance as a function of the clean value x: slope * x + offset, both in units of full scale (1.0): for
// 8-bit noise of standard deviation 5, offset = (5 / 255)^2. The slope may be negative (display-encoded data). Below
// 0 and above 1 the law goes on; where it nears zero, users keep some noise.
struct NoiseLevel {
  float slope = 0, offset = 0;
};

// The noise's deviation by octave of frequency once it is stabilised to deviation 1 (all 1: white): the finest octave
// (over a half of Nyquist), the next, the one after, and all below. Demosaicking, resizing and JPEG make it rise.
struct NoiseSpectrum {
  float octave[4] = {1, 1, 1, 1};
};

struct NoiseEstimate {
  int32_t channels = 0;        // 1 or 3: alpha is not measured
  NoiseLevel level[3];         // grey, or red, green, blue
  float sigma[3] = {0, 0, 0};  // deviation averaged over the picture's own values
  NoiseSpectrum spectrum[3];   // grey, or luma and two chroma planes: (r+g+b)/sqrt 3, (r-b)/sqrt 2, (r-2g+b)/sqrt 6
  float confidence = 0;        // 0..1: how much of what was measured looked like noise rather than texture
};

// Estimates from 8x8 DCT blocks that are flat at low frequencies, as Ponomarenko et al. 2007 and Colom & Buades 2013
// do, for up to 16 brightness classes per channel; what a block's low frequencies say about its texture is taken off.
// Reads at most 64 patches of 256x256, so the time is bounded. Blocks with over 4 samples at 0 or 1 in integer
// formats, blocks with a NaN or infinity, and perfectly even blocks (borders, titles) are left out. A picture without
// a usable block (under 8x8, all clipped, or even for the greater part) has estimate 0 with confidence 0. Values are
// taken as stored; the law holds for them.
NoiseEstimate noise_estimate(const ConstImage& image, const Job& job);

}  // namespace sfumato
