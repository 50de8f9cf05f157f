// SPDX-License-Identifier: Apache-2.0
#include "sfumato/hash.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t block = 32;  // rows that are hashed one after the other
constexpr size_t lanes = 8, stripe = lanes * 8;
constexpr uint64_t multiplier = 0x9fb21c651e98df25, other_multiplier = 0xd6e8feb86659fd93, seed = 0x243f6a8885a308d3;

void step(uint64_t& h, uint64_t word) {
  h = (h ^ word) * multiplier;
  h ^= h >> 32;
}

uint64_t finished(uint64_t h) {
  h = (h ^ (h >> 32)) * other_multiplier;
  h = (h ^ (h >> 32)) * other_multiplier;
  return h ^ (h >> 32);
}

struct Lanes {
  uint64_t h[lanes];

  Lanes() {
    for (size_t k = 0; k < lanes; ++k) h[k] = finished(seed + k);
  }
  void add(const uint8_t* bytes) {
    uint64_t words[lanes];
    std::memcpy(words, bytes, stripe);
    for (size_t k = 0; k < lanes; ++k) step(h[k], words[k]);
  }
  void add_row(const uint8_t* row, size_t bytes) {
    size_t i = 0;
    for (; i + stripe <= bytes; i += stripe) add(row + i);
    if (i == bytes) return;
    uint8_t rest[stripe] = {};
    std::memcpy(rest, row + i, bytes - i);
    add(rest);
  }
};

}  // namespace

std::array<uint64_t, 2> image_hash(const ConstImage& image, const Job& job) {
  const size_t bytes = static_cast<size_t>(image.width) * image.pixel_bytes();
  const int64_t blocks = (image.height + block - 1) / block;
  std::vector<Lanes> found(static_cast<size_t>(blocks));
  parallel_for(blocks, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      Lanes state;
      for (int64_t y = i * block; y < std::min<int64_t>((i + 1) * block, image.height); ++y)
        state.add_row(image.row(static_cast<int32_t>(y)), bytes);
      found[static_cast<size_t>(i)] = state;
    }
  });
  std::array<uint64_t, 2> result{finished(seed ^ bytes), finished(~seed ^ static_cast<uint64_t>(image.height))};
  for (const Lanes& state : found)
    for (size_t k = 0; k < lanes; ++k) {
      step(result[0], finished(state.h[k]));
      step(result[1], finished(state.h[k] ^ multiplier));
    }
  return {finished(result[0]), finished(result[1])};
}

}  // namespace sfumato
