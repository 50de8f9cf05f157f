// SPDX-License-Identifier: Apache-2.0
#include "simd/pack.h"

namespace sfumato::SFUMATO_TARGET {

void samples_from_u8(const uint8_t* in, int64_t n, float scale, float* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, load_u8(in + i) * set(scale));
  for (; i < n; ++i) out[i] = static_cast<float>(in[i]) * scale;
}

void samples_from_u16(const uint16_t* in, int64_t n, float scale, float* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, load_u16(in + i) * set(scale));
  for (; i < n; ++i) out[i] = static_cast<float>(in[i]) * scale;
}

void samples_from_f16(const uint16_t* in, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, load_f16(in + i));
  if (i == n) return;
  uint16_t tail[lanes] = {};
  float values[lanes];
  std::memcpy(tail, in + i, static_cast<size_t>(n - i) * 2);
  store(values, load_f16(tail));
  std::memcpy(out + i, values, static_cast<size_t>(n - i) * 4);
}

void samples_to_u8(const float* in, int64_t n, float scale, uint8_t* out) {
  const F s = set(scale);
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes)
    store_u8(out + i, load(in + i) * s, load(in + i + lanes) * s, load(in + i + 2 * lanes) * s,
             load(in + i + 3 * lanes) * s);
  for (; i + lanes <= n; i += lanes) store_u8(out + i, load(in + i) * set(scale));
  if (i == n) return;
  float tail[lanes] = {};
  uint8_t values[lanes];
  std::memcpy(tail, in + i, static_cast<size_t>(n - i) * 4);
  store_u8(values, load(tail) * set(scale));
  std::memcpy(out + i, values, static_cast<size_t>(n - i));
}

void samples_to_u16(const float* in, int64_t n, float scale, uint16_t* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store_u16(out + i, load(in + i) * set(scale), scale);
  if (i == n) return;
  float tail[lanes] = {};
  uint16_t values[lanes];
  std::memcpy(tail, in + i, static_cast<size_t>(n - i) * 4);
  store_u16(values, load(tail) * set(scale), scale);
  std::memcpy(out + i, values, static_cast<size_t>(n - i) * 2);
}

void samples_to_f16(const float* in, int64_t n, uint16_t* out) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store_f16(out + i, load(in + i));
  if (i == n) return;
  float tail[lanes] = {};
  uint16_t values[lanes];
  std::memcpy(tail, in + i, static_cast<size_t>(n - i) * 4);
  store_f16(values, load(tail));
  std::memcpy(out + i, values, static_cast<size_t>(n - i) * 2);
}

}  // namespace sfumato::SFUMATO_TARGET
