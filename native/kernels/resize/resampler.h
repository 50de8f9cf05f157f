// SPDX-License-Identifier: Apache-2.0
// Rows of a resized picture, one after another, for whatever is made of them next.
#pragma once

#include <functional>
#include <vector>

#include "base/scratch.h"
#include "resize/axis.h"
#include "sfumato/image.h"

namespace sfumato {

// What happens to source pixels before they are averaged: `transfer` decoded to light (linear: nothing), then four
// channels premultiplied.
struct Prepare {
  Transfer transfer = Transfer::linear;
  bool premultiply = false;
  bool needed(int32_t channels) const { return transfer != Transfer::linear || (premultiply && channels == 4); }
};

// Gives the columns x..x+n of the output's rows, as interleaved floats (1.0 = full scale). Rows must be asked for in
// rising order. Whichever axis leaves fewer samples goes first; either order gives the same numbers but for rounding.
class Resampler {
 public:
  // All arguments outlive it.
  Resampler(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare, int32_t x,
            int32_t n);
  // Valid until the next call; may be written to, and is followed by row_slack floats of no meaning.
  float* row(int32_t y);
  // Rows from `y` to at most `end`, rounded to bytes (255 = full scale) in one step where that is possible, to
  // out + k * stride. How many were made: at least one and at most most_byte_rows, or none where it is not possible.
  int32_t rows_as_bytes(int32_t y, int32_t end, uint8_t* out, ptrdiff_t stride);
  static constexpr int32_t most_byte_rows = 8;

  // How many columns to ask of one Resampler, so that its rows stay in the second-level cache.
  static int32_t columns(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare);

 private:
  void load(int32_t source_y, float* into) const;
  void reduce(const float* in, float* out) const;
  const float* ring_row(int32_t source_y);
  // Puts the source rows of output row `y` in rows_ and their weights, times `scale`, in weights_. How many there are.
  int32_t take_rows(int32_t y, float scale);

  // From a source row to the one that takes its place in the output row below, in bytes.
  ptrdiff_t next_rows(int32_t taps) const;

  const ConstImage& source_;
  const Axis &horizontal_, &vertical_;
  const Prepare prepare_;
  const int32_t x_, n_, channels_;
  const bool widen_first_;  // horizontal before vertical
  const bool careful_;      // a weight of zero may meet a NaN or an infinity
  const bool direct_;       // rows are averaged in the source's own type
  int32_t source_x_, source_n_;
  size_t slot_floats_;
  Scratch<float> ring_, narrow_, wide_;
  std::vector<int32_t> held_;  // the source row in each slot of the ring
  std::vector<const void*> rows_;
  std::vector<float> weights_;
};

// body(resampler, x, n, begin, end) for every block of the output (columns x..x+n, rows begin..end), in parallel.
// Blocks cover the output once; the job is checked before each and told after.
void for_resampled_blocks(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare,
                          const Job& job,
                          const std::function<void(Resampler&, int32_t x, int32_t n, int32_t begin, int32_t end)>& body);

}  // namespace sfumato
