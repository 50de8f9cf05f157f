// SPDX-License-Identifier: Apache-2.0
#if defined(__linux__)
#include <sched.h>

#include <thread>

#include "base/placement.h"
#include "check.h"

namespace sfumato {
namespace {

// Runs `body` on a thread of its own, whose affinity may be changed.
template <typename Body>
void on_a_thread(Body body) {
  std::thread(body).join();
}

cpu_set_t affinity() {
  cpu_set_t set;
  sched_getaffinity(0, sizeof set, &set);
  return set;
}

TEST("placement: a second thread on a core leaves it, and keeps its affinity") {
  on_a_thread([] {
    const cpu_set_t before = affinity();
    if (CPU_COUNT(&before) < 2) return;  // nowhere to go
    int left = 0;
    for (int i = 0; i < 20; ++i) {
      Cores cores;
      cores.claim();
      const int first = sched_getcpu();
      cores.claim();
      left += sched_getcpu() != first;
      const cpu_set_t after = affinity();
      CHECK(CPU_EQUAL(&before, &after));
    }
    CHECK(left >= 15);  // the scheduler may move a thread back at once, but not often
  });
}

TEST("placement: a thread that is bound to one core stays there") {
  on_a_thread([] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
    Cores cores;
    cores.claim();
    cores.claim();
    const cpu_set_t after = affinity();
    CHECK(CPU_EQUAL(&one, &after));
  });
}

}  // namespace
}  // namespace sfumato
#endif
