// SPDX-License-Identifier: Apache-2.0
// What a picture's pixels hash to: for cache keys.
#pragma once

#include <array>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

// 128 bits over the bytes of all rows (not what lies between them): equal for equal pixels whatever their strides, on
// every machine and with any number of threads. Eight lanes of 64 bits, each step an exclusive or, a product and a
// shift (after the Fowler-Noll-Vo and Murmur hashes), rows in blocks. Pictures that differ by chance collide about once in
// 2^64; it is no defence against pictures that were made to collide. Runs at the speed of memory.
std::array<uint64_t, 2> image_hash(const ConstImage& image, const Job& job);

}  // namespace sfumato
