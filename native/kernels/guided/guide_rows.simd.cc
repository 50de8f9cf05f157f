// SPDX-License-Identifier: Apache-2.0
// The guide's full-size rows: averaged into cells on the first reading, filtered on the second.
#include "simd/simd.h"
//
#include "simd/rgb8.h"

namespace sfumato::SFUMATO_TARGET {

void guide_sum_u8(const uint8_t* SFUMATO_RESTRICT in, int64_t n, bool first, uint16_t* SFUMATO_RESTRICT sum) {
  if (first)
    for (int64_t i = 0; i < n; ++i) sum[i] = in[i];
  else
    for (int64_t i = 0; i < n; ++i) sum[i] = static_cast<uint16_t>(sum[i] + in[i]);
}

// Guide values as the filter sees them: NaN is 0, the rest within 0..8.
void guide_tame(float* values, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const float v = values[i] > 0.0f ? values[i] : 0.0f;
    values[i] = v < 8.0f ? v : 8.0f;
  }
}

void guide_sum_f32(const float* SFUMATO_RESTRICT in, int64_t n, bool first, float* SFUMATO_RESTRICT sum) {
  if (first)
    std::memcpy(sum, in, static_cast<size_t>(n) * 4);
  else
    for (int64_t i = 0; i < n; ++i) sum[i] += in[i];
}

namespace {

template <int channels, typename T>
void cells(const T* sum, int64_t width, int64_t size, float scale, bool colour, float* const* out) {
  const int64_t count = (width + size - 1) / size;
  for (int64_t x = 0; x < count; ++x) {
    const int64_t begin = x * size, end = begin + size < width ? begin + size : width;
    T c[3] = {};
    for (int64_t i = begin; i < end; ++i)
      for (int k = 0; k < (channels < 3 ? 1 : 3); ++k) c[k] = static_cast<T>(c[k] + sum[i * channels + k]);
    const float s = scale / static_cast<float>(end - begin);
    const float r = static_cast<float>(c[0]) * s, g = channels < 3 ? r : static_cast<float>(c[1]) * s,
                b = channels < 3 ? r : static_cast<float>(c[2]) * s;
    if (colour) {
      out[0][x] = r;
      out[1][x] = g;
      out[2][x] = b;
    } else {
      out[0][x] = channels < 3 ? r : (r * luma_red + g * luma_green + b * luma_blue) * (1.0f / 128.0f);
    }
  }
}

template <typename T>
void cells_of(const T* sum, int64_t width, int64_t channels, int64_t size, float scale, bool colour,
              float* const* out) {
  if (channels == 1) cells<1>(sum, width, size, scale, colour, out);
  if (channels == 3) cells<3>(sum, width, size, scale, colour, out);
  if (channels == 4) cells<4>(sum, width, size, scale, colour, out);
}

}  // namespace

// Row sums to cells of `size` pixels: luma to out[0], or red, green and blue to out[0..2]. `scale` turns the sum of
// one column into its mean, 1.0 = full scale.
void guide_cells_u16(const uint16_t* sum, int64_t width, int64_t channels, int64_t size, float scale, bool colour,
                     float* const* out) {
  cells_of(sum, width, channels, size, scale, colour, out);
}
void guide_cells_f32(const float* sum, int64_t width, int64_t channels, int64_t size, float scale, bool colour,
                     float* const* out) {
  cells_of(sum, width, channels, size, scale, colour, out);
}

namespace {

template <int channels>
int64_t cells4(const uint8_t* const* rows, int64_t cells, bool colour, float* const* out) {
  constexpr int per_vector = lanes / 4;
  const int64_t next_rows = 4 * (rows[1] - rows[0]);
  const auto words = [&](int row, int64_t x) {
    const uint8_t* at = rows[row] + channels * x;
    prefetch(at + next_rows);
    return channels == 3 ? load_rgb8(at) : load_rgba8(at);
  };
  int64_t cell = 0;
  for (; cell + per_vector <= cells; cell += per_vector) {
    if (colour) {
      I red_blue = set_i(0), green = set_i(0);
      for (int row = 0; row < 4; ++row) {
        const I w = words(row, 4 * cell);
        red_blue = red_blue + (w & set_i(0x00ff00ff));
        green = green + (shift_right<8>(w) & set_i(0xff));
      }
      int32_t rb[lanes], g[lanes];
      store_i(rb, red_blue);
      store_i(g, green);
      constexpr float scale = 1.0f / (16.0f * 255.0f);
      for (int k = 0; k < per_vector; ++k) {
        const int32_t sum = rb[4 * k] + rb[4 * k + 1] + rb[4 * k + 2] + rb[4 * k + 3];
        out[0][cell + k] = static_cast<float>(sum & 0xffff) * scale;
        out[1][cell + k] = static_cast<float>(g[4 * k] + g[4 * k + 1] + g[4 * k + 2] + g[4 * k + 3]) * scale;
        out[2][cell + k] = static_cast<float>(sum >> 16) * scale;
      }
    } else {
      F luma = luma_of_words(words(0, 4 * cell));
      for (int row = 1; row < 4; ++row) luma = luma + luma_of_words(words(row, 4 * cell));
      float sum[lanes];
      store(sum, luma);
      constexpr float scale = 1.0f / (16.0f * 128.0f * 255.0f);
      for (int k = 0; k < per_vector; ++k)
        out[0][cell + k] = ((sum[4 * k] + sum[4 * k + 1]) + (sum[4 * k + 2] + sum[4 * k + 3])) * scale;
    }
  }
  return cell;
}

}  // namespace

