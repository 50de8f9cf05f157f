// SPDX-License-Identifier: Apache-2.0
// A picture that the host lends for the time of one action.
#pragma once

#include <optional>
#include <string>

#include "ofx/ofx.h"
#include "properties.h"
#include "sfumato/image.h"

namespace sfumato::ofx {

enum class Premultiplication : uint8_t { opaque, premultiplied, straight };

// Given back to the host exactly once, by its end. Movable.
class Picture {
 public:
  // The clip's picture at a time. Nothing when the host has none, or one that this cannot read (no memory, no rows, an
  // unknown depth or layout of channels).
  static std::optional<Picture> fetch(OfxImageClipHandle clip, double time);

  Picture(Picture&& other) noexcept;
  Picture& operator=(Picture&&) = delete;
  ~Picture();

  // All pixels, row 0 at the top: rows of the host go up, so the view's row_bytes is mostly negative. Four channels
  // (RGBA), three (RGB) or one (alpha).
  const Image& view() const { return view_; }
  // Where the pixels lie, y up.
  const OfxRectI& bounds() const { return bounds_; }
  Premultiplication premultiplication() const { return premultiplication_; }
  const Properties& properties() const { return properties_; }

 private:
  explicit Picture(OfxPropertySetHandle handle) : properties_(handle) {}
  bool read();
  Properties properties_;
  Image view_;
  OfxRectI bounds_{};
  Premultiplication premultiplication_ = Premultiplication::straight;
};

}  // namespace sfumato::ofx
