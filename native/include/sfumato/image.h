// SPDX-License-Identifier: Apache-2.0
// Sfumato's picture type as the kernels see it: a non-owning view of interleaved pixels.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sfumato {

// How one channel of one pixel is stored.
enum class DType : uint8_t { u8, u16, f16, f32 };

// What the stored number means. `full`: the largest integer is 1.0. `photoshop`: 32768 is 1.0 (u16 only).
// `unit`: the stored float is the value; it may lie outside 0..1 and may be NaN or infinite.
enum class Range : uint8_t { full, photoshop, unit };

constexpr size_t dtype_bytes(DType t) { return t == DType::u8 ? 1 : t == DType::f32 ? 4 : 2; }

// The integer that stands for 1.0; 1 for floats.
constexpr float dtype_max(DType t, Range r) {
  return t == DType::u8 ? 255.0f : t == DType::u16 ? (r == Range::photoshop ? 32768.0f : 65535.0f) : 1.0f;
}

// A view of interleaved pixels that somebody else owns. Pixels of a row are adjacent (pixel stride = channels x
// dtype_bytes); rows are `row_bytes` apart, which may exceed the row's own bytes (padding, sub-rectangles) or be
// negative (bottom-up images; `data` then points at the top row). Kernels never write between a row's end and the
// next row's start.
struct ConstImage {
  const void* data = nullptr;
  int32_t width = 0, height = 0, channels = 0;
  ptrdiff_t row_bytes = 0;
  DType dtype = DType::u8;
  Range range = Range::full;

  const uint8_t* row(int32_t y) const { return static_cast<const uint8_t*>(data) + y * row_bytes; }
  size_t pixel_bytes() const { return static_cast<size_t>(channels) * dtype_bytes(dtype); }
  float max_value() const { return dtype_max(dtype, range); }
};

struct Image {
  void* data = nullptr;
  int32_t width = 0, height = 0, channels = 0;
  ptrdiff_t row_bytes = 0;
  DType dtype = DType::u8;
  Range range = Range::full;

  uint8_t* row(int32_t y) const { return static_cast<uint8_t*>(data) + y * row_bytes; }
  size_t pixel_bytes() const { return static_cast<size_t>(channels) * dtype_bytes(dtype); }
  float max_value() const { return dtype_max(dtype, range); }
  operator ConstImage() const { return {data, width, height, channels, row_bytes, dtype, range}; }
};

// A rectangle in pixels, x to the right and y down.
struct Rect {
  int32_t x = 0, y = 0, width = 0, height = 0;
};

// The part of `image` inside `r`, which must lie within it. Shares the pixels.
inline ConstImage crop(const ConstImage& image, Rect r) {
  ConstImage c = image;
  c.data = image.row(r.y) + static_cast<size_t>(r.x) * image.pixel_bytes();
  c.width = r.width;
  c.height = r.height;
  return c;
}
inline Image crop(const Image& image, Rect r) {
  Image c = image;
  c.data = image.row(r.y) + static_cast<size_t>(r.x) * image.pixel_bytes();
  c.width = r.width;
  c.height = r.height;
  return c;
}

}  // namespace sfumato
