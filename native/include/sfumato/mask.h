// SPDX-License-Identifier: Apache-2.0
// Mattes joined with each other and with their picture.
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// How a new matte meets an existing one: the new alone, the larger of both, the existing where the new is not
// (min(existing, 1 - new)), the smaller of both. Each gives the same again when repeated.
enum class Combine : uint8_t { replace, add, subtract, intersect };

struct MaskJoinOptions {
  Combine combine = Combine::replace;
  // 1 - result, last.
  bool invert = false;
};

// `matte` and `into` (one channel, same size, any dtype; may be the same view). `existing`: one channel, same size;
// null only with Combine::replace. `picture`: null, or a picture of four channels and the same size: pixels that are
// wholly transparent in it become 0 before the inversion. NaN counts as 0; results lie in 0..1.
// Throws std::invalid_argument for pictures that do not fit.
void mask_join(const ConstImage& matte, const ConstImage* existing, const ConstImage* picture,
               const MaskJoinOptions& options, const Image& into, const Job& job = {});

// The picture with the matte as its alpha. `picture`: 1, 3 or 4 channels, straight alpha (its alpha and the matte are
// multiplied). `into`: four channels, same size, straight alpha. `colours`: null, or the clean colours of what the
// matte shows (3 or 4 channels, same size; `into` itself may be given): mixed in by `decontaminate`, 0..1. Where the
// matte is exactly 1, the picture's own colours are kept to the bit when `into` has the picture's dtype and range.
// Values outside 0..1 are kept (float formats); NaN in the matte counts as 0.
void mask_cut_out(const ConstImage& picture, const ConstImage& matte, const ConstImage* colours, float decontaminate,
                  const Image& into, const Job& job = {});

// Sets parts of a small one-channel matte (connected over 8 neighbours where it exceeds `floor`) to 0 when they never
// reach `peak`, and everything at or below `floor` likewise. NaN becomes 0. Returns how many pixels reach `peak`.
int64_t mask_drop_faint(const Image& matte, float floor, float peak, const Job& job = {});

}  // namespace sfumato
