// SPDX-License-Identifier: Apache-2.0
// One scale of the picture round a hole, and for each of its patches that touch the hole the known patch most like it.
#pragma once

#include <cstdint>
#include <vector>

#include "fill/patch.h"
#include "sfumato/job.h"

namespace sfumato {

// Repeatable noise: the same words give the same number on every machine, in any order.
inline uint32_t fill_noise(uint32_t seed, uint32_t a, uint32_t b) {
  uint64_t z = (static_cast<uint64_t>(seed) << 32 | a) + 0x9e3779b97f4a7c15ull * (b + 1ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return static_cast<uint32_t>(z >> 32 ^ z);
}

struct FillField {
  int32_t width = 0, height = 0, level = 0;
  std::vector<uint8_t> pixels;    // R G B and the texture feature, width x height x 4
  std::vector<uint8_t> hole;      // 1: to be filled
  std::vector<uint8_t> barred;    // 1: must not be copied from (every hole pixel among them)
  std::vector<uint8_t> is_source; // by top-left pixel: the whole patch may be copied
  std::vector<int32_t> sources;   // where is_source, in order
  std::vector<uint8_t> is_target; // by top-left pixel: the patch lies in the picture and touches the hole
  std::vector<int32_t> depth;     // distance of a hole pixel to the rim in pixels (at least 1), 0 outside
  std::vector<int32_t> match;     // for targets: top-left pixel of the best source
  std::vector<uint32_t> cost;     // for targets: its distance, penalty included
  std::vector<uint8_t> guide;     // coarse R G B and texture feature (guide.h), as in pixels; empty at fine scales
  int32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // bounds of the targets

  int32_t at(int32_t x, int32_t y) const { return y * width + x; }
  ptrdiff_t row_bytes() const { return static_cast<ptrdiff_t>(width) * 4; }
  const uint8_t* pixel(int32_t i) const { return pixels.data() + static_cast<size_t>(i) * 4; }
  uint8_t* pixel(int32_t i) { return pixels.data() + static_cast<size_t>(i) * 4; }
  bool source_at(int32_t x, int32_t y) const {
    return x >= 0 && y >= 0 && x <= width - patch_side && y <= height - patch_side &&
           is_source[static_cast<size_t>(at(x, y))];
  }
  // Far copies cost a little, vertical ones more: light and scale change down a picture, and the near is more alike.
  uint32_t place_penalty(int32_t target, int32_t source) const {
    const int32_t dy = source / width - target / width, dx = source % width - target % width;
    return static_cast<uint32_t>((dx < 0 ? -dx : dx) + 2 * (dy < 0 ? -dy : dy)) << (level > 3 ? 3 : level);
  }
  // So does a source whose surroundings have other colours or texture than the guide expects here: as much as a patch that
  // differs by that everywhere.
  uint32_t guide_penalty(int32_t target, int32_t source) const {
    if (guide.empty()) return 0;
    const size_t centre = static_cast<size_t>(at(patch_centre, patch_centre));
    const uint8_t* wanted = guide.data() + (static_cast<size_t>(target) + centre) * 4;
    const uint8_t* found = guide.data() + (static_cast<size_t>(source) + centre) * 4;
    int32_t sum = 0;
    for (int32_t c = 0; c < 4; ++c) sum += (wanted[c] - found[c]) * (wanted[c] - found[c]);
    return static_cast<uint32_t>(patch_side * patch_side * sum);
  }
  uint32_t penalty(int32_t target, int32_t source) const {
    return place_penalty(target, source) + guide_penalty(target, source);
  }
};

// Distance of every hole pixel to the nearest pixel outside the hole (steps of 1, diagonals 4/3), at least 1; 0 outside.
// The picture's edge counts as hole.
std::vector<int32_t> hole_depths(const std::vector<uint8_t>& hole, int32_t width, int32_t height);

// Finds sources, targets and depths from `hole` and `barred`. Needs width, height and those two planes.
void field_prepare(FillField& field);

// Starts every target at a random source.
void field_scatter(FillField& field, uint32_t seed, const Job& job);

// Starts every target where the coarser field's match leads; `hole` pixels are then copied from their patches' matches.
void field_refine(FillField& field, const FillField& coarse, uint32_t seed, const Job& job);

// Recomputes the costs for the present pixels, then improves the matches by `passes` rounds of PatchMatch
// (propagation, random search in shrinking windows).
void field_search(FillField& field, int32_t passes, uint32_t seed, const Job& job);

}  // namespace sfumato
