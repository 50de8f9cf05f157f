// SPDX-License-Identifier: Apache-2.0
#include "sfumato/copy.h"

#include <cstdint>

#include "base/dispatch.h"
#include "sfumato/parallel.h"

namespace sfumato {

SFUMATO_DECLARE(void, copy_block, const uint8_t* from, uint8_t* to, int64_t bytes)

void copy_bytes(const void* from, void* to, size_t bytes, const Job& job) {
  constexpr int64_t piece = 1 << 20;
  const auto copy = SFUMATO_PICK(copy_block);
  parallel_for(static_cast<int64_t>(bytes), piece, job, [&](int64_t begin, int64_t end) {
    copy(static_cast<const uint8_t*>(from) + begin, static_cast<uint8_t*>(to) + begin, end - begin);
  });
}

}  // namespace sfumato
