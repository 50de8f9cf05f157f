// SPDX-License-Identifier: Apache-2.0
// What the selection kernels work on: a small float copy of the picture with what is known about its pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/select.h"

namespace sfumato {

struct Scene {
  int32_t width = 0, height = 0;
  std::vector<float> rgb;    // interleaved, display-encoded, 0..1
  std::vector<Mark> marks;   // `limits` also where the picture is transparent
  std::vector<float> prior;  // 0..1, or empty

  int64_t size() const { return static_cast<int64_t>(width) * height; }
};

// Reads the pictures of select_region. Throws std::invalid_argument when they do not fit each other.
Scene scene_load(const ConstImage& image, const ConstImage& marks, const ConstImage* prior, const Job& job);

// The scene averaged over blocks of factor x factor. A block takes the mark that most of its marked pixels have,
// inside and outside before limits; it is `limits` only as a whole.
Scene scene_reduce(const Scene& scene, int32_t factor);

// Labels the 8-connected parts where `member` is non-zero from 1 (0 elsewhere); returns their number.
int32_t label_parts(const std::vector<uint8_t>& member, int32_t width, int32_t height, std::vector<int32_t>& labels);

// Chebyshev distance to the nearest pixel with the other label, up to `limit` (limit + 1 beyond).
std::vector<uint8_t> outline_distance(const std::vector<uint8_t>& labels, int32_t width, int32_t height, int32_t limit);

}  // namespace sfumato
