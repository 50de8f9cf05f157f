// SPDX-License-Identifier: Apache-2.0
#include "select/region.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "select/cut.h"
#include "select/geodesic.h"
#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr int32_t rounds = 4;          // of colours from labels, labels from colours
constexpr float edge_strength = 9.5f;  // nats of a flat edge at smoothness 1
constexpr float colour_limit = 1.9f;   // nats that colour alone may say
constexpr float place_strength = 2.5f;
constexpr float border_reach = 0.22f;  // how far an object may touch the border, in parts of the border's distance
constexpr float mark_share = 0.32f;     // of a side's colours, what lies under marks
constexpr float turning_bias = -0.3f;  // nats by which a prior resists a mark against it
constexpr float correction_reach = 8;  // of what lies around a mark that contradicts the prior
constexpr int32_t edge_width = 5;        // pixels beside the prior's outline where marks are about the outline
constexpr float step_floor = 0.0065f, step_contrast = 1.0f;  // geodesic cost of a step
constexpr int32_t sweeps = 6;

float median_of(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool any(const Scene& s, Mark mark) { return std::find(s.marks.begin(), s.marks.end(), mark) != s.marks.end(); }

std::vector<float> distance_from(const Scene& s, Mark mark, const Job& job) {
  std::vector<float> d(static_cast<size_t>(s.size()), infinity);
  for (size_t i = 0; i < d.size(); ++i)
    if (s.marks[i] == mark) d[i] = 0;
  geodesic_distance(s.rgb.data(), s.width, s.height, step_floor, step_contrast, sweeps, d, job);
  return d;
}

template <typename F>
void each_border_pixel(const Scene& s, F&& visit) {
  for (int32_t x = 0; x < s.width; ++x) {
    visit(static_cast<size_t>(x));
    visit(static_cast<size_t>(s.size() - s.width + x));
  }
  for (int32_t y = 1; y + 1 < s.height; ++y) {
    visit(static_cast<size_t>(y) * s.width);
    visit(static_cast<size_t>(y) * s.width + s.width - 1);
  }
}

// Keeps the parts of the labels that hold an inside mark; all when none does.
void keep_marked_parts(const Scene& s, std::vector<uint8_t>& labels) {
  std::vector<int32_t> part;
  const int32_t parts = label_parts(labels, s.width, s.height, part);
  std::vector<uint8_t> marked(static_cast<size_t>(parts) + 1, 0);
  bool found = false;
  for (size_t i = 0; i < labels.size(); ++i)
    if (s.marks[i] == Mark::inside && labels[i]) marked[static_cast<size_t>(part[i])] = 1, found = true;
  if (!found) return;
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = labels[i] && marked[static_cast<size_t>(part[i])];
}

// Raises the weights under marks, however few pixels they are, to `mark_share` of the whole.
void emphasise_marks(const Scene& s, Mark mark, std::vector<float>& weights) {
  double rest = 0, marked = 0;
  for (size_t i = 0; i < weights.size(); ++i)
    if (s.marks[i] == mark) ++marked;
    else rest += weights[i];
  if (!(marked > 0)) return;
  const float each = std::max(1.0f, static_cast<float>(rest * mark_share / (1 - mark_share) / marked));
  for (size_t i = 0; i < weights.size(); ++i)
    if (s.marks[i] == mark) weights[i] = each;
}

ColourRatio colours_of(const Scene& s, const std::vector<float>& inside, const std::vector<float>& outside,
                       const Job& job) {
  ColourMixture fitted[2];
  parallel_for(2, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k)
      fitted[k] = ColourMixture::fit(s.rgb.data(), (k == 0 ? inside : outside).data(), s.size());
  });
  return ColourRatio(fitted[0], fitted[1], job);
}

