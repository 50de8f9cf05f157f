// SPDX-License-Identifier: Apache-2.0
// A small shared pool of warm threads.
#pragma once

#include <cstdint>
#include <functional>

#include "sfumato/job.h"

namespace sfumato {

// Threads that a kernel may use, the caller's included. Starts at the number of physical-looking cores
// (std::thread::hardware_concurrency, at least 1); SFUMATO_THREADS in the environment overrides it.
int32_t thread_count();
void set_thread_count(int32_t n);

// Runs body(begin, end) over [0, count) cut into pieces of at most `grain`, on the pool and on the calling thread,
// and returns when all are done. Pieces start in order but may finish in any order. The job is checked before every
// piece; once it is stopped, or a body throws, no further piece starts and the call rethrows here (Cancelled, or the
// first exception). Results must not depend on how the range is cut: bodies may not carry state between pieces.
// Nested calls run on the calling thread alone.
void parallel_for(int64_t count, int64_t grain, const Job& job, const std::function<void(int64_t, int64_t)>& body);

}  // namespace sfumato
