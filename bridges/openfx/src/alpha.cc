// SPDX-License-Identifier: Apache-2.0
#include "alpha.h"

#include <cmath>
#include <cstring>

namespace sfumato::ofx {
namespace {

// Samples are compared by their bits: rows of hosts need not be aligned.
template <typename Sample>
bool all_are(const uint8_t* alpha, int32_t count, Sample one) {
  bool same = true;
  for (int32_t x = 0; x < count; ++x) {
    Sample sample;
    std::memcpy(&sample, alpha + static_cast<size_t>(x) * 4 * sizeof(Sample), sizeof sample);
    same &= sample == one;
  }
  return same;
}

bool counts(float alpha) { return alpha != 1 && alpha > 0 && std::isfinite(alpha); }

}  // namespace

bool row_is_opaque(const ConstImage& image, int32_t y, int32_t x, int32_t count) {
  if (image.channels != 4) return true;
  const size_t sample = dtype_bytes(image.dtype);
  const uint8_t* alpha = image.row(y) + (static_cast<size_t>(x) * 4 + 3) * sample;
  switch (image.dtype) {
    case DType::u8: return all_are<uint8_t>(alpha, count, 0xff);
    case DType::u16: return all_are<uint16_t>(alpha, count, 0xffff);
    case DType::f16: return all_are<uint16_t>(alpha, count, 0x3c00);
    case DType::f32: return all_are<uint32_t>(alpha, count, 0x3f800000);
  }
  return false;
}

void alpha_divide(float* rgba, int32_t count) {
  for (float* end = rgba + static_cast<ptrdiff_t>(count) * 4; rgba != end; rgba += 4)
    if (counts(rgba[3]))
      for (int c = 0; c < 3; ++c) rgba[c] /= rgba[3];
}

void alpha_multiply(float* rgba, int32_t count) {
  for (float* end = rgba + static_cast<ptrdiff_t>(count) * 4; rgba != end; rgba += 4)
    if (counts(rgba[3]))
      for (int c = 0; c < 3; ++c) rgba[c] *= rgba[3];
}

}  // namespace sfumato::ofx
