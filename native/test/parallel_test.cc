// SPDX-License-Identifier: Apache-2.0
#include "sfumato/parallel.h"

#include <stdexcept>
#include <thread>

#include "check.h"

using namespace sfumato;

TEST("parallel: every index is visited once, whatever the threads and the grain") {
  const int32_t before = thread_count();
  for (int32_t threads : {1, 2, 5})
    for (int64_t grain : {1, 7, 1000}) {
      set_thread_count(threads);
      std::vector<std::atomic<int>> hits(997);
      parallel_for(997, grain, {}, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) ++hits[static_cast<size_t>(i)];
      });
      for (auto& h : hits) CHECK(h == 1);
    }
  set_thread_count(before);
}

TEST("parallel: a stop request ends the call with Cancelled and starts no further piece") {
  std::atomic<int32_t> stop{0};
  std::atomic<int> pieces{0};
  bool cancelled = false;
  try {
    parallel_for(100000, 1, {&stop, nullptr}, [&](int64_t, int64_t) {
      if (++pieces == 10) stop = 1;
    });
  } catch (const Cancelled&) {
    cancelled = true;
  }
  CHECK(cancelled);
  CHECK(pieces < 100);
}

TEST("parallel: the first exception of a body reaches the caller, and the pool goes on") {
  bool caught = false;
  try {
    parallel_for(100, 1, {}, [](int64_t begin, int64_t) {
      if (begin == 50) throw std::runtime_error("fifty");
    });
  } catch (const std::runtime_error& e) {
    caught = std::string(e.what()) == "fifty";
  }
  CHECK(caught);
  std::atomic<int> count{0};
  parallel_for(64, 1, {}, [&](int64_t, int64_t) { ++count; });
  CHECK(count == 64);
}

TEST("parallel: nested calls and calls from several threads at once finish") {
  std::atomic<int> count{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int round = 0; round < 50; ++round)
        parallel_for(20, 1, {}, [&](int64_t, int64_t) {
          parallel_for(3, 1, {}, [&](int64_t b, int64_t e) { count += static_cast<int>(e - b); });
        });
    });
  for (std::thread& caller : callers) caller.join();
  CHECK(count == 4 * 50 * 20 * 3);
}
