// SPDX-License-Identifier: Apache-2.0
// How long somebody waits, and who may call it off.
#pragma once

#include <chrono>

#include "sfumato/engine/request.h"

namespace sfumato::engine {

using Clock = std::chrono::steady_clock;

// How often a waiter is asked, with room to spare for the promised 20 ms.
constexpr auto ask_every = std::chrono::milliseconds(10);

class Patience {
 public:
  Patience(Waiter* waiter, std::chrono::milliseconds timeout) : waiter_(waiter), until_(Clock::now() + timeout) {}

  bool aborted() {
    aborted_ = aborted_ || (waiter_ && waiter_->aborted());
    return aborted_;
  }
  bool over() const { return Clock::now() >= until_; }
  Clock::time_point until() const { return until_; }
  // When to look again at the latest.
  Clock::time_point soon() const { return std::min(until_, Clock::now() + ask_every); }
  void progress(const char* phase, double fraction) {
    if (waiter_) waiter_->progress(phase, fraction);
  }

 private:
  Waiter* waiter_;
  Clock::time_point until_;
  bool aborted_ = false;
};

}  // namespace sfumato::engine