// Lowers parts of the prior that no inside mark is on. What a narrow gap parts belongs together, and so does what was
// one part before marks took away what lay between: taking a belt away does not take the legs.
void drop_unmarked_parts(const Scene& s, std::vector<float>& prior) {
  constexpr int32_t gap = 1;
  std::vector<uint8_t> member(prior.size(), 0);
  for (int32_t y = 0; y < s.height; ++y)
    for (int32_t x = 0; x < s.width; ++x) {
      const size_t i = static_cast<size_t>(y) * s.width + x;
      if (!(std::max(prior[i], s.prior[i]) > 0.5f)) continue;
      for (int32_t v = std::max(0, y - gap); v <= std::min(s.height - 1, y + gap); ++v)
        for (int32_t u = std::max(0, x - gap); u <= std::min(s.width - 1, x + gap); ++u)
          member[static_cast<size_t>(v) * s.width + u] = 1;
    }
  std::vector<int32_t> part;
  const int32_t parts = label_parts(member, s.width, s.height, part);
  std::vector<uint8_t> marked(static_cast<size_t>(parts) + 1, 0);
  for (size_t i = 0; i < prior.size(); ++i)
    if (s.marks[i] == Mark::inside) marked[static_cast<size_t>(part[i])] = 1;
  for (size_t i = 0; i < prior.size(); ++i)
    if (part[i] && !marked[static_cast<size_t>(part[i])]) prior[i] = std::min(prior[i], 0.1f);
}

}  // namespace

Region region_from_marks(const Scene& s, float smoothness, float bias, const Job& job) {
  const bool clicked = any(s, Mark::inside), boxed = any(s, Mark::limits);
  Region region;
  if (!clicked && !boxed) return region;
  const size_t n = static_cast<size_t>(s.size());

  const std::vector<float> near = distance_from(s, Mark::inside, job);
  // What is outside without being said: beyond the box, else the picture's border, held back so far that an object
  // may touch it.
  std::vector<float> held(n, infinity);
  std::vector<float> border;
  if (clicked) each_border_pixel(s, [&](size_t i) { border.push_back(near[i]); });
  const float reach = median_of(border);
  each_border_pixel(s, [&](size_t i) { held[i] = clicked ? border_reach * reach : 0.0f; });
  for (size_t i = 0; i < n; ++i) {
    if (s.marks[i] == Mark::outside || s.marks[i] == Mark::limits) held[i] = 0;
  }
  std::vector<float> far = held;
  geodesic_distance(s.rgb.data(), s.width, s.height, step_floor, step_contrast, sweeps, far, job);
  const float far_scale = clicked ? 1.0f : std::max(median_of(far), 1e-6f);

  std::vector<float> place(n);
  for (size_t i = 0; i < n; ++i)
    place[i] = clicked ? bias + place_strength * (far[i] - near[i]) / (far[i] + near[i] + 1e-6f)
                       : 0.5f * place_strength * std::min(1.0f, far[i] / far_scale);

  region.evidence = place;
  std::vector<float> in(n), out(n);
  cut_scene(s, region.evidence, edge_strength * smoothness, nullptr, region.labels, job);
  for (int32_t round = 0; round < rounds; ++round) {
    if (clicked) keep_marked_parts(s, region.labels);
    for (size_t i = 0; i < n; ++i) {
      const float odds = 1.0f / (1.0f + std::exp(-place[i]));
      in[i] = region.labels[i] ? odds : 0.0f;
      out[i] = region.labels[i] ? 0.0f : 1.0f - odds;
    }
    emphasise_marks(s, Mark::inside, in);
    emphasise_marks(s, Mark::outside, out);
    const ColourRatio colours = colours_of(s, in, out, job);
    for (size_t i = 0; i < n; ++i)
      region.evidence[i] = place[i] + std::clamp(colours.at(&s.rgb[3 * i]), -colour_limit, colour_limit);
    cut_scene(s, region.evidence, edge_strength * smoothness, nullptr, region.labels, job);
  }
  if (clicked) keep_marked_parts(s, region.labels);
  return region;
}

