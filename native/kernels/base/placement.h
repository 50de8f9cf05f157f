// SPDX-License-Identifier: Apache-2.0
// Which core a thread runs on. A scheduler may wake a sleeping thread on the core of the thread that woke it and take
// several milliseconds to tell them apart, which is as long as most kernels run.
#pragma once

#include <atomic>
#include <cstdint>

namespace sfumato {

// The cores that the threads of one job run on (the first 64 of the machine; others are not told apart).
class Cores {
 public:
  // Notes the calling thread's core. When another thread of the job has it already, moves to one that none has, as far
  // as the thread's affinity allows; the affinity is afterwards what it was. Does nothing where cores are not known.
  void claim();

 private:
  std::atomic<uint64_t> taken_{0};
};

}  // namespace sfumato
