// SPDX-License-Identifier: Apache-2.0
#include "fill/guide.h"

#include <algorithm>

#include "fill/membrane.h"

namespace sfumato {
namespace {

constexpr int32_t smoothings_of_membrane = 10, smoothings_of_proposal = 4;

}  // namespace

void field_guide(FillField& f, const FillField* proposed, const Job& job) {
  const int32_t cells = f.width * f.height;
  Plane colour(f.width, f.height), texture(f.width, f.height);
  std::vector<uint8_t> known(f.hole.size());
  for (int32_t i = 0; i < cells; ++i) {
    const size_t s = static_cast<size_t>(i);
    const uint8_t* from = proposed && f.hole[s] ? proposed->pixel(i) : f.pixel(i);
    for (int32_t c = 0; c < 3; ++c) colour.at(i)[c] = from[c];
    texture.at(i)[0] = f.pixel(i)[3];
    known[s] = !f.barred[s];
  }
  if (!proposed) plane_membrane(colour, f.barred, known, job);
  plane_membrane(texture, f.barred, known, job);
  for (int32_t i = 0; i < (proposed ? smoothings_of_proposal : smoothings_of_membrane); ++i) {
    plane_smooth(colour, job);
    plane_smooth(texture, job);
  }
  f.guide.resize(f.pixels.size());
  for (int32_t i = 0; i < cells; ++i)
    for (int32_t c = 0; c < 4; ++c) {
      const float v = c < 3 ? colour.at(i)[c] : texture.at(i)[0];
      f.guide[static_cast<size_t>(i) * 4 + static_cast<size_t>(c)] = static_cast<uint8_t>(std::clamp(v, 0.0f, 255.0f) + 0.5f);
    }
}

}  // namespace sfumato