namespace {

// Drops small parts of the prior that were pointed at to be removed and nowhere to be kept.
void drop_refused_parts(const Scene& s, std::vector<float>& prior) {
  constexpr double most = 0.35;  // of the prior's area
  std::vector<uint8_t> member(prior.size());
  for (size_t i = 0; i < prior.size(); ++i) member[i] = prior[i] > 0.5f;
  std::vector<int32_t> part;
  const size_t parts = static_cast<size_t>(label_parts(member, s.width, s.height, part));
  std::vector<int64_t> area(parts + 1, 0);
  std::vector<uint8_t> kept(parts + 1, 0), refused(parts + 1, 0);
  int64_t total = 0;
  for (size_t i = 0; i < prior.size(); ++i) {
    const size_t k = static_cast<size_t>(part[i]);
    if (k == 0) continue;
    ++area[k];
    ++total;
    if (s.marks[i] == Mark::inside) kept[k] = 1;
    if (s.marks[i] == Mark::outside) refused[k] = 1;
  }
  for (size_t i = 0; i < prior.size(); ++i) {
    const size_t k = static_cast<size_t>(part[i]);
    if (k && refused[k] && !kept[k] && static_cast<double>(area[k]) < most * static_cast<double>(total))
      prior[i] = std::min(prior[i], 0.1f);
  }
}

}  // namespace

namespace {

// What a person saw selected when the marks that contradict the prior were made: its parts that other marks agree with,
// or all of it while parts count without marks.
std::vector<uint8_t> shown_before(const Scene& s, const std::vector<float>& prior, bool keep_unmarked_parts) {
  std::vector<uint8_t> member(prior.size());
  for (size_t i = 0; i < prior.size(); ++i) member[i] = prior[i] > 0.5f;
  if (keep_unmarked_parts || !any(s, Mark::inside)) return member;
  std::vector<int32_t> part;
  const int32_t parts = label_parts(member, s.width, s.height, part);
  std::vector<uint8_t> marked(static_cast<size_t>(parts) + 1, 0);
  for (size_t i = 0; i < prior.size(); ++i)
    if (s.marks[i] == Mark::inside) marked[static_cast<size_t>(part[i])] = 1;
  for (size_t i = 0; i < prior.size(); ++i) member[i] = member[i] && marked[static_cast<size_t>(part[i])];
  return member;
}

// How far marks that contradict the labels may reach from each pixel, 0 or less where they may not: people click in the
// middle of what is wrong, so a click that lies `depth` within the labels' outline corrects no more than
// `correction_reach` times that around it. Chamfer distances.
std::vector<float> correction_room(const Scene& s, const std::vector<uint8_t>& labels, const std::vector<uint8_t>& against) {
  const std::vector<uint8_t> depth = outline_distance(labels, s.width, s.height, 253);
  std::vector<float> room(labels.size(), 0.0f);
  for (size_t i = 0; i < room.size(); ++i)
    if (against[i]) room[i] = correction_reach * static_cast<float>(depth[i]);
  constexpr float diagonal = 1.4142f;
  const auto relax = [&](int32_t x, int32_t y, int32_t u, int32_t v, float step) {
    if (u < 0 || v < 0 || u >= s.width || v >= s.height) return;
    float& to = room[static_cast<size_t>(y) * s.width + x];
    to = std::max(to, room[static_cast<size_t>(v) * s.width + u] - step);
  };
  const auto sweep = [&](int32_t x, int32_t y, int32_t d) {
    relax(x, y, x - d, y, 1);
    relax(x, y, x, y - d, 1);
    relax(x, y, x - d, y - d, diagonal);
    relax(x, y, x + d, y - d, diagonal);
  };
  for (int32_t y = 0; y < s.height; ++y)
    for (int32_t x = 0; x < s.width; ++x) sweep(x, y, 1);
  for (int32_t y = s.height; y-- > 0;)
    for (int32_t x = s.width; x-- > 0;) sweep(x, y, -1);
  return room;
}

}  // namespace

