// SPDX-License-Identifier: Apache-2.0
#include "denoise/tile.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "denoise/sliding.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

int32_t mirrored(int32_t i, int32_t size) {
  if (size == 1) return 0;
  const int32_t period = 2 * (size - 1);
  i %= period;
  if (i < 0) i += period;
  return i < size ? i : period - i;
}

bool is_float(DType t) { return t == DType::f16 || t == DType::f32; }

// Colours as if nothing covered them; fully transparent pixels keep what they store.
void unpremultiply(float* const* colour, int32_t planes, const float* alpha, int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    const float a = alpha[i];
    if (!(a > 0.0f)) continue;
    for (int32_t c = 0; c < planes; ++c) colour[c][i] /= a;
  }
}

// A pixel with a channel that is no number borrows its left neighbour's colour (the right one's at the start).
void patch_row(float* const* colour, int32_t planes, int32_t count) {
  const auto sound = [&](int32_t i) {
    for (int32_t c = 0; c < planes; ++c)
      if (!std::isfinite(colour[c][i])) return false;
    return true;
  };
  int32_t first = 0;
  while (first < count && !sound(first)) ++first;
  for (int32_t i = 0; i < count; ++i) {
    if (i > first && sound(i)) continue;
    const int32_t from = i < first ? first : std::max(i - 1, first);
    for (int32_t c = 0; c < planes; ++c) colour[c][i] = first < count ? colour[c][from] : 0.0f;
  }
}

// Row y of the picture from column `left` on, n pixels, planes n floats apart, mirrored beyond the picture.
void load_mirrored(const ConstImage& in, int32_t left, int32_t y, int32_t n, float* line) {
  const int32_t begin = std::max(left, 0), end = std::min(left + n, in.width), inside = end - begin;
  row_load_planar(in, begin, mirrored(y, in.height), inside, line + (begin - left), n);
  if (inside == n) return;
  for (int32_t c = 0; c < in.channels; ++c)
    for (int32_t x = 0; x < n; ++x)
      if (left + x < begin || left + x >= end) {
        // The mirror of a tile far wider than its picture may fall outside this run; stay within it.
        const int32_t source = std::clamp(mirrored(left + x, in.width), begin, end - 1);
        line[c * n + x] = line[c * n + source - left];
      }
}

}  // namespace

void TilePlanes::prepare(const TilePlan& plan) {
  const int32_t side = plan.size + 2 * plan.halo;
  phase = (side / 4 + 24 + 15) / 16 * 16;
  const size_t plane = static_cast<size_t>(row_floats()) * static_cast<size_t>(side);
  for (int32_t c = 0; c < plan.planes; ++c) noisy[c].resize(plane);
  for (auto* v : {&pilot, &sum, &weight}) v->resize(plane);
  if (plan.averaged.remaining.data) remaining.resize(plane);
  scratch.resize(shrink_scratch(phase));
  line.resize(static_cast<size_t>(side) * 5);
}

void tile_load(const ConstImage& in, const TilePlan& plan, const Tile& tile, TilePlanes& planes) {
  const int32_t left = tile.x - plan.halo, top = tile.y - plan.halo, n = tile.columns;
  float* line = planes.line.data();
  float* const colour[3] = {line, line + n, line + 2 * n};
  const float* alpha = line + 3 * n;
  for (int32_t y = 0; y < tile.rows; ++y) {
    load_mirrored(in, left, top + y, n, line);
    if (plan.premultiplied) unpremultiply(colour, plan.planes, alpha, n);
    if (is_float(in.dtype) && !SFUMATO_PICK(all_finite)(line, static_cast<int64_t>(n) * plan.planes))
      patch_row(colour, plan.planes, n);
    for (int32_t c = 0; c < plan.planes; ++c) SFUMATO_PICK(stabilise)(plan.stabiliser[c], colour[c], n);
    if (plan.planes == 3) SFUMATO_PICK(to_opponent)(colour[0], colour[1], colour[2], n);
    for (int32_t c = 0; c < plan.planes; ++c)
      SFUMATO_PICK(split_phases)(colour[c], n, planes.noisy[c].data() + y * planes.row_floats(), planes.phase);
    if (!plan.averaged.remaining.data) continue;
    load_mirrored(plan.averaged.remaining, left, top + y, n, line);
    SFUMATO_PICK(split_phases)(line, n, planes.remaining.data() + y * planes.row_floats(), planes.phase);
  }
}

void tile_store(const ConstImage& in, const Image& out, const TilePlan& plan, const Tile& tile, TilePlanes& planes) {
  const int32_t n = tile.columns;
  float* line = planes.line.data();
  float* const colour[3] = {line, line + n, line + 2 * n};
  float* const alpha = line + 3 * n;
  float* const stored = line + 4 * n;
  float* const remaining = plan.averaged.remaining.data ? alpha : nullptr;  // alpha is read afterwards
  const bool check = is_float(in.dtype), has_alpha = in.channels == 4;
  for (int32_t y = 0; y < tile.height; ++y) {
    for (int32_t c = 0; c < plan.planes; ++c)
      SFUMATO_PICK(join_phases)
      (planes.noisy[c].data() + (y + plan.halo) * planes.row_floats(), planes.phase, n, colour[c]);
    if (plan.planes == 3) SFUMATO_PICK(from_opponent)(colour[0], colour[1], colour[2], n);
    if (remaining)
      SFUMATO_PICK(join_phases)
      (planes.remaining.data() + (y + plan.halo) * planes.row_floats(), planes.phase, n, remaining);
    for (int32_t c = 0; c < plan.planes; ++c) SFUMATO_PICK(unstabilise)(plan.stabiliser[c], colour[c], remaining, n);
    const int32_t row = tile.y + y;
    if (has_alpha) {
      float pixel[64 * 4];
      for (int32_t x = 0; x < tile.width; x += 64) {
        const int32_t count = std::min(64, tile.width - x);
        row_load(in, tile.x + x, row, count, pixel);
        for (int32_t i = 0; i < count; ++i) alpha[plan.halo + x + i] = pixel[4 * i + 3];
      }
      if (plan.premultiplied)
        for (int32_t c = 0; c < plan.planes; ++c)
          for (int32_t x = plan.halo; x < plan.halo + tile.width; ++x) colour[c][x] *= alpha[x];
    }
    row_store_planar(out, tile.x, row, tile.width, line + plan.halo, n);
    if (!check && !plan.premultiplied) continue;
    const bool same = in.dtype == out.dtype && in.range == out.range;
    const auto keep = [&](int32_t x) {
      if (same) {
        std::memcpy(out.row(row) + (tile.x + x) * static_cast<ptrdiff_t>(out.pixel_bytes()),
                    in.row(row) + (tile.x + x) * static_cast<ptrdiff_t>(in.pixel_bytes()), in.pixel_bytes());
      } else {
        row_load(in, tile.x + x, row, 1, stored);
        row_store(out, tile.x + x, row, 1, stored);
      }
    };
    for (int32_t x = 0; x < tile.width; ++x) {
      if (plan.premultiplied && !(alpha[plan.halo + x] > 0.0f)) keep(x);
      if (!check) continue;
      row_load(in, tile.x + x, row, 1, stored);
      for (int32_t c = 0; c < plan.planes; ++c)
        if (!std::isfinite(stored[c])) {
          keep(x);
          break;
        }
    }
  }
}

}  // namespace sfumato
