// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

struct TrimapOptions {
  float low = 0.05f, high = 0.95f;  // mattes between these are uncertain by themselves
  float margin = 3.0f;              // pixels of uncertainty on each side of any edge, 0..256
  float softness = 0.5f;            // more of it on each side, for each pixel of half the edge's own width, 0..8
  float reach = 128.0f;             // the most that one pixel makes uncertain around it, in pixels, 1..1024
};

// Certain background (0), uncertain (128) and certain foreground (255). `matte` has one channel; `into` is u8 with
// one channel, of its size, with its own memory. A soft pixel, and a pixel beside a hard edge, makes everything
// uncertain within margin + (1 + softness) x its distance to the nearest certain pixel: crisp edges get the margin
// on each side, hair and blur that and `softness` times half their own width. The union of those discs is exact (a power diagram by two lower envelopes), on a
// grid of 1, 2 or 4 pixels (up to 2, up to 8, more megapixels) whose cells count as uncertain when a pixel of them is.
// NaN is uncertain. Work beyond one reading of the matte and one writing of the trimap is
// proportional to the band. Scratch: 5 bytes a cell.
void matte_trimap(const ConstImage& matte, const Image& into, const TrimapOptions& options, const Job& job);

}  // namespace sfumato
