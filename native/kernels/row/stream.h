// SPDX-License-Identifier: Apache-2.0
// Copies past the caches: worth it where the whole result is larger than they are and not read at once.
#pragma once

#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

SFUMATO_DECLARE(void, stream_row, const float* in, int64_t n, float* out)
SFUMATO_DECLARE(void, stream_bytes, const uint8_t* in, int64_t n, uint8_t* out)
// Makes streamed rows visible to other threads: once, after the last of them.
SFUMATO_DECLARE(void, stream_fence, )

}  // namespace sfumato