std::vector<float> prior_corrected(const Scene& s, float smoothness, bool keep_unmarked_parts, const Job& job) {
  std::vector<float> prior = s.prior;
  const size_t n = prior.size();
  drop_refused_parts(s, prior);
  std::vector<uint8_t> labels(n);
  for (size_t i = 0; i < n; ++i) labels[i] = prior[i] > 0.5f;
  const std::vector<uint8_t> edge = outline_distance(labels, s.width, s.height, edge_width);
  // A mark on the wrong side of the prior turns over the region around it, found as if it were the only thing wanted.
  for (const Mark said : {Mark::inside, Mark::outside}) {
    Scene around = s;
    around.prior.clear();
    bool contradicted = false;
    std::vector<uint8_t> wrong(n, 0);
    for (size_t i = 0; i < n; ++i) {
      const bool in_prior = prior[i] > 0.5f;
      if (s.marks[i] == said) {
        const bool against = (said == Mark::inside) != in_prior;
        wrong[i] = against;
        around.marks[i] = against ? Mark::inside : Mark::none;
        contradicted |= against;
      } else if (said == Mark::inside) {
        // What is taken off the prior, or along its edge, says nothing of the ground elsewhere: its turn comes.
        const bool trim = s.marks[i] == Mark::outside && (in_prior || edge[i] <= edge_width);
        around.marks[i] = trim ? Mark::none : s.marks[i];
      } else {
        around.marks[i] = s.marks[i] == Mark::inside ? Mark::outside : prior[i] >= 0.1f ? Mark::none : Mark::limits;
      }
    }
    if (!contradicted) continue;
    const std::vector<uint8_t> shown = shown_before(s, prior, keep_unmarked_parts);
    const bool anything = std::find(shown.begin(), shown.end(), 1) != shown.end();
    const std::vector<float> room = anything ? correction_room(s, shown, wrong) : std::vector<float>(n, 1.0f);
    for (size_t i = 0; i < n; ++i)
      if (room[i] <= 0 && around.marks[i] == Mark::none) around.marks[i] = Mark::limits;
    const Region turned = region_from_marks(around, smoothness, turning_bias, job);
    for (size_t i = 0; i < n; ++i)
      if (turned.labels[i]) prior[i] = said == Mark::inside ? std::max(prior[i], 0.85f) : std::min(prior[i], 0.15f);
  }
  if (!keep_unmarked_parts && any(s, Mark::inside)) drop_unmarked_parts(s, prior);
  return prior;
}

Region region_from_prior(const Scene& s, float smoothness, float trust, const Job& job) {
  const size_t n = static_cast<size_t>(s.size());
  Region region;
  std::vector<float> known(n), in(n), out(n);
  region.labels.resize(n);
  for (size_t i = 0; i < n; ++i) {
    const float p = std::clamp(s.prior[i], 0.01f, 0.99f);
    known[i] = trust * std::log(p / (1 - p));
    region.labels[i] = s.prior[i] > 0.5f;
  }
  region.evidence = known;
  for (int32_t round = 0; round < 2; ++round) {
    for (size_t i = 0; i < n; ++i) {
      in[i] = region.labels[i] ? s.prior[i] : 0.0f;
      out[i] = region.labels[i] ? 0.0f : 1.0f - s.prior[i];
    }
    emphasise_marks(s, Mark::inside, in);
    emphasise_marks(s, Mark::outside, out);
    const ColourRatio colours = colours_of(s, in, out, job);
    for (size_t i = 0; i < n; ++i) {
      const float colour = std::clamp(colours.at(&s.rgb[3 * i]), -colour_limit, colour_limit);
      region.evidence[i] = known[i] + colour * std::min(1.0f, 1.0f / std::max(trust, 0.25f)) * 0.5f;
    }
    cut_scene(s, region.evidence, edge_strength * smoothness, nullptr, region.labels, job);
  }
  return region;
}

}  // namespace sfumato
