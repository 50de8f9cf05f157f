// SPDX-License-Identifier: Apache-2.0
#include "fill/complete.h"

#include <algorithm>

#include "fill/blend.h"
#include "fill/seam.h"
#include "fill/vote.h"

namespace sfumato {
namespace {

// How one scale is worked. Coarse scales agree on structure by soft means; fine ones take real colours.
struct Plan {
  int32_t iterations, passes, sharpness;
  bool real_colours;
};

Plan plan_for(int32_t level, bool coarsest, const FillOptions& options) {
  const bool draft = options.draft;
  if (options.guided) return {draft || level > 0 ? 1 : 2, coarsest ? 6 : 2, 3, level == 0};  // stay with the proposal
  const int32_t finest = draft ? 1 : 3;
  if (level == 0) return {finest, draft ? 1 : 2, 3, true};
  if (level == 1) return {draft ? 2 : 5, draft ? 1 : 2, 2, true};
  return {coarsest ? 12 : draft ? 4 : 8, 2, 0, false};
}

std::vector<FillField> pyramid(const FillWindow& window, const FillOptions& options, const Job& job) {
  constexpr int32_t thin_enough = 3;  // a patch then sees both rims
  constexpr size_t sources_enough = 16;
  constexpr size_t guided_levels = 3;  // coarser scales would forget the proposal
  std::vector<FillField> levels;
  levels.push_back(window_field(window, options, job));
  for (;;) {
    const FillField& last = levels.back();
    if (options.guided && levels.size() == guided_levels) break;
    if (last.sources.empty() || *std::max_element(last.depth.begin(), last.depth.end()) <= thin_enough) break;
    FillField next = field_halve(last, options.guided, job);
    if (next.sources.size() < sources_enough || next.x0 >= next.x1) break;
    levels.push_back(std::move(next));
  }
  return levels;
}

// Each scale costs about four times the next coarser one.
double share_done(int32_t level, double of_level) {
  double finer = 1.0;
  for (int32_t l = 0; l < level; ++l) finer *= 0.25;
  return finer * (0.25 + 0.75 * of_level);
}

}  // namespace

bool complete_texture(FillWindow& window, const FillOptions& options, const Job& job,
                      const std::function<void(double)>& report) {
  std::vector<FillField> levels = pyramid(window, options, job);
  if (levels.back().sources.empty() || levels.back().x0 >= levels.back().x1) return false;
  const int32_t top = static_cast<int32_t>(levels.size()) - 1;
  for (int32_t level = top; level >= 0; --level) {
    FillField& field = levels[static_cast<size_t>(level)];
    const uint32_t seed = options.seed * 64u + static_cast<uint32_t>(level);
    if (level == top) {
      if (!options.guided) field_peel(field);
      field_scatter(field, seed, job);
    } else {
      field_refine(field, levels[static_cast<size_t>(level) + 1], seed, job);
      levels.pop_back();
      vote_centre(field, job);
    }
    const Plan plan = plan_for(level, level == top, options);
    for (int32_t i = 0; i < plan.iterations; ++i) {
      const int32_t passes = level == top && i == 0 ? 8 : plan.passes;
      field_search(field, passes, seed * 32u + static_cast<uint32_t>(i), job);
      if (plan.real_colours)
        vote_nearest(field, plan.sharpness, job);
      else
        vote_mean(field, plan.sharpness, job);
      report(0.9 * share_done(level, (i + 1.0) / plan.iterations));
    }
  }
  const std::vector<int32_t> label = seam_labels(levels.front(), options.draft ? 2 : 4, job);
  blend_labels(window, label, options.colour_match, job);
  report(1.0);
  return true;
}

}  // namespace sfumato
