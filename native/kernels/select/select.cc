// SPDX-License-Identifier: Apache-2.0
#include "sfumato/select.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "select/colour_mixture.h"
#include "select/cut.h"
#include "select/region.h"
#include "select/scene.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t coarse_side = 224;
constexpr float fine_edge_strength = 9.5f;
constexpr int32_t soft_reach = 3;  // pixels on either side of the outline where the matte may be between 0 and 1

float logistic(float v) { return 1.0f / (1.0f + std::exp(-v)); }

// Bilinear from a scene reduced by `factor`, at full-size pixel centres.
void enlarge(const std::vector<float>& small, int32_t small_width, int32_t small_height, int32_t factor, int32_t width,
             int32_t height, std::vector<float>& out) {
  out.resize(static_cast<size_t>(width) * height);
  const float scale = 1.0f / static_cast<float>(factor);
  for (int32_t y = 0; y < height; ++y) {
    const float v = std::clamp((static_cast<float>(y) + 0.5f) * scale - 0.5f, 0.0f, static_cast<float>(small_height - 1));
    const int32_t v0 = static_cast<int32_t>(v), v1 = std::min(v0 + 1, small_height - 1);
    const float fv = v - static_cast<float>(v0);
    for (int32_t x = 0; x < width; ++x) {
      const float u = std::clamp((static_cast<float>(x) + 0.5f) * scale - 0.5f, 0.0f, static_cast<float>(small_width - 1));
      const int32_t u0 = static_cast<int32_t>(u), u1 = std::min(u0 + 1, small_width - 1);
      const float fu = u - static_cast<float>(u0);
      const auto at = [&](int32_t a, int32_t b) { return small[static_cast<size_t>(b) * small_width + a]; };
      const float top = at(u0, v0) + (at(u1, v0) - at(u0, v0)) * fu;
      const float bottom = at(u0, v1) + (at(u1, v1) - at(u0, v1)) * fu;
      out[static_cast<size_t>(y) * width + x] = top + (bottom - top) * fv;
    }
  }
}

// Repeats the cut at full size in a band around the coarse outline, with colours that are told anew from there.
void refine_outline(const Scene& scene, const Scene& small, const Region& coarse, int32_t factor, float smoothness,
                    std::vector<float>& evidence, std::vector<uint8_t>& labels, const Job& job) {
  const size_t n = static_cast<size_t>(scene.size());
  enlarge(coarse.evidence, small.width, small.height, factor, scene.width, scene.height, evidence);
  labels.resize(n);
  for (int32_t y = 0; y < scene.height; ++y)
    for (int32_t x = 0; x < scene.width; ++x)
      labels[static_cast<size_t>(y) * scene.width + x] =
          coarse.labels[static_cast<size_t>(y / factor) * small.width + x / factor];
  if (factor == 1) return;
  const int32_t reach = 2 * factor + 1;
  std::vector<uint8_t> band = outline_distance(labels, scene.width, scene.height, reach);
  for (size_t i = 0; i < n; ++i) {
    const bool marked = scene.marks[i] != Mark::none;
    band[i] = band[i] <= reach || (marked && (scene.marks[i] == Mark::inside) != (labels[i] != 0));
  }
  cut_scene(scene, evidence, fine_edge_strength * smoothness, &band, labels, job);
}

}  // namespace

void select_region(const ConstImage& image, const ConstImage& marks, const ConstImage* prior,
                   const SelectOptions& options, const Image& out, const Job& job) {
  if (out.channels != 1 || out.width != image.width || out.height != image.height)
    throw std::invalid_argument("Expected one channel of the image's size for out");
  const bool trusted = prior && options.prior_trust > 0;
  const Scene scene = scene_load(image, marks, trusted ? prior : nullptr, job);
  const int32_t factor = std::max(1, (std::max(scene.width, scene.height) + coarse_side / 2) / coarse_side);
  Scene small = scene_reduce(scene, factor);
  job.report(0.1);

  Region coarse;
  std::vector<float> corrected;
  if (trusted) {
    small.prior = prior_corrected(small, options.smoothness, options.keep_unmarked_parts, job);
    coarse = region_from_prior(small, options.smoothness, options.prior_trust, job);
  } else {
    coarse = region_from_marks(small, options.smoothness, 0, job);
  }
  job.report(0.7);
  const size_t n = static_cast<size_t>(scene.size());
  std::vector<float> evidence;
  std::vector<uint8_t> labels(n, 0);
  std::vector<float> matte(n, 0.0f);
  if (!coarse.empty()) {
    refine_outline(scene, small, coarse, factor, options.smoothness, evidence, labels, job);
    job.report(0.9);
    const std::vector<uint8_t> distance = outline_distance(labels, scene.width, scene.height, soft_reach);
    if (trusted) enlarge(small.prior, small.width, small.height, factor, scene.width, scene.height, corrected);
    for (size_t i = 0; i < n; ++i) {
      const float hard = labels[i] ? 1.0f : 0.0f;
      matte[i] = hard;
      if (scene.marks[i] != Mark::none) continue;
      if (trusted && (corrected[i] > 0.5f) == (labels[i] != 0) && (scene.prior[i] > 0.5f) == (labels[i] != 0)) {
        matte[i] = scene.prior[i];
      } else if (distance[i] <= soft_reach) {
        const float side = (labels[i] ? 1.0f : -1.0f) * (static_cast<float>(distance[i]) - 0.5f);
        const float soft = logistic(1.1f * side + 0.25f * std::clamp(evidence[i], -4.0f, 4.0f));
        matte[i] = labels[i] ? std::max(0.5f, soft) : std::min(0.5f, soft);
      }
    }
  }
  for (int32_t y = 0; y < out.height; ++y) row_store(out, 0, y, out.width, matte.data() + static_cast<size_t>(y) * out.width);
  job.report(1);
}

}  // namespace sfumato
