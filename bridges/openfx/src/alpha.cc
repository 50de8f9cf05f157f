// SPDX-License-Identifier: Apache-2.0
#include "alpha.h"

#include <cmath>
#include <cstring>

namespace sfumato::ofx {
namespace {

// Whether the last sample of every pixel is `one`, by its bits: rows of hosts need not be aligned, and words go faster than
// samples. `Word` is what a pixel ends with; all systems that hosts run on are little-endian.
template <typename Word>
bool all_end_with(const uint8_t* pixels, int32_t count, size_t pixel_bytes, int sample_bits, Word one) {
  Word differing = 0;
  pixels += pixel_bytes - sizeof(Word);
  for (int32_t x = 0; x < count; ++x, pixels += pixel_bytes) {
    Word word;
    std::memcpy(&word, pixels, sizeof word);
    differing |= word ^ (one << (sizeof(Word) * 8 - static_cast<size_t>(sample_bits)));
  }
  return (differing >> (sizeof(Word) * 8 - static_cast<size_t>(sample_bits))) == 0;
}

bool counts(float alpha) { return alpha != 1 && alpha > 0 && std::isfinite(alpha); }

}  // namespace

bool row_is_opaque(const ConstImage& image, int32_t y, int32_t x, int32_t count) {
  if (image.channels != 4) return true;
  const uint8_t* pixels = image.row(y) + static_cast<size_t>(x) * image.pixel_bytes();
  switch (image.dtype) {
    case DType::u8: return all_end_with<uint32_t>(pixels, count, 4, 8, 0xff);
    case DType::u16: return all_end_with<uint64_t>(pixels, count, 8, 16, 0xffff);
    case DType::f16: return all_end_with<uint64_t>(pixels, count, 8, 16, 0x3c00);
    case DType::f32: return all_end_with<uint64_t>(pixels, count, 16, 32, 0x3f800000);
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
