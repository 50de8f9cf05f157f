// SPDX-License-Identifier: Apache-2.0
#include "sfumato/levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

struct Curve {
  float black, scale, exponent;

  float operator()(float v) const {
    const float t = (v - black) * scale;
    if (!(t > 0.0f)) return 0.0f;  // NaN too
    if (t >= 1.0f) return 1.0f;
    return exponent == 1.0f ? t : std::pow(t, exponent);
  }
};

}  // namespace

void matte_levels(const ConstImage& matte, const Image& into, float black, float white, float gamma, const Job& job) {
  if (matte.channels != 1 || into.channels != 1 || into.width != matte.width || into.height != matte.height)
    throw std::invalid_argument("Expected a matte and a result of one channel and one size");
  const Curve curve{black, 1.0f / (white - black), 1.0f / gamma};
  const bool bytes = matte.dtype == DType::u8 && into.dtype == DType::u8;
  std::array<uint8_t, 256> table{};
  for (size_t i = 0; i < 256; ++i)
    table[i] = static_cast<uint8_t>(std::nearbyint(curve(static_cast<float>(i) / 255.0f) * 255.0f));
  parallel_for(matte.height, 32, job, [&](int64_t begin, int64_t end) {
    constexpr int32_t chunk = 1024;
    float values[chunk];
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      if (bytes) {
        const uint8_t* from = matte.row(y);
        std::transform(from, from + matte.width, into.row(y), [&](uint8_t v) { return table[v]; });
        continue;
      }
      for (int32_t x = 0; x < matte.width; x += chunk) {
        const int32_t n = std::min(chunk, matte.width - x);
        row_load(matte, x, y, n, values);
        std::transform(values, values + n, values, curve);
        row_store(into, x, y, n, values);
      }
    }
  });
}

}  // namespace sfumato
