// SPDX-License-Identifier: Apache-2.0
#include "sfumato/feather.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/dispatch.h"
#include "base/scratch.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

SFUMATO_DECLARE(void, feather_clamp, float* values, int64_t n)
SFUMATO_DECLARE(void, feather_add_u8, const uint8_t* in, int64_t n, float weight, bool first, float* sum)
SFUMATO_DECLARE(void, feather_add_f32, const float* in, int64_t n, float weight, bool first, float* sum)
SFUMATO_DECLARE(void, feather_tent, const float* in, int64_t count, int64_t size, const float* w, float* out)
SFUMATO_DECLARE(void, feather_row, const float* in, int64_t n, const float* w, int64_t radius, float* out)
SFUMATO_DECLARE(void, feather_column, const float* const* rows, int64_t n, const float* w, int64_t radius, float* out)
SFUMATO_DECLARE(void, feather_widen, const float* in, int64_t count, int64_t size, const float* w, float* out)
SFUMATO_DECLARE(void, feather_mix, const float* a, const float* b, const float* c, const float* w, int64_t n,
                float* out)
SFUMATO_DECLARE(void, feather_mix_u8, const float* a, const float* b, const float* c, const float* w, int64_t n,
                uint8_t* out)

namespace {

// Weights that are multiples of 2^-22 and sum to exactly 1 add up exactly in float over a constant 0 or 1.
float exact(double w) { return static_cast<float>(std::nearbyint(w * 4194304.0) / 4194304.0); }

// Half a Gaussian: w[0] + 2 (w[1] + … ) = 1.
std::vector<float> gaussian(double sigma) {
  const auto radius = static_cast<size_t>(std::ceil(3.6 * sigma));
  std::vector<double> raw(radius + 1);
  double total = 0;
  for (size_t k = 0; k <= radius; ++k) {
    raw[k] = std::exp(-0.5 * std::pow(static_cast<double>(k) / sigma, 2));
    total += k ? 2 * raw[k] : raw[k];
  }
  std::vector<float> w(radius + 1);
  double rest = 1.0;
  for (size_t k = 1; k <= radius; ++k) {
    w[k] = exact(raw[k] / total);
    rest -= 2.0 * static_cast<double>(w[k]);
  }
  w[0] = static_cast<float>(rest);
  return w;
}

// Three weights for each of `size` phases: those of the left cell, then the centre's, then the right's.
std::vector<float> spline(int32_t size) {
  const auto n = static_cast<size_t>(size);
  std::vector<float> w(3 * n);
  for (size_t k = 0; k < n; ++k) {
    const double f = (static_cast<double>(k) - (size - 1) / 2.0) / size;
    w[k] = exact(0.5 * (0.5 - f) * (0.5 - f));
    w[2 * n + k] = exact(0.5 * (0.5 + f) * (0.5 + f));
    w[n + k] = 1.0f - w[k] - w[2 * n + k];
  }
  return w;
}

// The cells that a picture is reduced to: each `size` pixels wide, two more than needed on every side, beyond which
// all is the border's own value.
struct Cells {
  static constexpr int32_t margin = 2;
  int32_t size, width, height;
  int64_t pitch;
  std::vector<float> weights;  // of the tent
  int32_t begin;               // of the tent's pixels, from a cell's first
  double variance = 0;         // of the tent, in pixels

