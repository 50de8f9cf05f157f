// SPDX-License-Identifier: Apache-2.0
// Rows of any stored format as floats, and back: the edge that lets every kernel take every dtype and stride.
#pragma once

#include "sfumato/image.h"

namespace sfumato {

// Reads `count` pixels of row `y` from column `x` into `out` as interleaved floats, 1.0 = full scale (u8 / 255,
// u16 / 65535 or / 32768; floats as they are, NaN and infinities included). `out` holds count x channels floats.
// The pixels must lie inside the image.
void row_load(const ConstImage& image, int32_t x, int32_t y, int32_t count, float* out);

// As row_load, one plane a channel: channel c goes to out + c * plane_stride (in floats).
void row_load_planar(const ConstImage& image, int32_t x, int32_t y, int32_t count, float* out, ptrdiff_t plane_stride);

// Writes `count` pixels of interleaved floats to row `y` from column `x`: scaled, rounded to nearest even and
// saturated for integers (NaN to 0); floats unchanged, halves rounded to nearest even (beyond 65504 to infinity).
void row_store(const Image& image, int32_t x, int32_t y, int32_t count, const float* in);

// As row_store from planes.
void row_store_planar(const Image& image, int32_t x, int32_t y, int32_t count, const float* in, ptrdiff_t plane_stride);

}  // namespace sfumato
