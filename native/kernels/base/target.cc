// SPDX-License-Identifier: Apache-2.0
#include "sfumato/target.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#if defined(_MSC_VER) && defined(SFUMATO_X86_TARGETS)
#include <immintrin.h>
#include <intrin.h>
#endif

namespace sfumato {
namespace {

#if !defined(SFUMATO_X86_TARGETS)
Target detect() { return Target::base; }
#elif defined(_MSC_VER)
Target detect() {
  int leaf1[4], leaf7[4];
  __cpuid(leaf1, 1);
  __cpuidex(leaf7, 7, 0);
  const bool saves_state = (leaf1[2] & (1 << 27)) != 0;
  const uint64_t saved = saves_state ? _xgetbv(0) : 0;
  const bool avx2 = (saved & 6) == 6 && (leaf7[1] & (1 << 5)) && (leaf1[2] & (1 << 12)) && (leaf1[2] & (1 << 29));
  const int wanted512 = (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | static_cast<int>(1u << 31);
  const bool avx512 = avx2 && (saved & 0xe6) == 0xe6 && (leaf7[1] & wanted512) == wanted512;
  return avx512 ? Target::avx512 : avx2 ? Target::avx2 : Target::base;
}
#else
Target detect() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Target::base;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  return avx512 ? Target::avx512 : Target::avx2;
}
#endif

Target asked() {
  const char* text = std::getenv("SFUMATO_SIMD");
  if (!text) return best_target();
  for (Target t : {Target::base, Target::avx2, Target::avx512})
    if (std::strcmp(text, target_name(t)) == 0) return std::min(t, best_target());
  return best_target();
}

std::atomic<Target>& active() {
  static std::atomic<Target> t{asked()};
  return t;
}

}  // namespace

Target best_target() {
  static const Target best = detect();
  return best;
}

Target active_target() { return active().load(std::memory_order_relaxed); }

Target use_target(Target t) {
  const Target used = std::min(t, best_target());
  active().store(used, std::memory_order_relaxed);
  return used;
}

const char* target_name(Target t) {
  return t == Target::base ? "base" : t == Target::avx2 ? "avx2" : "avx512";
}

}  // namespace sfumato
