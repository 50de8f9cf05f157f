// SPDX-License-Identifier: Apache-2.0
#include "tensor/place.h"

#include <cstring>
#include <stdexcept>
#include <vector>

#include "sfumato/row.h"

namespace sfumato {
namespace {

// One picture of the tensor: a plane, or all of it when interleaved.
void pad_picture(const Image& image, Rect place, Pad pad, const float* value) {
  const size_t pixel = image.pixel_bytes();
  const auto row_bytes = static_cast<size_t>(image.width) * pixel;
  std::vector<float> values(static_cast<size_t>(image.width) * static_cast<size_t>(image.channels));
  for (size_t i = 0; i < values.size(); ++i) values[i] = value[i % static_cast<size_t>(image.channels)];
  const int32_t right = place.x + place.width, bottom = place.y + place.height;
  for (int32_t y = place.y; y < bottom; ++y) {
    uint8_t* row = image.row(y);
    if (pad == Pad::value) {
      row_store(image, 0, y, place.x, values.data());
      row_store(image, right, y, image.width - right, values.data());
      continue;
    }
    for (int32_t x = 0; x < image.width; ++x) {
      if (x == place.x) x = right;
      if (x >= image.width) break;
      const int32_t from = place.x + mirrored(x - place.x, place.width);
      std::memcpy(row + static_cast<size_t>(x) * pixel, row + static_cast<size_t>(from) * pixel, pixel);
    }
  }
  for (int32_t y = 0; y < image.height; ++y) {
    if (y == place.y) y = bottom;
    if (y >= image.height) break;
    if (pad == Pad::value) row_store(image, 0, y, image.width, values.data());
    else std::memcpy(image.row(y), image.row(place.y + mirrored(y - place.y, place.height)), row_bytes);
  }
}

}  // namespace

Rect checked_part(Rect part, const Tensor& tensor) {
  if (part.width == 0) return {0, 0, tensor.width, tensor.height};
  const bool inside = part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 &&
                      part.x <= tensor.width - part.width && part.y <= tensor.height - part.height;
  if (!inside) throw std::invalid_argument("Expected a rectangle inside the tensor");
  return part;
}

Image tensor_plane(const Tensor& t, int32_t channel) {
  const size_t row = static_cast<size_t>(t.width) * dtype_bytes(t.dtype);
  uint8_t* data = static_cast<uint8_t*>(t.data) + static_cast<size_t>(channel) * row * static_cast<size_t>(t.height);
  return {data, t.width, t.height, 1, static_cast<ptrdiff_t>(row), t.dtype, Range::unit};
}

Image tensor_pixels(const Tensor& t) {
  const size_t row = static_cast<size_t>(t.width) * static_cast<size_t>(t.channels) * dtype_bytes(t.dtype);
  return {t.data, t.width, t.height, t.channels, static_cast<ptrdiff_t>(row), t.dtype, Range::unit};
}

void pad_tensor(const Tensor& tensor, Rect place, Pad pad, const float* value) {
  if (place.width == tensor.width && place.height == tensor.height) return;
  if (tensor.layout == Layout::nhwc) return pad_picture(tensor_pixels(tensor), place, pad, value);
  for (int32_t c = 0; c < tensor.channels; ++c) pad_picture(tensor_plane(tensor, c), place, pad, value + c);
}

}  // namespace sfumato
