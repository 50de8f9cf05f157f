// SPDX-License-Identifier: Apache-2.0
// Box sums that add only what lies in the window: no running sum that drifts, so that windows of ones sum to their
// exact count.
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

namespace {

constexpr int64_t strip = 64;

// dst = (or +=) a row's strip, of a or of a x b. Rows outside [0, height) are zero.
struct Columns {
  const float* a;
  const float* b;
  int64_t stride, height;

  F value(int64_t y, int64_t x) const {
    const F v = load(a + y * stride + x);
    return b ? v * load(b + y * stride + x) : v;
  }
  bool has(int64_t y) const { return y >= 0 && y < height; }
};

void column_strip(const Columns& in, int64_t x, int64_t y0, int64_t y1, int64_t radius, float* suffix, float* out,
                  int64_t pitch) {
  const int64_t length = 2 * radius + 1;
  float prefix[strip];
  for (int64_t block = y0; block < y1; block += length) {
    const int64_t top = block - radius;
    for (int64_t i = 0; i < strip; i += lanes) {
      F sum = zero();
      for (int64_t k = length - 1; k >= 0; --k) {
        if (in.has(top + k)) sum = sum + in.value(top + k, x + i);
        store(suffix + k * strip + i, sum);
      }
    }
    std::memset(prefix, 0, sizeof prefix);
    const int64_t rows = y1 - block < length ? y1 - block : length;
    for (int64_t k = 0; k < rows; ++k) {
      const int64_t entering = top + length + k - 1;
      float* row = out + (block - y0 + k) * pitch;
      for (int64_t i = 0; i < strip; i += lanes) {
        F sum = load(prefix + i);
        if (k > 0 && in.has(entering)) {
          sum = sum + in.value(entering, x + i);
          store(prefix + i, sum);
        }
        store(row + x + i, load(suffix + k * strip + i) + sum);
      }
    }
  }
}

}  // namespace

// Sums over rows y-radius..y+radius of a (of a x b when b is given), for rows y0..y1 of `width` columns. `width` and
// `stride` are multiples of 64; `scratch` holds (2 radius + 1) x 64 floats; rows of `out` are `pitch` apart.
void box_columns(const float* a, const float* b, int64_t stride, int64_t width, int64_t height, int64_t y0, int64_t y1,
                 int64_t radius, float* scratch, float* out, int64_t pitch) {
  const Columns in{a, b, stride, height};
  for (int64_t x = 0; x < width; x += strip) column_strip(in, x, y0, y1, radius, scratch, out, pitch);
}

// out[i] = padded[i] + … + padded[i + 2 radius] for i < width, by doubling: log2(radius) additions a value.
// `padded` holds width + 2 radius values and is destroyed.
void box_row(float* padded, int64_t width, int64_t radius, float* SFUMATO_RESTRICT out) {
  const int64_t length = 2 * radius + 1;
  int64_t valid = width + 2 * radius, offset = 0;
  for (int64_t step = 1;; step *= 2) {
    if (length & step) {
      int64_t i = 0;
      const float* from = padded + offset;
      if (offset == 0) {
        std::memcpy(out, from, static_cast<size_t>(width) * 4);
      } else {
        for (; i + lanes <= width; i += lanes) store(out + i, load(out + i) + load(from + i));
        for (; i < width; ++i) out[i] += from[i];
      }
      offset += step;
    }
    if (step * 2 > length) break;
    valid -= step;
    int64_t i = 0;
    for (; i + lanes <= valid; i += lanes) store(padded + i, load(padded + i) + load(padded + i + step));
    for (; i < valid; ++i) padded[i] += padded[i + step];
  }
}

// sum[i] /= count[i] x rows
void box_mean(float* sum, const float* count, float rows, int64_t n) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(sum + i, load(sum + i) / (load(count + i) * set(rows)));
  for (; i < n; ++i) sum[i] /= count[i] * rows;
}

// The filter's line through a window's moments, for luma: means of i, p, i^2, i p to a and b. In place allowed.
void guided_solve_luma(const float* const* mean, float epsilon, int64_t n, float* a, float* b) {
  for (int64_t x = 0; x < n; x += lanes) {  // rows are padded to vectors
    const F i = load(mean[0] + x), p = load(mean[1] + x);
    const F variance = max(fnma(i, i, load(mean[2] + x)), zero());
    const F slope = fnma(i, p, load(mean[3] + x)) / (variance + set(epsilon));
    store(a + x, slope);
    store(b + x, fnma(slope, i, p));
  }
}

// The same for colour: means of r, g, b, p, rr, rg, rb, gg, gb, bb, rp, gp, bp to three slopes and b, by LDL^T.
void guided_solve_colour(const float* const* mean, float epsilon, int64_t n, float* const* a, float* b) {
  const F tiny = set(epsilon);
  for (int64_t x = 0; x < n; x += lanes) {
    const F r = load(mean[0] + x), g = load(mean[1] + x), bl = load(mean[2] + x), p = load(mean[3] + x);
    const F rr = max(fnma(r, r, load(mean[4] + x)), zero()) + tiny;
    const F rg = fnma(r, g, load(mean[5] + x)), rb = fnma(r, bl, load(mean[6] + x));
    const F gg = max(fnma(g, g, load(mean[7] + x)), zero()) + tiny;
    const F gb = fnma(g, bl, load(mean[8] + x));
    const F bb = max(fnma(bl, bl, load(mean[9] + x)), zero()) + tiny;
    const F rp = fnma(r, p, load(mean[10] + x)), gp = fnma(g, p, load(mean[11] + x));
    const F bp = fnma(bl, p, load(mean[12] + x));
    const F l1 = rg / rr, l2 = rb / rr;
    const F d2 = max(fnma(l1, rg, gg), tiny), m = fnma(l1, rb, gb), l3 = m / d2;
    const F d3 = max(fnma(l3, m, fnma(l2, rb, bb)), tiny);
    const F y2 = fnma(l1, rp, gp), y3 = fnma(l3, y2, fnma(l2, rp, bp));
    const F a3 = y3 / d3, a2 = fnma(l3, a3, y2 / d2), a1 = fnma(l2, a3, fnma(l1, a2, rp / rr));
    store(a[0] + x, a1);
    store(a[1] + x, a2);
    store(a[2] + x, a3);
    store(b + x, fnma(a3, bl, fnma(a2, g, fnma(a1, r, p))));
  }
}

}  // namespace sfumato::SFUMATO_TARGET
