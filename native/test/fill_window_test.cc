// SPDX-License-Identifier: Apache-2.0
#include "sfumato/fill.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "check.h"
#include "fill/consensus.h"
#include "fill/guide.h"
#include "fill/krige.h"
#include "fill_pictures.h"
#include "sfumato/parallel.h"

using namespace sfumato;
using check::Picture;
using namespace fill_pictures;

namespace {

FillWindow window_of(int32_t width, int32_t height, const Box& hole) {
  FillWindow w;
  w.place = {0, 0, width, height};
  for (int32_t y = 0; y < height; ++y)
    for (int32_t x = 0; x < width; ++x) {
      for (int32_t c = 0; c < 3; ++c) w.colour.push_back(stripes(x, y, c));
      w.hole.push_back(hole.has(x, y));
    }
  w.barred = w.hole;
  w.unknown.assign(w.hole.size(), 0);
  return w;
}

}  // namespace

TEST("fill: kriging takes back what a copy has wrong at the rim, by the copy's share") {
  const Box hole{20, 20, 30, 28};
  const FillWindow truth = window_of(64, 48, hole);
  FillWindow w = truth;
  std::vector<int32_t> label(w.hole.size(), -1);
  for (int32_t y = hole.y0; y < hole.y1; ++y)
    for (int32_t x = hole.x0; x < hole.x1; ++x) {
      const int32_t p = y * 64 + x;
      label[static_cast<size_t>(p)] = p + 12;  // not a period: the copy is of another phase, and darker
      for (int32_t c = 0; c < 3; ++c) w.pixel(p)[c] = truth.pixel(p + 12)[c] - 0.1f;
    }
  const Extension copy = extend_copy(w, label, krige_ring);
  CHECK(copy.valid[18 * 64 + 24] && !copy.valid[10 * 64 + 24] && !copy.valid[24 * 64 + 24]);
  CHECK_NEAR(copy.colour[(18 * 64 + 24) * 3], truth.pixel(18 * 64 + 36)[0] - 0.1f, 1e-6);
  for (float share : {0.5f, 1.0f}) {
    const std::vector<float> rest = krige(w, w.hole, &copy, share, {});
    double before = 0, after = 0;
    for (size_t i = 0; i < w.hole.size() * 3; ++i) {
      if (!w.hole[i / 3]) continue;
      before += std::fabs(static_cast<double>(w.colour[i] - truth.colour[i]));
      after += std::fabs(static_cast<double>(share * w.colour[i] + rest[i] - truth.colour[i]));
    }
    CHECK(after < 0.25 * before);
  }
}

TEST("fill: sources cost more the less their surroundings look like what is expected of the hole") {
  FillField f;
  f.width = 64, f.height = 40, f.level = guided_level;
  f.hole.assign(64 * 40, 0);
  for (int32_t y = 0; y < 40; ++y)
    for (int32_t x = 0; x < 64; ++x) {
      f.pixels.insert(f.pixels.end(), 4, static_cast<uint8_t>(x < 32 ? 60 : 180));
      f.hole[static_cast<size_t>(f.at(x, y))] = x >= 24 && x < 40 && y >= 10 && y < 30;
    }
  f.barred = f.hole;
  field_prepare(f);
  const int32_t target = f.at(28, 16), dark = f.at(4, 16), bright = f.at(52, 16);
  CHECK(f.guide_penalty(target, dark) == 0);

  field_guide(f, nullptr, {});
  auto guide = [&](int32_t x, int32_t y) { return f.guide[static_cast<size_t>(f.at(x, y)) * 4]; };
  CHECK(guide(2, 20) < 65 && guide(62, 20) > 175);
  CHECK(guide(27, 20) > 65 && guide(27, 20) < guide(32, 20) && guide(36, 20) < 175);
  const int32_t left = f.at(26 - patch_centre, 16), right = f.at(38 - patch_centre, 16);
  CHECK(f.guide_penalty(left, dark) < f.guide_penalty(left, bright));
  CHECK(f.guide_penalty(right, bright) < f.guide_penalty(right, dark));

  FillField proposed = f;
  std::fill(proposed.pixels.begin(), proposed.pixels.end(), uint8_t{180});
  field_guide(f, &proposed, {});
  CHECK(guide(4, 20) == 60 && guide(28, 20) > 170);
  CHECK(f.guide[static_cast<size_t>(f.at(36, 20)) * 4 + 3] < f.guide[static_cast<size_t>(f.at(60, 20)) * 4 + 3]);
  CHECK(f.guide_penalty(target, bright) < f.guide_penalty(target, dark) && f.guide_penalty(target, dark) > 64 * 3 * 100 * 100);
}

