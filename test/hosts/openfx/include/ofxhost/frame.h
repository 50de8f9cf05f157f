// SPDX-License-Identifier: Apache-2.0
// Pixels as a host holds them: any depth, components, origin and row layout, with guards all round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ofx/ofx.h"

namespace ofxhost {

enum class Depth { byte, half, short_int, real };  // real: 32-bit float
enum class Components { alpha, rgb, rgba };

struct Format {
  Depth depth = Depth::real;
  Components components = Components::rgba;

  int channels() const { return components == Components::rgba ? 4 : components == Components::rgb ? 3 : 1; }
  int sample_bytes() const { return depth == Depth::byte ? 1 : depth == Depth::real ? 4 : 2; }
  int pixel_bytes() const { return channels() * sample_bytes(); }
  bool operator==(const Format&) const = default;
};

const char* depth_constant(Depth depth);
const char* components_constant(Components components);

struct Layout {
  int padding = 0;        // bytes after each row
  bool negative = false;  // rows lie from the top down in memory: row bytes are negative
  bool operator==(const Layout&) const = default;
};

inline int width_of(const OfxRectI& r) { return r.x2 - r.x1; }
inline int height_of(const OfxRectI& r) { return r.y2 - r.y1; }

// Owns the pixels of `bounds` (y up, x2 and y2 outside). Reading or writing past the memory's end faults; writes into
// the bytes before it or between the rows are found by `damage`.
class Frame {
 public:
  Frame(Format format, OfxRectI bounds, Layout layout);
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  const Format format;
  const OfxRectI bounds;
  const Layout layout;

  // The bottom row, and the way to the next higher one, as kOfxImagePropData and kOfxImagePropRowBytes.
  void* data() const;
  int row_bytes() const { return layout.negative ? -stride_ : stride_; }
  uint8_t* row(int y) const;

  // Tight pixels, top row first, for what scenarios bring and take.
  void read_top_down(std::vector<uint8_t>& pixels) const;
  // `pixels` must have width × height × pixel_bytes bytes.
  void write_top_down(const std::vector<uint8_t>& pixels);

  // Fills everything, guards and padding too, with a pattern that no picture holds.
  void fill_with_canary();
  // Guards and padding only; pixels keep what they hold.
  void set_guards();

  // Which bytes outside of `window` (all pixels when it is empty) differ from the canary: "" or where, in words.
  // `window` null: pixels may hold anything.
  std::string damage(const OfxRectI* window) const;
  // The first pixel of the window, if any, that still holds the canary: "" or where.
  std::string unwritten(const OfxRectI& window) const;
  // Changes when any pixel does.
  uint64_t checksum() const;

 private:
  int stride_;
  size_t used_;          // bytes of all rows with padding
  uint8_t* mapping_ = nullptr;
  size_t mapping_bytes_ = 0;
  uint8_t* first_ = nullptr;  // lowest byte of the rows
};

}  // namespace ofxhost
