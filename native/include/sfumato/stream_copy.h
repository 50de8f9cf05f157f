// SPDX-License-Identifier: Apache-2.0
// Moving bytes once, as fast as the machine does: the floor that benchmarks compare kernels with.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sfumato/job.h"

namespace sfumato {

// Copies `bytes` with stores that bypass the cache, on all threads. The ranges must not overlap.
void stream_copy(const uint8_t* from, uint8_t* to, size_t bytes, const Job& job);

}  // namespace sfumato
