// SPDX-License-Identifier: Apache-2.0
#include "sfumato/row.h"

#include <algorithm>
#include <cstring>

#include "base/dispatch.h"

namespace sfumato {

SFUMATO_DECLARE(void, samples_from_u8, const uint8_t* in, int64_t n, float scale, float* out)
SFUMATO_DECLARE(void, samples_from_u16, const uint16_t* in, int64_t n, float scale, float* out)
SFUMATO_DECLARE(void, samples_from_f16, const uint16_t* in, int64_t n, float* out)
SFUMATO_DECLARE(void, samples_to_u8, const float* in, int64_t n, float scale, uint8_t* out)
SFUMATO_DECLARE(void, samples_to_u16, const float* in, int64_t n, float scale, uint16_t* out)
SFUMATO_DECLARE(void, samples_to_f16, const float* in, int64_t n, uint16_t* out)
SFUMATO_DECLARE(void, pixels_to_planes, const float* in, int64_t n, int32_t channels, float* out, ptrdiff_t stride)
SFUMATO_DECLARE(void, pixels_from_planes, const float* in, ptrdiff_t stride, int64_t n, int32_t channels, float* out)

namespace {

constexpr int32_t chunk_pixels = 256;  // planar access goes through this much stack

template <typename T>
const T* at(const ConstImage& image, int32_t x, int32_t y) {
  return reinterpret_cast<const T*>(image.row(y)) + static_cast<ptrdiff_t>(x) * image.channels;
}

template <typename T>
T* at(const Image& image, int32_t x, int32_t y) {
  return reinterpret_cast<T*>(image.row(y)) + static_cast<ptrdiff_t>(x) * image.channels;
}

}  // namespace

void row_load(const ConstImage& image, int32_t x, int32_t y, int32_t count, float* out) {
  const int64_t n = static_cast<int64_t>(count) * image.channels;
  const float scale = 1.0f / image.max_value();
  switch (image.dtype) {
    case DType::u8: SFUMATO_PICK(samples_from_u8)(at<uint8_t>(image, x, y), n, scale, out); break;
    case DType::u16: SFUMATO_PICK(samples_from_u16)(at<uint16_t>(image, x, y), n, scale, out); break;
    case DType::f16: SFUMATO_PICK(samples_from_f16)(at<uint16_t>(image, x, y), n, out); break;
    case DType::f32: std::memcpy(out, at<float>(image, x, y), static_cast<size_t>(n) * 4); break;
  }
}

void row_store(const Image& image, int32_t x, int32_t y, int32_t count, const float* in) {
  const int64_t n = static_cast<int64_t>(count) * image.channels;
  const float scale = image.max_value();
  switch (image.dtype) {
    case DType::u8: SFUMATO_PICK(samples_to_u8)(in, n, scale, at<uint8_t>(image, x, y)); break;
    case DType::u16: SFUMATO_PICK(samples_to_u16)(in, n, scale, at<uint16_t>(image, x, y)); break;
    case DType::f16: SFUMATO_PICK(samples_to_f16)(in, n, at<uint16_t>(image, x, y)); break;
    case DType::f32: std::memcpy(at<float>(image, x, y), in, static_cast<size_t>(n) * 4); break;
  }
}

void row_load_planar(const ConstImage& image, int32_t x, int32_t y, int32_t count, float* out,
                     ptrdiff_t plane_stride) {
  if (image.channels == 1) return row_load(image, x, y, count, out);
  float chunk[chunk_pixels * 4];
  for (int32_t begin = 0; begin < count; begin += chunk_pixels) {
    const int32_t n = std::min(chunk_pixels, count - begin);
    row_load(image, x + begin, y, n, chunk);
    SFUMATO_PICK(pixels_to_planes)(chunk, n, image.channels, out + begin, plane_stride);
  }
}

void row_store_planar(const Image& image, int32_t x, int32_t y, int32_t count, const float* in,
                      ptrdiff_t plane_stride) {
  if (image.channels == 1) return row_store(image, x, y, count, in);
  float chunk[chunk_pixels * 4];
  for (int32_t begin = 0; begin < count; begin += chunk_pixels) {
    const int32_t n = std::min(chunk_pixels, count - begin);
    SFUMATO_PICK(pixels_from_planes)(in + begin, plane_stride, n, image.channels, chunk);
    row_store(image, x + begin, y, n, chunk);
  }
}

}  // namespace sfumato
