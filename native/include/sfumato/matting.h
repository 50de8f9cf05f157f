// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

struct BandOptions {
  int32_t radius = 2;      // of the windows, in pixels, 1..32: 2 lowers the error on portraits, 8 raises it
  float epsilon = 1e-4f;   // colour variance that counts as flat, in squared full-scale units, 1e-6..1
};

// A full-size matte made finer in its uncertain band: in every small window of the picture, alpha follows colour along
// one line (the colour model of He, Sun & Tang 2010, at full resolution, windows of (2 radius + 1)^2). `trimap` is u8
// with one channel: 0 gives 0, 255 gives 1, both exactly and also as what the windows see; all other values are the
// band. `matte` (one channel) is what is known so far: take the result of bilateral_upsample. `into` has one channel
// and its own memory; all are of one size. Work is proportional to the band. Scratch: none beyond tiles.
void matte_refine_band(const ConstImage& image, const ConstImage& matte, const ConstImage& trimap, const Image& into,
                       const BandOptions& options, const Job& job);

}  // namespace sfumato
