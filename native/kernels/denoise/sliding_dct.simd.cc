// SPDX-License-Identifier: Apache-2.0
#include "denoise/sliding.h"

#include "simd/simd.h"
#include "simd/dct.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

// Vertical frequencies of every column: n rows of image to n rows of `out`.
template <int n>
void transform_columns(const float* in, ptrdiff_t phase, ptrdiff_t length, float* out) {
  for (int p = 0; p < 4; ++p)
    for (ptrdiff_t j = 0; j < length; j += lanes) {
      const ptrdiff_t at = p * phase + j;
      F x[n], y[n];
      for (int r = 0; r < n; ++r) x[r] = load(in + r * 4 * phase + at);
      Dct<n>::forward(x, y);
      for (int k = 0; k < n; ++k) store(out + k * 4 * phase + at, y[k]);
    }
}

// Back to rows, weighted by the window, added to the sums.
template <int n>
void restore_columns(const ShrinkRow& row, ptrdiff_t length, const float* filtered, const float* column_weight) {
  for (int p = 0; p < 4; ++p)
    for (ptrdiff_t j = 0; j < length; j += lanes) {
      const ptrdiff_t at = p * row.phase + j;
      F x[n], y[n];
      for (int k = 0; k < n; ++k) y[k] = load(filtered + k * 4 * row.phase + at);
      Dct<n>::inverse(y, x);
      const F w = load(column_weight + at);
      for (int r = 0; r < n; ++r) {
        const ptrdiff_t to = r * 4 * row.phase + at;
        const F window = set(row.window[r]);
        store(row.sum + to, fma(window, x[r], load(row.sum + to)));
        store(row.weight + to, fma(window, w, load(row.weight + to)));
      }
    }
}

template <int n>
struct Columns {
  ptrdiff_t at[n];
  Columns(const ShrinkRow& row) {
    for (int c = 0; c < n; ++c) at[c] = ((c + row.offset) % 4) * row.phase + (c + row.offset) / 4;
  }
};

// The factor for sigma of a vector of blocks: the mean of their middle and four places round it.
template <int n>
inline F noise_factor(const ShrinkRow& row, const Columns<n>& columns, ptrdiff_t j) {
  constexpr int middle = n / 2, apart = n / 4 + 1;
  const auto at = [&](int r, int c) { return load(row.remaining + r * 4 * row.phase + columns.at[c] + j); };
  const F sum = at(middle, middle) + (at(middle - apart, middle - apart) + at(middle - apart, middle + apart)) +
                (at(middle + apart, middle - apart) + at(middle + apart, middle + apart));
  return fma(set(0.2f * row.remaining_share), sum, set(1.0f - row.remaining_share));
}

// Filters one vertical frequency of a vector of blocks; returns the noise energy that stays, in parts of factor^2.
template <int n>
inline F threshold_row(const float* noisy, const Columns<n>& columns, const float* sigma, F threshold, F* kept) {
  F x[n], y[n], energy = zero();
  for (int c = 0; c < n; ++c) x[c] = load(noisy + columns.at[c]);
  Dct<n>::forward(x, y);
  for (int l = 0; l < n; ++l) {
    const F s = set(sigma[l]);
    const M keep = abs(y[l]) > threshold * s;
    kept[l] = select(keep, y[l], zero());
    energy = energy + select(keep, s * s, zero());
  }
  return energy;
}

template <int n>
inline F wiener_row(const float* noisy, const float* pilot, const Columns<n>& columns, const float* sigma, F factor2,
                    F* kept) {
  F x[n], y[n], u[n], v[n], energy = zero();
  for (int c = 0; c < n; ++c) x[c] = load(noisy + columns.at[c]);
  Dct<n>::forward(x, y);
  for (int c = 0; c < n; ++c) u[c] = load(pilot + columns.at[c]);
  Dct<n>::forward(u, v);
  for (int l = 0; l < n; ++l) {
    const F noise = set(sigma[l] * sigma[l]), power = v[l] * v[l];
    const F gain = power * rcp_fast(fma(noise, factor2, power) + set(1e-12f));
    kept[l] = y[l] * gain;
    energy = fma(noise * gain, gain, energy);
  }
  return energy;
}

}  // namespace

void shrink_row(const ShrinkRow& row) {
  constexpr int n = 16;
  const ptrdiff_t image_row = 4 * row.phase, length = row.blocks + n / 4 + 1;
  float* noisy = row.scratch;
  float* pilot = noisy + n * image_row;
  float* filtered = pilot + n * image_row;
  float* column_weight = filtered + n * image_row;
  transform_columns<n>(row.noisy, row.phase, length, noisy);
  if (row.pilot) transform_columns<n>(row.pilot, row.phase, length, pilot);
  std::memset(filtered, 0, static_cast<size_t>((n + 1) * image_row) * sizeof(float));

  const Columns<n> columns(row);
  const F threshold = set(row.threshold), least = set(row.sigma[n + 1] * row.sigma[n + 1]);
  for (ptrdiff_t j = 0; j < row.blocks; j += lanes) {
    F kept[n * n], energy = zero();
    const F factor = row.remaining ? noise_factor<n>(row, columns, j) : set(1.0f), factor2 = factor * factor;
    for (int k = 0; k < n; ++k) {
      const ptrdiff_t at = k * image_row + j;
      const float* sigma = row.sigma + k * n;
      energy = energy + (row.pilot ? wiener_row<n>(noisy + at, pilot + at, columns, sigma, factor2, kept + k * n)
                                   : threshold_row<n>(noisy + at, columns, sigma, threshold * factor, kept + k * n));
    }
    const M exists = to_float(iota() + set_i(static_cast<int32_t>(j))) < set(static_cast<float>(row.blocks));
    const F weight = select(exists, set(static_cast<float>(n * n)) / (max(energy, least) * factor2), zero());
    for (int k = 0; k < n; ++k) {
      F largest = abs(kept[k * n]);
      for (int l = 1; l < n; ++l) largest = max(largest, abs(kept[k * n + l]));
      if (!any(largest > zero())) continue;
      F x[n];
      Dct<n>::inverse(kept + k * n, x);
      for (int c = 0; c < n; ++c) {
        float* to = filtered + k * image_row + j + columns.at[c];
        store(to, fma(weight * set(row.window[c]), x[c], load(to)));
      }
    }
    for (int c = 0; c < n; ++c) {
      float* to = column_weight + j + columns.at[c];
      store(to, fma(weight, set(row.window[c]), load(to)));
    }
  }
  restore_columns<n>(row, length, filtered, column_weight);
}

}  // namespace sfumato::SFUMATO_TARGET
