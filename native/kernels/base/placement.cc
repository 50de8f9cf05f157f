// SPDX-License-Identifier: Apache-2.0
#include "base/placement.h"

#if defined(__linux__)
#include <sched.h>
#endif

namespace sfumato {

#if defined(__linux__)
namespace {

constexpr int known = 64;

int core() {
  const int at = sched_getcpu();
  return at >= 0 && at < known ? at : -1;
}

}  // namespace

void Cores::claim() {
  const int at = core();
  if (at < 0) return;
  const uint64_t bit = uint64_t{1} << at;
  const uint64_t before = taken_.fetch_or(bit, std::memory_order_relaxed);
  if (!(before & bit)) return;
  cpu_set_t allowed, free;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  CPU_ZERO(&free);
  for (int i = 0; i < known; ++i)
    if (CPU_ISSET(i, &allowed) && !(before >> i & 1)) CPU_SET(i, &free);
  if (CPU_COUNT(&free) == 0 || sched_setaffinity(0, sizeof free, &free) != 0) return;
  if (const int moved = core(); moved >= 0) taken_.fetch_or(uint64_t{1} << moved, std::memory_order_relaxed);
  sched_setaffinity(0, sizeof allowed, &allowed);
}
#else
void Cores::claim() {}
#endif

}  // namespace sfumato