// Whole cells of 4 x 4 pixels of RGB8 or RGBA8, as many of `cells` as fill vectors; returns how many it did.
int64_t guide_cells4_u8(const uint8_t* const* rows, int64_t cells, int64_t channels, bool colour, float* const* out) {
  return channels == 3 ? cells4<3>(rows, cells, colour, out) : cells4<4>(rows, cells, colour, out);
}

// A coarse row stretched `size` times by linear interpolation, times `scale`: fine pixel x lies at
// (x + 0.5) / size - 0.5 of the coarse row, whose ends are repeated. Writes fine pixels x0..x1.
void guide_stretch(const float* coarse, int64_t count, int64_t size, float scale, int64_t x0, int64_t x1,
                   float* SFUMATO_RESTRICT out) {
  if (size == 1) {
    for (int64_t x = x0; x < x1; ++x) out[x - x0] = coarse[x] * scale;
    return;
  }
  const int64_t half = size / 2;
  const float step = 1.0f / static_cast<float>(size);
  int64_t x = x0;
  while (x < x1) {
    const int64_t cell = x < half ? -1 : (x - half) / size;
    const int64_t begin = cell * size + half;
    const float left = coarse[cell < 0 ? 0 : cell] * scale;
    const float right = coarse[cell + 1 < count ? cell + 1 : count - 1] * scale;
    const float slope = right - left;
    const float start = (static_cast<float>(begin) + 0.5f) * step - 0.5f - static_cast<float>(cell);
    if (size == 4 && x == begin && x + 4 <= x1 && cell >= 0) {
      // Whole cells in a loop that the compiler turns into broadcasts.
      int64_t last = count - 2 - cell, fits = (x1 - x) / 4;
      if (last > fits) last = fits;
      for (int64_t k = 0; k < last; ++k) {
        const float l = coarse[cell + k] * scale, d = coarse[cell + k + 1] * scale - l;
        float* o = out + (x - x0) + 4 * k;
        o[0] = l + 0.125f * d;
        o[1] = l + 0.375f * d;
        o[2] = l + 0.625f * d;
        o[3] = l + 0.875f * d;
      }
      if (last > 0) {
        x += 4 * last;
        continue;
      }
    }
    for (; x < x1 && x < begin + size; ++x)
      out[x - x0] = left + (start + static_cast<float>(x - begin) * step) * slope;
  }
}

// out = from - to
void guide_difference(const float* SFUMATO_RESTRICT from, const float* SFUMATO_RESTRICT to, int64_t n,
                      float* SFUMATO_RESTRICT out) {
  for (int64_t i = 0; i < n; ++i) out[i] = from[i] - to[i];
}

