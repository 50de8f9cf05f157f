// SPDX-License-Identifier: Apache-2.0
// Soft shadows of a height field: the surface shrunk once, then one march per light.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "base/scratch.h"
#include "relight/stages.h"

namespace sfumato::relight {

class Shadows {
 public:
  // Shrinks `nearness` and builds the stack of means.
  Shadows(const ConstImage& nearness, const RelightOptions& options, const Job& job);

  // Traces one light over the whole field. Returns its index for `upsample`.
  size_t trace(const Light& light, const Job& job);

  // Visibility 0..1 of n pixels (at most `chunk`) from x of row y for traced light `index`.
  void upsample(size_t index, int32_t x, int32_t y, int32_t n, const float* nearness, float* visibility) const;

 private:
  struct Traced {
    Traced(const March& m, size_t count) : march(m), visibility(count) {}
    March march;
    Scratch<float> visibility;
  };
  March march_for(const Light& light) const;
  // How many parts the source is shared out into: 1 where its width does not show.
  int32_t parts_of(const March& march) const;
  float* row(const Scratch<float>& plane, int32_t y) const {
    return plane.data() + field_.margin + y * static_cast<ptrdiff_t>(field_.pitch);
  }
  void march_rows(const March* marches, int32_t count, const Scratch<float>& visibility, const Job& job) const;
  // Means of `count` rows, and then of as many columns, over what lies at the same depth.
  void mix_rows(const Scratch<float>& from, int32_t count, bool across, float jump, const Scratch<float>& to,
                const Job& job) const;
  void repeat_edges(float* row) const;
  void shrink(const ConstImage& nearness, const Job& job);
  void fade(int32_t y, float inverse_fade, float* visibility) const;
  size_t plane_size() const { return static_cast<size_t>(field_.pitch) * static_cast<size_t>(field_.height); }
  float* level(int32_t l) const { return planes_[l]->data() + field_.margin; }

  int32_t width_, height_, scale_;
  float length_;  // the picture's longer side in field pixels
  RelightOptions options_;
  ShadowField field_{};
  std::optional<Scratch<float>> planes_[max_levels];
  std::vector<float> tops_;
  std::deque<Traced> traced_;
};

}  // namespace sfumato::relight
