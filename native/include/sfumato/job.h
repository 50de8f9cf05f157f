// SPDX-License-Identifier: Apache-2.0
// What a long kernel needs from its caller: a way to be stopped and to say how far it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

namespace sfumato {

// Thrown by a kernel that noticed a stop request. What it had written so far is undefined.
struct Cancelled : std::exception {
  const char* what() const noexcept override { return "cancelled"; }
};

// Two 32-bit words that caller and kernel share: `stop` (non-zero: give up) and `progress` (0..1000).
// The words belong to the caller and outlive the call. A default Job can be neither stopped nor watched.
struct Job {
  std::atomic<int32_t>* stop = nullptr;
  std::atomic<int32_t>* progress = nullptr;

  bool stopped() const { return stop && stop->load(std::memory_order_relaxed) != 0; }
  void check() const {
    if (stopped()) throw Cancelled{};
  }
  void report(double fraction) const {
    if (progress) progress->store(static_cast<int32_t>(fraction * 1000.0 + 0.5), std::memory_order_relaxed);
  }
};

}  // namespace sfumato
