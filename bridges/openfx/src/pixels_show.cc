// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "alpha.h"
#include "pixels.h"
#include "rows.h"
#include "sfumato/row.h"

namespace sfumato::ofx {
namespace {

// Two neighbours, and how far towards the second.
struct Between {
  int32_t before, after;
  float share;
};

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
    const Between rows = between(y, height_, image_.height);
    row_load(image_, 0, rows.before, image_.width, row_.data());
    row_load(image_, 0, rows.after, image_.width, next_.data());
    for (int32_t i = 0; i < count; ++i, rgba += 4) {
      const Between columns = between(x + i, width_, image_.width);
      float mixed[4];
      for (int32_t c = 0; c < image_.channels; ++c) {
        const auto at = [&](const std::vector<float>& row) {
          const float left = row[floats(columns.before) + static_cast<size_t>(c)];
          const float right = row[floats(columns.after) + static_cast<size_t>(c)];
          return left + (right - left) * columns.share;
        };
        const float upper = at(row_), lower = at(next_);
        mixed[c] = upper + (lower - upper) * rows.share;
      }
      spread(mixed, rgba);
    }
  }

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

// For every row of the window: Painter(…).row(frame_row, output_row, span) where the frame covers it; all else is cleared.
// Each thread has a painter of its own, made of `arguments`.
template <typename Painter, typename... Arguments>
void over_window(const OfxRectI& frame, const Destination& target, const Arguments&... arguments) {
  const Span span = span_of(frame, target);
  const OfxRectI& window = target.window;
  const size_t row_bytes = static_cast<size_t>(window.x2 - window.x1) * target.view.pixel_bytes();
  const int32_t rows = window.y2 - window.y1;
  over_rows(rows, row_bytes * static_cast<size_t>(rows), [&](int32_t first, int32_t end) {
    Painter painter(arguments..., target);
    for (int y = window.y1 + first; y < window.y1 + end; ++y) {
      const int32_t row = target.bounds.y2 - 1 - y;
      if (y < frame.y1 || y >= frame.y2 || span.count == 0) {
        clear(target, row, span.output_x, span.left + span.count + span.right);
        continue;
      }
      clear(target, row, span.output_x, span.left);
      painter.row(frame.y2 - 1 - y, row, span);
      clear(target, row, span.output_x + span.left + span.count, span.right);
    }
  });
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

class ShownPainter {
 public:
  ShownPainter(const Shown& shown, const Destination& target)
      : shown_(shown),
        target_(target),
        width_(shown.frame.x2 - shown.frame.x1),
        result_(shown.result, width_, shown.frame.y2 - shown.frame.y1),
        source_(shown.source, width_, shown.frame.y2 - shown.frame.y1) {
    const bool picture = shown.kind == ViewKind::image || shown.kind == ViewKind::layer;
    const bool whole = shown.result.width == width_ && shown.result.height == shown.frame.y2 - shown.frame.y1;
    plain_ = picture && whole && same_samples(shown.result, target.view) && !shown.result_premultiplied;
    multiply_ = target.premultiplied || (target.view.channels == 3 && shown.kind == ViewKind::layer);
  }

  void row(int32_t y, int32_t row, const Span& span) {
    const int32_t at = span.output_x + span.left;
    if (plain_ && (!multiply_ || row_is_opaque(shown_.result, y, span.frame_x, span.count)))
      return copy_row(shown_.result, y, span.frame_x, span.count, target_, row, at);
    pixels_.resize(static_cast<size_t>(width_) * 4);
    result_.read(y, span.frame_x, span.count, pixels_.data());
    if (shown_.result_premultiplied) alpha_divide(pixels_.data(), span.count);
    if (shown_.kind == ViewKind::alpha) {
      colours_.resize(pixels_.size());
      source_.read(y, span.frame_x, span.count, colours_.data());
      if (shown_.source_premultiplied) alpha_divide(colours_.data(), span.count);
    }
    for (int32_t i = 0; i < span.count; ++i)
      show_pixel(shown_, colours_.empty() ? nullptr : colours_.data() + i * 4, pixels_.data() + i * 4);
    if (multiply_) multiply_shown(pixels_.data(), span.count, shown_.kind);
    store(target_, row, at, span.count, pixels_.data());
  }

 private:
  const Shown& shown_;
  const Destination& target_;
  const int32_t width_;
  Rows result_, source_;
  bool plain_, multiply_;
  std::vector<float> pixels_, colours_;
};

class PassPainter {
 public:
  PassPainter(const ConstImage& from, bool premultiplied, const Destination& target)
      : from_(from), premultiplied_(premultiplied), target_(target), source_(from, from.width, from.height) {}

  void row(int32_t y, int32_t row, const Span& span) {
    const int32_t at = span.output_x + span.left;
    const bool same_alpha = premultiplied_ == target_.premultiplied || row_is_opaque(from_, y, span.frame_x, span.count);
    if (same_alpha && same_samples(from_, target_.view))
      return copy_row(from_, y, span.frame_x, span.count, target_, row, at);
    pixels_.resize(static_cast<size_t>(from_.width) * 4);
    source_.read(y, span.frame_x, span.count, pixels_.data());
    if (premultiplied_ && !target_.premultiplied) alpha_divide(pixels_.data(), span.count);
    if (!premultiplied_ && target_.premultiplied) alpha_multiply(pixels_.data(), span.count);
    store(target_, row, at, span.count, pixels_.data());
  }

 private:
  const ConstImage& from_;
  const bool premultiplied_;
  const Destination& target_;
  Rows source_;
  std::vector<float> pixels_;
};

}  // namespace

void pixels_show(const Shown& shown, const Destination& target) {
  over_window<ShownPainter>(shown.frame, target, shown);
}

void pixels_pass(const ConstImage& source, const OfxRectI& frame, bool source_premultiplied, const Destination& target) {
  over_window<PassPainter>(frame, target, source, source_premultiplied);
}

}  // namespace sfumato::ofx