TEST("fill: follows what a model proposes, with the picture's own texture") {
  auto halves = [](int32_t x, int32_t y, int32_t) { return (x < 80 ? 0.3f : 0.7f) + ((x / 2 + y / 2) % 2 == 0 ? 0.08f : -0.08f); };
  const Box hole{50, 30, 110, 90};
  const Picture mask = mask_of(160, 120, {hole});
  float mean[2];
  for (int k = 0; k < 2; ++k) {
    Picture picture(160, 120, 3, DType::u8);
    picture.fill([&](int32_t x, int32_t y, int32_t c) { return hole.has(x, y) ? (k == 0 ? 0.3f : 0.7f) : halves(x, y, c); });
    FillOptions options;
    options.guided = true;
    fill_holes(picture.view, mask.view, nullptr, options, {});
    double sum = 0, contrast = 0;
    for (int32_t y = 40; y < 80; ++y)
      for (int32_t x = 65; x < 95; ++x) {
        sum += picture.get(x, y, 0);
        contrast += std::fabs(picture.get(x, y, 0) - picture.get(x + 2, y, 0));
      }
    mean[k] = static_cast<float>(sum / 1200);
    CHECK(contrast / 1200 > 0.08);
  }
  CHECK(mean[1] > mean[0] + 0.2f);
}

TEST("fill: answers that agree are believed, those that contradict each other are drawn to the membrane") {
  FillField f;
  f.width = 48, f.height = 40, f.level = 2;
  f.pixels.assign(48 * 40 * 4, 100);
  f.hole.assign(48 * 40, 0);
  for (int32_t y = 12; y < 28; ++y) std::fill_n(f.hole.begin() + y * 48 + 16, 16, uint8_t{1});
  f.barred = f.hole;
  field_prepare(f);
  field_scatter(f, 1, {});
  auto answers = [&](int32_t spread) {
    std::vector<FillField> all(4, f);
    for (int32_t k = 0; k < 4; ++k)
      for (size_t i = 0; i < f.hole.size(); ++i)
        for (size_t c = 0; c < 4 && f.hole[i]; ++c) all[static_cast<size_t>(k)].pixels[i * 4 + c] = static_cast<uint8_t>(150 + (k < 2 ? spread : -spread));
    return all;
  };
  const size_t middle = 20 * 48 + 24, outside = 5 * 48 + 24;
  FillField calm_field = f, torn_field = f;
  const Doubt sure = agree(calm_field, answers(0), {}), torn = agree(torn_field, answers(80), {});
  CHECK(calm_field.pixels[middle * 4] == 150 && torn_field.pixels[middle * 4] == 70);
  CHECK(sure.at[middle] < 0.02f && torn.at[middle] > 0.8f && torn.at[outside] == 0.0f);

  // A striped picture: of two answers equally far from their mean, the striped one goes on.
  FillField striped = f;
  for (size_t i = 0; i < f.hole.size(); ++i)
    for (size_t c = 0; c < 3; ++c) striped.pixels[i * 4 + c] = static_cast<uint8_t>(i & 1 ? 140 : 60);
  std::vector<FillField> two(2, striped);
  for (size_t i = 0; i < f.hole.size(); ++i)
    for (size_t c = 0; c < 3 && f.hole[i]; ++c) two[0].pixels[i * 4 + c] = 100;
  agree(striped, two, {});
  CHECK(striped.pixels[middle * 4] != 100);

  FillField open = f;
  for (int32_t y = 12; y < 28; ++y) std::fill_n(open.hole.begin() + y * 48, 16, uint8_t{1});
  open.barred = open.hole;
  field_prepare(open);
  field_scatter(open, 1, {});
  std::vector<FillField> three(3, open);
  for (size_t i = 0; i < open.hole.size(); ++i)
    for (size_t k = 0; k < 3 && open.hole[i]; ++k) three[k].pixels[i * 4] = static_cast<uint8_t>(k == 0 ? 10 : k == 1 ? 90 : 120);
  const Doubt extrapolated = agree(open, three, {});
  CHECK(open.pixels[middle * 4] == 90);
  CHECK(extrapolated.at[20 * 48] >= 0.35f && extrapolated.at[20 * 48] <= 1.0f);

  FillWindow w = window_of(192, 160, {64, 48, 128, 112});
  for (float& v : w.colour) v = 0.4f;
  for (size_t i = 0; i < w.hole.size(); ++i)
    for (size_t c = 0; c < 3 && w.hole[i]; ++c) w.colour[i * 3 + c] = 0.6f + (i % 2 == 0 ? 0.1f : -0.1f);
  FillWindow kept = w;
  calm(w, torn, 1.0f, {});
  calm(kept, sure, 1.0f, {});
  const size_t centre = 80 * 192 + 96;
  CHECK_NEAR(0.5f * (w.colour[centre * 3] + w.colour[centre * 3 + 3]), 0.4, 0.04);
  CHECK_NEAR(w.colour[centre * 3] - w.colour[centre * 3 + 3], 0.2, 0.01);
  CHECK_NEAR(kept.colour[centre * 3], 0.7, 0.01);
  CHECK_NEAR(w.colour[(10 * 192 + 96) * 3], 0.4, 1e-6);
}
