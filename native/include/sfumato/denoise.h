// SPDX-License-Identifier: Apache-2.0
// Removes noise from a picture without a learned model.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"
#include "sfumato/noise.h"

namespace sfumato {

// fast: one pass of hard-thresholded 8x8 blocks. quality: 16x16 blocks, then an empirical Wiener pass.
enum class DenoiseMode : uint8_t { fast, quality };

// The picture is an average of a clip's frames (temporal_average), and how much noise that left.
struct AveragedFrames {
  ConstImage remaining;        // f32, one channel, the picture's size: deviations in parts of the levels; no data: 1
  float luma = 1, chroma = 1;  // shares of the average that were kept
};

struct DenoiseOptions {
  DenoiseMode mode = DenoiseMode::quality;
  NoiseLevel level[3];         // red, green, blue; grey uses the first
  NoiseSpectrum spectrum[3];   // luma and two chroma planes; grey uses the first
  float luma = 1, chroma = 1;  // strength: the noise is taken to be this many times stronger. 0 leaves it
  float detail = 0.5f;         // 0 smooths most, 1 keeps most of what may be texture
  float grain = 0;             // share of the removed luma noise that is put back, 0..1
  bool premultiplied = false;  // four channels: colour is stored multiplied by alpha
  bool clipped = true;         // the noise was cut off at 0 and 1 (integer formats): undo the bias that this makes
  AveragedFrames averaged;     // levels and spectrum are then those of one frame
};

// Writes the denoised `in` to `out`, which has the same size and channels, any dtype and range, and shares no memory
// with it. Works on stored values, encoded or linear, in any format: the noise is stabilised first (generalised
// Anscombe, Makitalo & Foi 2013, for the given level) and handled in luma and chroma. Alpha and pixels with a NaN or
// infinity are copied, and the latter do not affect their neighbours. Grain is a share of one frame's noise. With luma
// = chroma = 0 the output is a copy. Needs some 15 MB for each thread, whatever the picture's size.
void denoise_image(const ConstImage& in, const Image& out, const DenoiseOptions& options, const Job& job);

// What was taken off: before - after per sample, as floats, into `out` of f32 with one channel (grey) or three; alpha
// has none. Where a difference is no number (NaN, infinity) it is 0.
void removed_noise(const ConstImage& before, const ConstImage& after, const Image& out, const Job& job);

}  // namespace sfumato
