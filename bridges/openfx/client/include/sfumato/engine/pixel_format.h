// SPDX-License-Identifier: Apache-2.0
// What the samples of a picture mean, as the engine needs to know it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sfumato::engine {

// One sample, little-endian. Integers hold 0..1 as 0 to their largest value; floats may exceed 0..1 and hold NaN.
enum class Sample : uint8_t { u8, u16, f16, f32 };
// none: one or three channels, or an opaque fourth one is not there.
enum class Alpha : uint8_t { none, straight, premultiplied };
enum class Primaries : uint8_t { srgb, display_p3, adobe_rgb, rec2020, acescg };
enum class Transfer : uint8_t { srgb, linear, gamma22, rec709, unknown };

// Interleaved pixels. `channels` is 1 (grey, matte), 3 (RGB) or 4 (RGBA); `alpha` is none exactly where it is not 4.
struct PixelFormat {
  int32_t width = 0;
  int32_t height = 0;
  int32_t channels = 4;
  Sample sample = Sample::f32;
  Alpha alpha = Alpha::straight;
  Primaries primaries = Primaries::srgb;
  Transfer transfer = Transfer::srgb;

  bool operator==(const PixelFormat&) const = default;
};

constexpr size_t sample_bytes(Sample sample) {
  return sample == Sample::u8 ? 1 : sample == Sample::f32 ? 4 : 2;
}
// Bytes of one row without padding.
constexpr size_t row_bytes(const PixelFormat& format) {
  return static_cast<size_t>(format.width) * static_cast<size_t>(format.channels) * sample_bytes(format.sample);
}
// Bytes of all rows without padding.
constexpr size_t frame_bytes(const PixelFormat& format) { return row_bytes(format) * static_cast<size_t>(format.height); }

}  // namespace sfumato::engine
