// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "alpha.h"
#include "pixels.h"
#include "sfumato/row.h"

namespace sfumato::ofx {
namespace {

// Rows of a picture as RGBA floats over `width` columns of a frame, whatever its size and channels.
class Rows {
 public:
  Rows(const ConstImage& image, int32_t width, int32_t height)
      : image_(image), width_(width), height_(height), row_(floats(image.width)), next_(floats(image.width)) {}

  // `count` pixels of the frame's row `y` from column `x`.
  void read(int32_t y, int32_t x, int32_t count, float* rgba) {
    if (image_.width == width_ && image_.height == height_) {
      row_load(image_, x, y, count, row_.data());
      for (int32_t i = 0; i < count; ++i) spread(row_.data() + i * image_.channels, rgba + i * 4);
    } else {
      read_scaled(y, x, count, rgba);
    }
  }

 private:
  size_t floats(int32_t pixels) const { return static_cast<size_t>(pixels) * static_cast<size_t>(image_.channels); }

  void spread(const float* pixel, float* rgba) const {
    const bool grey = image_.channels == 1;
    for (int c = 0; c < 3; ++c) rgba[c] = pixel[grey ? 0 : c];
    rgba[3] = image_.channels == 4 ? pixel[3] : 1.0f;
  }

  // Bilinear: drafts are smaller than the frame.
  void read_scaled(int32_t y, int32_t x, int32_t count, float* rgba) {
    const auto [top, below, down] = between(y, height_, image_.height);
    row_load(image_, 0, top, image_.width, row_.data());
    row_load(image_, 0, below, image_.width, next_.data());
    for (int32_t i = 0; i < count; ++i, rgba += 4) {
      const auto [left, right, across] = between(x + i, width_, image_.width);
      float mixed[4];
      for (int32_t c = 0; c < image_.channels; ++c) {
        const auto at = [&](const std::vector<float>& row) {
          const float a = row[floats(left) + static_cast<size_t>(c)], b = row[floats(right) + static_cast<size_t>(c)];
          return a + (b - a) * across;
        };
        const float upper = at(row_), lower = at(next_);
        mixed[c] = upper + (lower - upper) * down;
      }
      spread(mixed, rgba);
    }
  }

  struct Between {
    int32_t before, after;
    float share;
  };
  static Between between(int32_t at, int32_t of, int32_t size) {
    const float place = (static_cast<float>(at) + 0.5f) * static_cast<float>(size) / static_cast<float>(of) - 0.5f;
    const float clamped = std::clamp(place, 0.0f, static_cast<float>(size - 1));
    const int32_t before = static_cast<int32_t>(clamped);
    return {before, std::min(before + 1, size - 1), clamped - static_cast<float>(before)};
  }

