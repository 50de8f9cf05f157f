// SPDX-License-Identifier: Apache-2.0
#include "relight/shadow.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato::relight {
namespace {

constexpr int32_t margin = 32;  // columns: at least a vector, and the widest hole
constexpr int64_t grain = 16;

// Twice the deviation of each level's kernel (1-2-1 with holes 1, 2, 4, 8 on top of each other).
constexpr float footprint[max_levels] = {0.0f, 1.41f, 3.16f, 6.48f, 13.04f};

// The march from one part of `parts` that share the source's width out. Neighbouring rows get parts that lie far apart.
March part_of(const March& whole, int32_t part, int32_t parts) {
  constexpr int32_t turns[most_parts] = {0, 4, 2, 6, 1, 5, 3, 7};
  March m = whole;
  m.aside = m.softness;
  const float turn = static_cast<float>(turns[part] * parts / most_parts) + 0.5f, share = turn / static_cast<float>(parts);
  if (m.directional) {
    const float angle = (2.0f * share - 1.0f) * std::atan(m.softness), c = std::cos(angle), s = std::sin(angle);
    m.x = whole.x * c - whole.y * s;
    m.y = whole.x * s + whole.y * c;
    m.dx = static_cast<int32_t>(std::lrint(m.x * march_unit));
    m.dy = static_cast<int32_t>(std::lrint(m.y * march_unit));
  } else {
    // Evenly over the disc, by the golden angle (Vogel 1979).
    const float radius = m.softness * std::sqrt(share), angle = 2.39996323f * turn;
    m.x += radius * std::cos(angle);
    m.y += radius * std::sin(angle);
  }
  return m;
}

// A jump: more than a steep surface rises from one traced pixel to the next.
float jump_of(const March& march) { return std::max(3.0f, 2.0f * march.bias); }

}  // namespace

Shadows::Shadows(const ConstImage& nearness, const RelightOptions& options, const Job& job)
    : width_(nearness.width),
      height_(nearness.height),
      scale_(std::min({options.shadow_scale, nearness.width, nearness.height})),
      length_(static_cast<float>(std::max(width_, height_)) / static_cast<float>(scale_)),
      options_(options) {
  field_.levels = max_levels;
  field_.width = width_ / scale_;
  field_.height = height_ / scale_;
  field_.margin = margin;
  field_.pitch = (field_.width + 2 * margin + 15) / 16 * 16 + 16;
  for (int32_t l = 0; l < max_levels; ++l) {
    planes_[l].emplace(plane_size());
    field_.level[l] = level(l);
  }
  shrink(nearness, job);
  const auto blur = SFUMATO_PICK(shadow_blur);
  for (int32_t l = 1; l < max_levels; ++l)
    parallel_for(field_.height, grain, job, [&](int64_t begin, int64_t end) {
      blur(field_.level[l - 1], level(l), &field_, 1 << (l - 1), static_cast<int32_t>(begin),
           static_cast<int32_t>(end));
    });
}

