// SPDX-License-Identifier: Apache-2.0
#include "fill/complete.h"

#include <algorithm>

#include "fill/blend.h"
#include "fill/consensus.h"
#include "fill/guide.h"
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
  const int32_t finest = draft ? 1 : 3;
  if (level == 0) return {finest, draft ? 1 : 2, 3, true};
  if (level == 1) return {draft ? 2 : 5, draft ? 1 : 2, 2, true};
  return {coarsest ? 12 : draft ? 4 : 8, 2, 0, false};
}

std::vector<FillField> pyramid(const FillWindow& window, const FillOptions& options, const Job& job) {
  constexpr int32_t thin_enough = 3;  // a patch then sees both rims
  constexpr size_t sources_enough = 16;
  std::vector<FillField> levels;
  levels.push_back(window_field(window, options, false, job));
  for (;;) {
    const FillField& last = levels.back();
    if (last.sources.empty() || *std::max_element(last.depth.begin(), last.depth.end()) <= thin_enough) break;
    FillField next = field_halve(last, false, job);
    if (next.sources.size() < sources_enough || next.x0 >= next.x1) break;
    levels.push_back(std::move(next));
  }
  return levels;
}

// Gives the coarse scales of a large hole their guide. A small one's content lies nearer to both rims than a guide knows.
void guide(std::vector<FillField>& levels, const FillWindow& window, const FillOptions& options, const Job& job) {
  const std::vector<int32_t>& depth = levels.front().depth;
  if (*std::max_element(depth.begin(), depth.end()) <= unguided_depth) return;
  FillField proposed;
  if (options.guided) proposed = window_field(window, options, true, job);
  for (size_t l = 1; l < levels.size(); ++l) {
    if (options.guided) proposed = field_halve(proposed, true, job);
    if (levels[l].level >= guided_level) field_guide(levels[l], options.guided ? &proposed : nullptr, job);
  }
}

// Each scale costs about four times the next coarser one.
double share_done(int32_t level, double of_level) {
  double finer = 1.0;
  for (int32_t l = 0; l < level; ++l) finer *= 0.25;
  return finer * (0.25 + 0.75 * of_level);
}

// Works one scale: from a coarser one's matches, or from noise at the coarsest. Odd variations end each coarse scale with
// sharp votes: they commit to one structure where soft means would hold on to a blurred compromise.
void work(FillField& field, const FillField* coarse, uint32_t variation, const FillOptions& options, const Job& job,
          const std::function<void(double)>& report) {
  const uint32_t seed = options.seed * 64u + static_cast<uint32_t>(field.level) + variation * 7919u;
  if (coarse) {
    field_refine(field, *coarse, seed, job);
    vote_centre(field, job);
  } else {
    field_peel(field);
    field_scatter(field, seed, job);
  }
  const Plan plan = plan_for(field.level, !coarse, options);
  for (int32_t i = 0; i < plan.iterations; ++i) {
    const int32_t passes = !coarse && i == 0 ? 8 : plan.passes;
    field_search(field, passes, seed * 32u + static_cast<uint32_t>(i), job);
    if (plan.real_colours)
      vote_nearest(field, plan.sharpness, job);
    else
      vote_mean(field, plan.sharpness + (variation % 2) * (4 * i / plan.iterations), job);
    report((i + 1.0) / plan.iterations);
  }
}

// Works the scales down to `level` several times, each from other noise, and lets them agree there.
Doubt consult(std::vector<FillField>& levels, int32_t level, const FillOptions& options, const Job& job,
              const std::function<void(double)>& report) {
  constexpr uint32_t opinions = 6;
  std::vector<FillField> answers;
  for (uint32_t k = 0; k < opinions; ++k) {
    FillField coarse, field;
    for (size_t l = levels.size(); l-- > static_cast<size_t>(level); std::swap(coarse, field)) {
      field = levels[l];
      work(field, l + 1 < levels.size() ? &coarse : nullptr, k, options, job, [](double) {});
    }
    answers.push_back(std::move(coarse));
    report((k + 1.0) / opinions);
  }
  levels.resize(static_cast<size_t>(level) + 1);
  FillField& field = levels.back();
  Doubt doubt = agree(field, answers, job);
  for (uint32_t i = 0; i < 2; ++i) {
    field_search(field, 2, options.seed * 64u + 901u + i, job);
    vote_mean(field, 0, job);
  }
  return doubt;
}

}  // namespace

std::vector<int32_t> complete_texture(FillWindow& window, const FillOptions& options, const Job& job,
                                      const std::function<void(double)>& report) {
  constexpr int32_t meeting = 2;     // the scale at which opinions meet: a quarter
  constexpr double consulting = 0.3; // share of the time
  std::vector<FillField> levels = pyramid(window, options, job);
  if (levels.back().sources.empty() || levels.back().x0 >= levels.back().x1) return {};
  guide(levels, window, options, job);
  int32_t level = static_cast<int32_t>(levels.size()) - 1;
  const bool several = level > meeting + 1 && !options.draft;
  Doubt doubt;
  if (several) {
    doubt = consult(levels, meeting, options, job, [&](double done) { report(consulting * done); });
    level = meeting - 1;
  }
  for (; level >= 0; --level) {
    const size_t next = static_cast<size_t>(level) + 1;
    const FillField* coarse = next < levels.size() ? &levels[next] : nullptr;
    const double begun = several ? consulting : 0.0;
    work(levels[static_cast<size_t>(level)], coarse, 0, options, job,
         [&](double done) { report(begun + (0.9 - begun) * share_done(level, done)); });
    levels.resize(next);
  }
  std::vector<int32_t> label = seam_labels(levels.front(), options.draft ? 2 : 4, job);
  blend_labels(window, label, options.colour_match, job);
  if (several) calm(window, doubt, options.colour_match, job);
  report(1.0);
  return label;
}

}  // namespace sfumato