namespace {

struct Bytes1 {
  const uint8_t* in;
  F luma(int64_t x) const { return load_u8(in + x) * set(128.0f); }
  void colour(int64_t x, F* c) const { c[0] = c[1] = c[2] = load_u8(in + x); }
};
struct Bytes3 {
  const uint8_t* in;
  I words(int64_t x) const { return load_rgb8(in + 3 * x); }
  F luma(int64_t x) const { return luma_of_words(words(x)); }
  void colour(int64_t x, F* c) const {
    const I w = words(x);
    c[0] = red_of_words(w);
    c[1] = green_of_words(w);
    c[2] = blue_of_words(w);
  }
};
struct Bytes4 {
  const uint8_t* in;
  F luma(int64_t x) const { return luma_of_words(load_rgba8(in + 4 * x)); }
  void colour(int64_t x, F* c) const {
    const I w = load_rgba8(in + 4 * x);
    c[0] = red_of_words(w);
    c[1] = green_of_words(w);
    c[2] = blue_of_words(w);
  }
};

// `lines` holds, for each slope and then for the offset, its value on the row above and the change to the row below.
template <typename Source, bool is_colour>
F filtered(const Source& source, const float* const* lines, F t, int64_t x) {
  const auto line = [&](int k) { return fma(t, load(lines[2 * k + 1] + x), load(lines[2 * k] + x)); };
  if constexpr (is_colour) {
    F c[3];
    source.colour(x, c);
    return fma(line(0), c[0], fma(line(1), c[1], fma(line(2), c[2], line(3))));
  } else {
    return fma(line(0), source.luma(x), line(1));
  }
}

template <typename Source, int pixel, bool is_colour>
void apply(const uint8_t* in, const float* const* lines, float t, int64_t n, uint8_t* out) {
  const F tt = set(t), full = set(255.0f);
  int64_t x = 0;
  for (; x + lanes <= n; x += lanes) {
    prefetch(in + (x + n) * pixel);  // the part of this row that comes next
    store_u8(out + x, filtered<Source, is_colour>(Source{in}, lines, tt, x) * full);
  }
  if (x == n) return;
  uint8_t tail[lanes * pixel] = {}, values[lanes];
  std::memcpy(tail, in + x * pixel, static_cast<size_t>((n - x) * pixel));
  const float* moved[8];
  for (int k = 0; k < (is_colour ? 8 : 4); ++k) moved[k] = lines[k] + x;
  store_u8(values, filtered<Source, is_colour>(Source{tail}, moved, tt, 0) * full);
  std::memcpy(out + x, values, static_cast<size_t>(n - x));
}

}  // namespace

// The filter on 8-bit pixels, to 8 bits. Slopes are per 1/128 code of luma, or per code of a colour. Lines are
// readable up to the next whole vector.
void guide_apply_u8(const uint8_t* in, int64_t channels, bool colour, const float* const* lines, float t, int64_t n,
                    uint8_t* out) {
  if (channels == 1) (colour ? apply<Bytes1, 1, true> : apply<Bytes1, 1, false>)(in, lines, t, n, out);
  if (channels == 3) (colour ? apply<Bytes3, 3, true> : apply<Bytes3, 3, false>)(in, lines, t, n, out);
  if (channels == 4) (colour ? apply<Bytes4, 4, true> : apply<Bytes4, 4, false>)(in, lines, t, n, out);
}

namespace {

template <int channels, bool is_colour>
void apply_floats(const float* SFUMATO_RESTRICT in, const float* const* lines, float t, int64_t n,
                  float* SFUMATO_RESTRICT out) {
  const float *l0 = lines[0], *d0 = lines[1], *l1 = lines[2], *d1 = lines[3];
  const float *l2 = lines[4], *d2 = lines[5], *l3 = lines[6], *d3 = lines[7];
  constexpr int green = channels < 3 ? 0 : 1, blue = channels < 3 ? 0 : 2;
  for (int64_t x = 0; x < n; ++x) {
    const float* c = in + x * channels;
    float q;
    if constexpr (is_colour) {
      q = (l0[x] + t * d0[x]) * c[0] + (l1[x] + t * d1[x]) * c[green] + (l2[x] + t * d2[x]) * c[blue] +
          (l3[x] + t * d3[x]);
    } else {
      const float luma =
          channels < 3 ? c[0] : (c[0] * luma_red + c[green] * luma_green + c[blue] * luma_blue) * (1.0f / 128.0f);
      q = (l0[x] + t * d0[x]) * luma + (l1[x] + t * d1[x]);
    }
    q = q > 0.0f ? q : 0.0f;
    out[x] = q < 1.0f ? q : 1.0f;
  }
}

}  // namespace

// The filter on interleaved floats, to floats clamped to 0..1. Slopes are per unit.
void guide_apply_f32(const float* in, int64_t channels, bool colour, const float* const* lines, float t, int64_t n,
                     float* out) {
  if (channels == 1) (colour ? apply_floats<1, true> : apply_floats<1, false>)(in, lines, t, n, out);
  if (channels == 3) (colour ? apply_floats<3, true> : apply_floats<3, false>)(in, lines, t, n, out);
  if (channels == 4) (colour ? apply_floats<4, true> : apply_floats<4, false>)(in, lines, t, n, out);
}

}  // namespace sfumato::SFUMATO_TARGET
