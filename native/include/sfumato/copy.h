// SPDX-License-Identifier: Apache-2.0
// Bytes moved once, as fast as this machine's memory allows.
#pragma once

#include <cstddef>

#include "sfumato/job.h"

namespace sfumato {

// Copies `bytes` from `from` to `to` (no overlap) on all threads with stores that bypass the cache: the right way for
// blocks far larger than the cache, and the floor that benchmarks compare with.
void copy_bytes(const void* from, void* to, size_t bytes, const Job& job);

}  // namespace sfumato
