// SPDX-License-Identifier: Apache-2.0
// Pixels between a host's pictures and the engine's. Host pictures are top-down views here (Picture::view); the engine's
// have tight rows and straight alpha.
#pragma once

#include <cstddef>

#include "effect.h"
#include "ofx/core.h"
#include "sfumato/image.h"

namespace sfumato::ofx {

// Every pixel of `from` into tight rows of the same samples. Premultiplied colours are divided by their alpha, except
// where it is 0: they stay as they are there.
void pixels_take(const ConstImage& from, bool premultiplied, void* into);

// A matte of `frame`'s size as tight rows of floats: what `mask`, whose pixels lie at `bounds`, says there; 0 outside.
// One channel is taken as it is. Of colours: their alpha where any pixel is not opaque, else their luma (Rec. 709).
void pixels_take_matte(const ConstImage& mask, const OfxRectI& bounds, const OfxRectI& frame, float* into);

// The alpha of `from` as tight rows of floats, 1 where it has none; or 1 minus that.
void pixels_take_alpha(const ConstImage& from, bool inverted, float* into);

// Where a result goes.
struct Destination {
  Image view;          // the host's output, all of it, with three or four channels
  OfxRectI bounds;     // where its pixels lie
  OfxRectI window;     // what is to be written: every pixel of it, and no other
  bool premultiplied;  // how it is to hold its colours
};

// What a result is made of.
struct Shown {
  ConstImage result;        // of the engine; smaller than the frame in drafts, else of its size
  bool result_premultiplied;
  ConstImage source;        // the host's picture that the frame is
  OfxRectI frame;           // where it lies
  bool source_premultiplied;
  ViewKind kind;
  double offset, gain;      // of data
};

// Writes the window: the result as its kind is shown, transparent black outside the frame.
void pixels_show(const Shown& shown, const Destination& target);

// Writes the window: the source as it is, transparent black outside of it.
void pixels_pass(const ConstImage& source, const OfxRectI& frame, bool source_premultiplied, const Destination& target);

}  // namespace sfumato::ofx
