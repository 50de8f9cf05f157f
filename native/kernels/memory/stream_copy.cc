// SPDX-License-Identifier: Apache-2.0
#include "sfumato/stream_copy.h"

#include "base/dispatch.h"
#include "sfumato/parallel.h"

namespace sfumato {

SFUMATO_DECLARE(void, stream_bytes, const uint8_t* from, uint8_t* to, int64_t bytes)

void stream_copy(const uint8_t* from, uint8_t* to, size_t bytes, const Job& job) {
  constexpr int64_t piece = 256 * 1024;
  parallel_for(static_cast<int64_t>(bytes), piece, job, [&](int64_t begin, int64_t end) {
    SFUMATO_PICK(stream_bytes)(from + begin, to + begin, end - begin);
  });
}

}  // namespace sfumato
