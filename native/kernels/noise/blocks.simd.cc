// SPDX-License-Identifier: Apache-2.0
#include "noise/blocks.h"

#include "simd/simd.h"
#include "simd/dct.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

constexpr float most_cut = 4.0f;  // samples of a block, so that bright noisy areas can still be measured

}  // namespace

void measure_blocks(const BlockRow& row) {
  for (int32_t first = 0; first < row.count; first += lanes) {
    const int32_t blocks = row.count - first < lanes ? row.count - first : lanes;
    float samples[64 * lanes] = {};
    for (int r = 0; r < 8; ++r)
      for (int b = 0; b < blocks; ++b) {
        const float* from = row.in + r * row.stride + static_cast<int64_t>(first + b) * row.step;
        for (int c = 0; c < 8; ++c) samples[(r * 8 + c) * lanes + b] = from[c];
      }
    F cut = zero(), sum = zero(), columns[64], frequencies[64];
    for (int i = 0; i < 64; ++i) {
      const F x = load(samples + i * lanes);
      sum = sum + x;
      cut = cut + select((x > set(row.low)) & (x < set(row.high)), zero(), set(1.0f));
    }
    for (int c = 0; c < 8; ++c) {
      F x[8], y[8];
      for (int r = 0; r < 8; ++r) x[r] = load(samples + (r * 8 + c) * lanes);
      Dct<8>::forward(x, y);
      for (int k = 0; k < 8; ++k) columns[k * 8 + c] = y[k];
    }
    for (int k = 0; k < 8; ++k) Dct<8>::forward(columns + k * 8, frequencies + k * 8);
    F rank = zero(), texture = zero(), noise = zero();
    int ranked = 0, textured = 0, noisy = 0;
    for (int k = 0; k < 8; ++k)
      for (int l = 0; l < 8; ++l) {
        const F square = frequencies[k * 8 + l] * frequencies[k * 8 + l];
        if (k + l >= 8) {
          noise = noise + square;
          ++noisy;
        } else if (k + l >= 1 && k + l <= 6) {
          if ((k + l) % 2 == 1) {
            rank = rank + square;
            ++ranked;
          } else {
            texture = texture + square;
            ++textured;
          }
        }
      }
    const M usable = (cut <= set(most_cut)) & (abs(sum) < set(1e30f));
    const float nan = NAN;
    float out[lanes];
    store(out, select(usable, sum * set(1.0f / 64.0f), set(nan)));
    std::memcpy(row.mean + first, out, static_cast<size_t>(blocks) * sizeof(float));
    store(out, rank * set(1.0f / static_cast<float>(ranked)));
    std::memcpy(row.rank + first, out, static_cast<size_t>(blocks) * sizeof(float));
    store(out, texture * set(1.0f / static_cast<float>(textured)));
    std::memcpy(row.texture + first, out, static_cast<size_t>(blocks) * sizeof(float));
    store(out, noise * set(1.0f / static_cast<float>(noisy)));
    std::memcpy(row.noise + first, out, static_cast<size_t>(blocks) * sizeof(float));
  }
}

void halve_plane(const float* in, int64_t in_stride, int32_t width, int32_t height, float* out, int64_t out_stride) {
  for (int32_t y = 0; y < height; ++y) {
    const float *a = in + 2 * y * in_stride, *b = a + in_stride;
    float* to = out + y * out_stride;
    for (int32_t x = 0; x < width; ++x) to[x] = 0.25f * ((a[2 * x] + a[2 * x + 1]) + (b[2 * x] + b[2 * x + 1]));
  }
}

}  // namespace sfumato::SFUMATO_TARGET
