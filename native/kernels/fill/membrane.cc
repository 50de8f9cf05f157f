// SPDX-License-Identifier: Apache-2.0
#include "fill/membrane.h"

#include <algorithm>

#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t smoothings = 4;
constexpr int32_t rounds = 60;  // of chequerboard over-relaxation, which does not depend on the threads
constexpr float omega = 1.85f;

// Gives wanted cells the mean of their known neighbours, ring by ring.
void peel(Plane& p, const std::vector<uint8_t>& wanted, std::vector<uint8_t> known) {
  std::vector<int32_t> ring, next;
  auto around = [&](int32_t i, auto visit) {
    for (int32_t y = std::max(0, i / p.width - 1); y <= std::min(p.height - 1, i / p.width + 1); ++y)
      for (int32_t x = std::max(0, i % p.width - 1); x <= std::min(p.width - 1, i % p.width + 1); ++x)
        visit(y * p.width + x);
  };
  auto claim = [&](int32_t k) {
    uint8_t& state = known[static_cast<size_t>(k)];
    if (wanted[static_cast<size_t>(k)] && state == 0) state = 2, next.push_back(k);
  };
  for (int32_t i = 0; i < p.width * p.height; ++i)
    if (known[static_cast<size_t>(i)] == 1) around(i, claim);
  while (!next.empty()) {
    ring.swap(next);
    next.clear();
    for (int32_t i : ring) {
      float n = 0, sum[3] = {};
      around(i, [&](int32_t k) {
        if (known[static_cast<size_t>(k)] != 1) return;
        n += 1;
        for (int32_t c = 0; c < 3; ++c) sum[c] += p.at(k)[c];
      });
      for (int32_t c = 0; c < 3; ++c) p.at(i)[c] = sum[c] / std::max(n, 1.0f);
    }
    for (int32_t i : ring) known[static_cast<size_t>(i)] = 1;
    for (int32_t i : ring) around(i, claim);
  }
}

}  // namespace

void plane_smooth(Plane& p, const Job& job) {
  const int32_t row = p.width * 3;
  std::vector<float> t(p.v.size());
  for (int32_t n = 0; n < smoothings; ++n) {
    parallel_for(p.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* in = p.v.data() + y * row;
        float* out = t.data() + y * row;
        for (int32_t x = 0; x < row; ++x) {
          const float left = in[x < 3 ? x : x - 3], right = in[x + 3 < row ? x + 3 : x];
          out[x] = 0.5f * in[x] + 0.25f * (left + right);
        }
      }
    });
    parallel_for(p.height, 32, job, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; ++y) {
        const float* here = t.data() + y * row;
        const float* above = y > 0 ? here - row : here;
        const float* below = y + 1 < p.height ? here + row : here;
        float* out = p.v.data() + y * row;
        for (int32_t x = 0; x < row; ++x) out[x] = 0.5f * here[x] + 0.25f * (above[x] + below[x]);
      }
    });
  }
}

void plane_membrane(Plane& p, const std::vector<uint8_t>& wanted, const std::vector<uint8_t>& known, const Job& job) {
  const int32_t w = p.width, h = p.height;
  peel(p, wanted, known);
  for (int32_t round = 0; round < 2 * rounds; ++round)
    parallel_for(h, 32, job, [&](int64_t begin, int64_t end) {
      for (int32_t y = static_cast<int32_t>(begin); y < end; ++y)
        for (int32_t x = (y + round) & 1; x < w; x += 2) {
          const int32_t i = y * w + x;
          if (!wanted[static_cast<size_t>(i)]) continue;
          float total[3] = {}, n = 0;
          auto add = [&](int32_t k) {
            if (!wanted[static_cast<size_t>(k)] && !known[static_cast<size_t>(k)]) return;
            for (int32_t c = 0; c < 3; ++c) total[c] += p.at(k)[c];
            n += 1;
          };
          if (x > 0) add(i - 1);
          if (x + 1 < w) add(i + 1);
          if (y > 0) add(i - w);
          if (y + 1 < h) add(i + w);
          for (int32_t c = 0; c < 3 && n > 0; ++c) p.at(i)[c] += omega * (total[c] / n - p.at(i)[c]);
        }
    });
}

}  // namespace sfumato