  const ConstImage image_;
  const int32_t width_, height_;
  std::vector<float> row_, next_;
};

// A value of data as a picture shows it; what is no number is black.
float shown_value(float value, const Shown& shown) {
  const float v = static_cast<float>(shown.offset) + static_cast<float>(shown.gain) * value;
  return v > 0 ? std::min(v, 1.0f) : 0.0f;
}

// The pixel that is shown, straight, from the result's and (for mattes in alpha) the source's.
void show_pixel(const Shown& shown, const float* source, float* pixel) {
  switch (shown.kind) {
    case ViewKind::image:
    case ViewKind::layer:
    case ViewKind::matte:
      return;
    case ViewKind::alpha:
      pixel[3] = pixel[0];
      std::copy_n(source, 3, pixel);
      return;
    case ViewKind::data:
      for (int c = 0; c < 3; ++c) pixel[c] = shown_value(pixel[c], shown);
      pixel[3] = 1;
      return;
  }
}

// Colours that show nothing are black, but for pictures: theirs were not divided and are not multiplied.
void multiply_shown(float* rgba, int32_t count, ViewKind kind) {
  alpha_multiply(rgba, count);
  if (kind == ViewKind::image) return;
  for (int32_t x = 0; x < count; ++x)
    if (!(rgba[x * 4 + 3] > 0)) std::fill_n(rgba + x * 4, 3, 0.0f);
}

// The rows of the window: which part of them the frame covers, and where they lie in frame and output.
struct Span {
  int32_t left, count, right;    // pixels before the frame, in it, after it
  int32_t frame_x, output_x;     // of the first pixel in it, and of the window's first
};

Span span_of(const OfxRectI& frame, const Destination& target) {
  const int x1 = std::clamp(frame.x1, target.window.x1, target.window.x2);
  const int x2 = std::clamp(frame.x2, x1, target.window.x2);
  return {x1 - target.window.x1, x2 - x1, target.window.x2 - x2, x1 - frame.x1, target.window.x1 - target.bounds.x1};
}

void clear(const Destination& target, int32_t row, int32_t x, int32_t count) {
  if (count <= 0) return;
  const size_t pixel = target.view.pixel_bytes();
  std::memset(target.view.row(row) + static_cast<size_t>(x) * pixel, 0, static_cast<size_t>(count) * pixel);
}

// Calls body(frame_row, output_row, span) for the rows of the window that the frame covers; clears all else in it.
template <typename Body>
void over_window(const OfxRectI& frame, const Destination& target, const Body& body) {
  const Span span = span_of(frame, target);
  for (int y = target.window.y1; y < target.window.y2; ++y) {
    const int32_t row = target.bounds.y2 - 1 - y;
    if (y < frame.y1 || y >= frame.y2 || span.count == 0) {
      clear(target, row, span.output_x, span.left + span.count + span.right);
      continue;
    }
    clear(target, row, span.output_x, span.left);
    body(frame.y2 - 1 - y, row, span);
    clear(target, row, span.output_x + span.left + span.count, span.right);
  }
}

void store(const Destination& target, int32_t row, int32_t x, int32_t count, float* rgba) {
  if (target.view.channels == 3)
    for (int32_t i = 1; i < count; ++i) std::copy_n(rgba + i * 4, 3, rgba + i * 3);
  row_store(target.view, x, row, count, rgba);
}

bool same_samples(const ConstImage& a, const Image& b) { return a.dtype == b.dtype && a.channels == b.channels; }

void copy_row(const ConstImage& from, int32_t y, int32_t x, int32_t count, const Destination& target, int32_t row, int32_t at) {
  const size_t pixel = from.pixel_bytes();
  std::memcpy(target.view.row(row) + static_cast<size_t>(at) * pixel, from.row(y) + static_cast<size_t>(x) * pixel,
              static_cast<size_t>(count) * pixel);
}

}  // namespace

void pixels_show(const Shown& shown, const Destination& target) {
  const int32_t width = shown.frame.x2 - shown.frame.x1, height = shown.frame.y2 - shown.frame.y1;
  const bool plain = (shown.kind == ViewKind::image || shown.kind == ViewKind::layer) &&
                     same_samples(shown.result, target.view) && shown.result.width == width &&
                     shown.result.height == height && !shown.result_premultiplied;
  const bool multiply = target.premultiplied || (target.view.channels == 3 && shown.kind == ViewKind::layer);
  Rows result(shown.result, width, height), source(shown.source, width, height);
  std::vector<float> pixels(static_cast<size_t>(width) * 4), colours;
  if (shown.kind == ViewKind::alpha) colours.resize(pixels.size());
  over_window(shown.frame, target, [&](int32_t y, int32_t row, const Span& span) {
    const int32_t at = span.output_x + span.left;
    if (plain && (!multiply || row_is_opaque(shown.result, y, span.frame_x, span.count))) {
      copy_row(shown.result, y, span.frame_x, span.count, target, row, at);
      return;
    }
    result.read(y, span.frame_x, span.count, pixels.data());
    if (shown.result_premultiplied) alpha_divide(pixels.data(), span.count);
    if (shown.kind == ViewKind::alpha) {
      source.read(y, span.frame_x, span.count, colours.data());
      if (shown.source_premultiplied) alpha_divide(colours.data(), span.count);
    }
    for (int32_t i = 0; i < span.count; ++i)
      show_pixel(shown, colours.empty() ? nullptr : colours.data() + i * 4, pixels.data() + i * 4);
    if (multiply) multiply_shown(pixels.data(), span.count, shown.kind);
    store(target, row, at, span.count, pixels.data());
  });
}

void pixels_pass(const ConstImage& from, const OfxRectI& frame, bool source_premultiplied, const Destination& target) {
  const bool plain = same_samples(from, target.view) && source_premultiplied == target.premultiplied;
  Rows source(from, from.width, from.height);
  std::vector<float> pixels(static_cast<size_t>(from.width) * 4);
  over_window(frame, target, [&](int32_t y, int32_t row, const Span& span) {
    const int32_t at = span.output_x + span.left;
    if (plain || (same_samples(from, target.view) && row_is_opaque(from, y, span.frame_x, span.count))) {
      copy_row(from, y, span.frame_x, span.count, target, row, at);
      return;
    }
    source.read(y, span.frame_x, span.count, pixels.data());
    if (source_premultiplied && !target.premultiplied) alpha_divide(pixels.data(), span.count);
    if (!source_premultiplied && target.premultiplied) alpha_multiply(pixels.data(), span.count);
    store(target, row, at, span.count, pixels.data());
  });
}

}  // namespace sfumato::ofx