  Cells(const ConstImage& image, int32_t s)
      : size(s),
        width((image.width + s - 1) / s + 2 * margin),
        height((image.height + s - 1) / s + 2 * margin),
        pitch((width + 15) / 16 * 16),
        begin(s % 2 ? (s - 1) / 2 - (s - 1) : -(s / 2)) {
    double rest = 1.0;
    const int32_t taps = s % 2 ? 2 * s - 1 : 2 * s;
    for (int32_t k = 0; k < taps; ++k) {
      const double distance = begin + k - (s - 1) / 2.0;
      const float w = exact((1.0 - std::fabs(distance) / s) / s);
      weights.push_back(w);
      rest -= static_cast<double>(w);
      variance += static_cast<double>(w) * distance * distance;
    }
    weights[static_cast<size_t>(taps / 2)] += static_cast<float>(rest);
  }
};

void reduce(const ConstImage& image, const Cells& cells, float* plane, const Job& job) {
  const int32_t size = cells.size, taps = size % 2 ? 2 * size - 1 : 2 * size;
  const int32_t margin = Cells::margin * size + 2 * size;
  const auto n = static_cast<int64_t>(image.width);
  parallel_for(cells.height, 4, job, [&](int64_t from, int64_t to) {
    std::vector<float> sum(static_cast<size_t>(n + 2 * margin + size)), row(static_cast<size_t>(n));
    float* inner = sum.data() + margin;
    for (int64_t cell = from; cell < to; ++cell) {
      const int64_t top = (cell - Cells::margin) * size + cells.begin;
      bool first = true;
      for (int32_t k = 0; k < taps;) {
        const auto y = static_cast<int32_t>(std::clamp<int64_t>(top + k, 0, image.height - 1));
        float weight = 0;
        do weight += cells.weights[static_cast<size_t>(k++)];
        while (k < taps && std::clamp<int64_t>(top + k, 0, image.height - 1) == y);
        if (image.dtype == DType::u8) {
          SFUMATO_PICK(feather_add_u8)(image.row(y), n, weight, first, inner);
        } else {
          row_load(image, 0, y, image.width, row.data());
          SFUMATO_PICK(feather_clamp)(row.data(), n);
          SFUMATO_PICK(feather_add_f32)(row.data(), n, weight, first, inner);
        }
        first = false;
      }
      std::fill_n(sum.data(), margin, inner[0]);
      std::fill(inner + n, sum.data() + sum.size(), inner[n - 1]);
      SFUMATO_PICK(feather_tent)(inner - Cells::margin * size + cells.begin, cells.width, size, cells.weights.data(),
                                 plane + cell * cells.pitch);
    }
  });
}

// A source of rows of floats, borders repeated.
struct Rows {
  const ConstImage* image;  // or
  const float* plane;
  int32_t width, height;
  int64_t pitch;

  // Columns x0 - pad .. x0 + n + pad of row y.
  void read(int64_t y, int64_t x0, int64_t n, int64_t pad, float* out) const {
    const int64_t row = std::clamp<int64_t>(y, 0, height - 1);
    const int64_t left = std::max<int64_t>(x0 - pad, 0), right = std::min<int64_t>(x0 + n + pad, width);
    float* inner = out + (left - (x0 - pad));
    if (image) {
      row_load(*image, static_cast<int32_t>(left), static_cast<int32_t>(row), static_cast<int32_t>(right - left), inner);
      SFUMATO_PICK(feather_clamp)(inner, right - left);
    } else {
      std::copy_n(plane + row * pitch + left, right - left, inner);
    }
    std::fill(out, inner, inner[0]);
    std::fill(inner + (right - left), out + n + 2 * pad, inner[right - left - 1]);
  }
};

// Blurs rows y0..y1, columns x0..x0+n of `rows`; out rows are n apart.
void blur(const Rows& rows, int64_t x0, int64_t n, int64_t y0, int64_t y1, const std::vector<float>& w, float* out) {
  const auto radius = static_cast<int64_t>(w.size()) - 1, count = y1 - y0 + 2 * radius;
  const Scratch<float> padded(static_cast<size_t>(n + 2 * radius)), across(static_cast<size_t>(count * n));
  std::vector<const float*> window(static_cast<size_t>(2 * radius + 1));
  int64_t held = -1;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t y = std::clamp<int64_t>(y0 - radius + i, 0, rows.height - 1);
    if (y == held) {
      std::copy_n(across.data() + (i - 1) * n, n, across.data() + i * n);
      continue;
    }
    held = y;
    rows.read(y, x0, n, radius, padded.data());
    SFUMATO_PICK(feather_row)(padded.data() + radius, n, w.data(), radius, across.data() + i * n);
  }
  for (int64_t y = y0; y < y1; ++y) {
    for (int64_t k = 0; k <= 2 * radius; ++k) window[static_cast<size_t>(k)] = across.data() + (y - y0 + k) * n;
    SFUMATO_PICK(feather_column)(window.data(), n, w.data(), radius, out + (y - y0) * n);
  }
}