void Shadows::shrink(const ConstImage& nearness, const Job& job) {
  const auto step = SFUMATO_PICK(shadow_shrink);
  const auto highest = SFUMATO_PICK(row_highest);
  const float factor = options_.relief * length_ / static_cast<float>(scale_ * scale_);
  const int32_t across = (field_.width + tile_side - 1) / tile_side, down = (field_.height + tile_side - 1) / tile_side;
  constexpr float none = -std::numeric_limits<float>::infinity();
  std::vector<float> tiles(static_cast<size_t>(across) * static_cast<size_t>(down), none);
  parallel_for(down, 1, job, [&](int64_t begin, int64_t end) {
    const bool direct = nearness.dtype == DType::f32;
    std::vector<float> loaded(direct ? 0 : static_cast<size_t>(width_) * static_cast<size_t>(scale_));
    std::vector<const float*> rows(static_cast<size_t>(scale_));
    const int32_t y1 = std::min(static_cast<int32_t>(end) * tile_side, field_.height);
    for (int32_t y = static_cast<int32_t>(begin) * tile_side; y < y1; ++y) {
      for (int32_t r = 0; r < scale_; ++r) {
        const int32_t from = y * scale_ + r;
        if (direct) {
          rows[static_cast<size_t>(r)] = reinterpret_cast<const float*>(nearness.row(from));
        } else {
          float* to = loaded.data() + static_cast<size_t>(r) * static_cast<size_t>(width_);
          row_load(nearness, 0, from, width_, to);
          rows[static_cast<size_t>(r)] = to;
        }
      }
      float* out = level(0) + y * static_cast<ptrdiff_t>(field_.pitch);
      step(rows.data(), scale_, scale_, field_.width, factor, out);
      std::fill(out - margin, out, out[0]);
      std::fill(out + field_.width, out - margin + field_.pitch, out[field_.width - 1]);
      float* tops = tiles.data() + static_cast<ptrdiff_t>(y / tile_side) * across;
      for (int32_t tx = 0; tx < across; ++tx) {
        const int32_t x = tx * tile_side;
        tops[tx] = std::max(tops[tx], highest(out + x, std::min(tile_side, field_.width - x)));
      }
    }
  });
  field_.highest = std::max(*std::max_element(tiles.begin(), tiles.end()), 0.0f);
  field_.tops_pitch = across;
  tops_ = tiles;
  for (int32_t ty = 0; ty < down; ++ty)
    for (int32_t tx = 0; tx < across; ++tx) {
      float& top = tops_[static_cast<size_t>(ty * across + tx)];
      for (int32_t ny = std::max(ty - 1, 0); ny <= std::min(ty + 1, down - 1); ++ny)
        for (int32_t nx = std::max(tx - 1, 0); nx <= std::min(tx + 1, across - 1); ++nx)
          top = std::max(top, tiles[static_cast<size_t>(ny * across + nx)]);
    }
  field_.tops = tops_.data();
}

March Shadows::march_for(const Light& light) const {
  March m{};
  m.steps = std::clamp(options_.shadow_steps, 4, 256);
  const float reach = options_.shadow_reach * length_;
  float before = 0;
  for (int32_t k = 0; k < m.steps; ++k) {
    const float s = static_cast<float>(k + 1) / static_cast<float>(m.steps);
    m.distance[k] = std::max(reach * (0.06f * s + 0.94f * s * s), before + 0.75f);
    m.spacing[k] = m.distance[k] - before;
    m.whole[k] = std::llrint(m.distance[k] * 256.0f);
    before = m.distance[k];
    while (m.level[k] + 1 < max_levels && footprint[m.level[k] + 1] <= m.spacing[k]) ++m.level[k];
  }
  m.inverse_fade = options_.shadow_fade > 0 ? 1.0f / (options_.shadow_fade * options_.relief * length_) : 0.0f;
  m.bias = std::max(0.3f, 0.004f * options_.relief * length_);
  const float to_field = 1.0f / static_cast<float>(scale_);
  const auto place = [&](float part, int32_t side) { return part * static_cast<float>(side) * to_field - 0.5f; };
  m.directional = light.kind == LightKind::directional;
  if (m.directional) {
    const float dx = place(light.x, width_) - place(light.target_x, width_);
    const float dy = place(light.y, height_) - place(light.target_y, height_);
    const float flat = std::sqrt(dx * dx + dy * dy), dz = (light.z - light.target_z) * length_;
    m.x = flat > 0 ? dx / flat : 1.0f;
    m.y = flat > 0 ? dy / flat : 0.0f;
    m.z = std::min(dz / std::max(flat, 1e-3f), 1e4f);
    m.softness = light.size * options_.shadow_softness;
    m.dx = static_cast<int32_t>(std::lrint(m.x * march_unit));
    m.dy = static_cast<int32_t>(std::lrint(m.y * march_unit));
    for (int32_t k = 0; k < m.steps; ++k)
      m.inverse_width[k] = 1.0f / (2.0f * m.softness * m.distance[k] + 0.5f * std::abs(m.z) * m.spacing[k] + 0.25f);
  } else {
    m.x = place(light.x, width_);
    m.y = place(light.y, height_);
    m.z = light.z * length_;
    m.softness = light.size * length_ * options_.shadow_softness;
  }
  return m;
}

void Shadows::fade(int32_t y, float inverse_fade, float* visibility) const {
  const float* rows[2 * fade_reach + 1];
  int32_t count = 0;
  for (int32_t j = std::max(y - fade_reach, 0); j <= std::min(y + fade_reach, field_.height - 1); ++j)
    rows[count++] = level(0) + j * static_cast<ptrdiff_t>(field_.pitch);
  SFUMATO_PICK(shadow_fade)(rows, count, field_.width, inverse_fade, visibility);
}

