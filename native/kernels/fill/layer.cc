// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <vector>

#include "sfumato/fill.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

struct Rows {
  std::vector<float> before, after, cover, out;

  Rows(int32_t width, int32_t channels)
      : before(static_cast<size_t>(width) * channels),
        after(before.size()),
        cover(static_cast<size_t>(width)),
        out(static_cast<size_t>(width) * 4) {}
};

}  // namespace

void fill_layer(const ConstImage& original, const ConstImage& mask, const Image& filled, const Image& layer, int32_t x0,
                int32_t y0, bool premultiplied, const Job& job) {
  const int32_t channels = filled.channels;
  parallel_for(layer.height, 16, job, [&](int64_t begin, int64_t end) {
    Rows rows(layer.width, channels);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load(original, x0, y0 + y, layer.width, rows.before.data());
      row_load(filled, x0, y0 + y, layer.width, rows.after.data());
      row_load(mask, x0, y0 + y, layer.width, rows.cover.data());
      for (int32_t x = 0; x < layer.width; ++x) {
        const float cover = std::clamp(rows.cover[static_cast<size_t>(x)], 0.0f, 1.0f);
        float* out = rows.out.data() + static_cast<size_t>(x) * 4;
        if (!(cover > 0.0f)) {
          std::fill_n(out, 4, 0.0f);
          std::memcpy(filled.row(y0 + y) + static_cast<size_t>(x0 + x) * filled.pixel_bytes(),
                      original.row(y0 + y) + static_cast<size_t>(x0 + x) * filled.pixel_bytes(), filled.pixel_bytes());
          continue;
        }
        float* after = rows.after.data() + static_cast<size_t>(x) * channels;
        const float* before = rows.before.data() + static_cast<size_t>(x) * channels;
        const float alpha = channels == 4 ? after[3] : 1.0f;
        const float scale = premultiplied && alpha > 0.0f ? 1.0f / alpha : 1.0f;
        for (int32_t c = 0; c < 3; ++c) out[c] = after[channels == 1 ? 0 : c] * scale;
        out[3] = cover * alpha;
        if (cover >= 1.0f) continue;
        for (int32_t c = 0; c < channels; ++c) after[c] = before[c] + cover * (after[c] - before[c]);
        row_store(filled, x0 + x, y0 + y, 1, after);
      }
      row_store(layer, 0, y, layer.width, rows.out.data());
    }
  });
}

}  // namespace sfumato
