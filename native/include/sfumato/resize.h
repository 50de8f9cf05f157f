// SPDX-License-Identifier: Apache-2.0
// Pictures of another size.
#pragma once

#include <cstdint>

#include "sfumato/convert.h"

namespace sfumato {

// How a sample is made from its neighbours; pixel centres lie at halves, weights sum to one, and at the borders the
// weights that fall outside are left out and the rest scaled up. All but `nearest` and `bilinear_aliased` widen with
// the reduction, so that nothing aliases.
// `nearest`: the one that covers the centre. `bilinear`: triangle. `bilinear_aliased`: two taps at any scale, as
// graphics hardware and OpenCV's INTER_LINEAR do. `area`: the mean over the exact footprint (OpenCV's INTER_AREA);
// an axis that is enlarged uses bilinear. `cubic`: Catmull-Rom. `lanczos3`: windowed sinc.
enum class Filter : uint8_t { nearest, bilinear, bilinear_aliased, area, cubic, lanczos3 };

struct ResizeOptions {
  Filter filter = Filter::area;
  // The transfer function of the numbers: they are averaged as light. `linear` averages them as they are.
  Transfer transfer = Transfer::linear;
  // `straight`: colours of four-channel pixels are weighted by alpha. `premultiplied`: all channels alike.
  Alpha alpha = Alpha::premultiplied;
  Dither dither;  // u8 only
};

// `source`, all of it, into `into`, of any size and sample type but the same channels. To resize a part, pass its
// crop: pixels outside are never read. Computed in 32-bit float; against double precision within 2e-6 of full scale
// (before rounding to the output type). A NaN or infinity spreads to the outputs whose footprint it lies in, and
// values outside 0..1 are kept (float outputs). Memory: a few rows a thread.
// Throws std::invalid_argument when channels differ.
void resize_pixels(const ConstImage& source, const Image& into, const ResizeOptions& options, const Job& job);

}  // namespace sfumato