int32_t Shadows::parts_of(const March& march) const {
  const float middle_x = 0.5f * static_cast<float>(field_.width), middle_y = 0.5f * static_cast<float>(field_.height);
  const float away = std::hypot(march.x - middle_x, march.y - middle_y, march.z);
  const float tangent = march.directional ? march.softness : march.softness / std::max(away, 1.0f);
  // The means over so many pixels must stay small beside the picture.
  const int32_t parts = length_ < 128 ? 1 : length_ < 1024 ? most_parts / 2 : most_parts;
  return field_.height >= parts && tangent * march.distance[march.steps - 1] > 2 ? parts : 1;
}

void Shadows::march_rows(const March* marches, int32_t count, const Scratch<float>& visibility,
                         const Job& job) const {
  const auto march = SFUMATO_PICK(shadow_march);
  // In strips, so that what the rays of one row have met is still in the cache for those of the next.
  constexpr int32_t lines = 64, strip = 512;
  parallel_for((field_.height + lines - 1) / lines, 1, job, [&](int64_t begin, int64_t end) {
    const int32_t y0 = static_cast<int32_t>(begin) * lines;
    const int32_t y1 = std::min(static_cast<int32_t>(end) * lines, field_.height);
    for (int32_t x = 0; x < field_.width; x += strip)
      for (int32_t y = y0; y < y1; ++y)
        march(&field_, &marches[y % count], x, std::min(x + strip, field_.width), y, row(visibility, y));
  });
}

void Shadows::repeat_edges(float* row) const {
  std::fill(row - margin, row, row[0]);
  std::fill(row + field_.width, row - margin + field_.pitch, row[field_.width - 1]);
}

void Shadows::mix_rows(const Scratch<float>& from, int32_t count, bool across, float jump, const Scratch<float>& to,
                       const Job& job) const {
  const auto mean = SFUMATO_PICK(shadow_mix);
  const int32_t before = (count - 1) / 2;
  parallel_for(field_.height, grain, job, [&](int64_t begin, int64_t end) {
    std::vector<float> mixed(static_cast<size_t>(field_.pitch));
    const float *values[most_parts], *heights[most_parts];
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      const int32_t first = std::clamp(y - before, 0, field_.height - count);
      for (int32_t k = 0; k < count; ++k) {
        values[k] = row(from, first + k);
        heights[k] = level(0) + (first + k) * static_cast<ptrdiff_t>(field_.pitch);
      }
      float* line = across ? mixed.data() + margin : row(to, y);
      mean(values, heights, count, y - first, field_.width, jump, line);
      if (!across) continue;
      repeat_edges(line);
      for (int32_t k = 0; k < count; ++k) {
        values[k] = line + k - before;
        heights[k] = level(0) + y * static_cast<ptrdiff_t>(field_.pitch) + k - before;
      }
      mean(values, heights, count, before, field_.width, jump, row(to, y));
    }
  });
}

size_t Shadows::trace(const Light& light, const Job& job) {
  Traced& t = traced_.emplace_back(march_for(light), plane_size());
  const int32_t parts = parts_of(t.march);
  std::vector<March> marches;
  for (int32_t part = 0; part < parts; ++part) marches.push_back(parts > 1 ? part_of(t.march, part, parts) : t.march);
  march_rows(marches.data(), parts, t.visibility, job);
  if (parts > 1) {
    // A row saw one part only: as many rows around it saw all. The second time takes away the ripple that turns leave.
    const Scratch<float> mixed(plane_size());
    mix_rows(t.visibility, parts, false, jump_of(t.march), mixed, job);
    mix_rows(mixed, parts, true, jump_of(t.march), t.visibility, job);
  }
  parallel_for(field_.height, grain, job, [&](int64_t begin, int64_t end) {
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      if (t.march.inverse_fade > 0) fade(y, t.march.inverse_fade, row(t.visibility, y));
      repeat_edges(row(t.visibility, y));
    }
  });
  return traced_.size() - 1;
}

void Shadows::upsample(size_t index, int32_t x, int32_t y, int32_t n, const float* nearness, float* visibility) const {
  const Traced& t = traced_[index];
  const float height = options_.relief * length_;
  SFUMATO_PICK(shadow_upsample)
  (&field_, &t.march, t.visibility.data() + field_.margin, scale_, x, y, n, nearness, height, jump_of(t.march), visibility);
}

}  // namespace sfumato::relight