void feather_direct(const ConstImage& matte, const Image& into, float sigma, const Job& job) {
  constexpr int32_t band = 96, tile = 1024;
  const std::vector<float> w = gaussian(static_cast<double>(sigma));
  const Rows rows{&matte, nullptr, matte.width, matte.height, 0};
  const int64_t across = (matte.width + tile - 1) / tile, down = (matte.height + band - 1) / band;
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    const Scratch<float> out(static_cast<size_t>(band) * tile);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t x = i % across * tile, y = i / across * band;
      const int64_t n = std::min<int64_t>(tile, matte.width - x), y1 = std::min<int64_t>(y + band, matte.height);
      blur(rows, x, n, y, y1, w, out.data());
      for (int64_t k = y; k < y1; ++k)
        row_store(into, static_cast<int32_t>(x), static_cast<int32_t>(k), static_cast<int32_t>(n), out.data() + (k - y) * n);
    }
  });
}

void feather_reduced(const ConstImage& matte, const Image& into, double sigma, const Job& job) {
  const Cells cells(matte, static_cast<int32_t>(sigma / 2));
  const int32_t size = cells.size;
  const Scratch<float> plane(static_cast<size_t>(cells.pitch) * static_cast<size_t>(cells.height));
  reduce(matte, cells, plane.data(), job);
  job.report(0.4);
  const std::vector<float> w = gaussian(std::sqrt((sigma * sigma - cells.variance) / (1.0 * size * size) - 0.25));
  const std::vector<float> up = spline(size);
  const Rows rows{nullptr, plane.data(), cells.width, cells.height, cells.pitch};
  const int64_t tile = std::max(1, 1024 / size), band = std::clamp(256 / size, 8, 96);
  const int64_t inner_w = cells.width - 2 * Cells::margin, inner_h = cells.height - 2 * Cells::margin;
  const int64_t across = (inner_w + tile - 1) / tile, down = (inner_h + band - 1) / band;
  parallel_for(across * down, 1, job, [&](int64_t begin, int64_t end) {
    const int64_t wide = tile * size;
    const Scratch<float> low(static_cast<size_t>((band + 2) * (tile + 2))), stretched(static_cast<size_t>(3 * wide));
    std::vector<float> result(static_cast<size_t>(wide));
    for (int64_t i = begin; i < end; ++i) {
      const int64_t cx = i % across * tile, cy = i / across * band;
      const int64_t n = std::min(tile, inner_w - cx), cy1 = std::min(cy + band, inner_h);
      blur(rows, cx + Cells::margin - 1, n + 2, cy + Cells::margin - 1, cy1 + Cells::margin + 1, w, low.data());
      const auto widen = [&](int64_t row) {  // from the row before cy
        float* to = stretched.data() + row % 3 * wide;
        SFUMATO_PICK(feather_widen)(low.data() + row * (n + 2) + 1, n, size, up.data(), to);
        return to;
      };
      widen(0);
      widen(1);
      const int64_t x = cx * size, columns = std::min<int64_t>(n * size, matte.width - x);
      for (int64_t c = cy; c < cy1; ++c) {
        const int64_t k = c - cy;
        widen(k + 2);
        const float* three[3];
        for (int64_t j = 0; j < 3; ++j) three[j] = stretched.data() + (k + j) % 3 * wide;
        for (int32_t phase = 0; phase < size && c * size + phase < matte.height; ++phase) {
          const auto y = static_cast<int32_t>(c * size + phase);
          const float mix[3] = {up[static_cast<size_t>(phase)], up[static_cast<size_t>(size + phase)],
                                up[static_cast<size_t>(2 * size + phase)]};
          if (into.dtype == DType::u8) {
            SFUMATO_PICK(feather_mix_u8)(three[0], three[1], three[2], mix, columns, into.row(y) + x);
          } else {
            SFUMATO_PICK(feather_mix)(three[0], three[1], three[2], mix, columns, result.data());
            row_store(into, static_cast<int32_t>(x), y, static_cast<int32_t>(columns), result.data());
          }
        }
      }
    }
  });
}

}  // namespace

void matte_feather(const ConstImage& matte, const Image& into, float sigma, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
  if (sigma < 4.0f)
    feather_direct(matte, into, sigma, job);
  else
    feather_reduced(matte, into, static_cast<double>(sigma), job);
  job.report(1.0);
}

}  // namespace sfumato
