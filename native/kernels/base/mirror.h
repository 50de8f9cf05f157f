// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sfumato {

// `i` folded back into 0..n by reflection about the first and last of n samples (which are not repeated).
inline int32_t mirrored(int32_t i, int32_t n) {
  if (n == 1) return 0;
  const int64_t period = 2 * (static_cast<int64_t>(n) - 1);
  int64_t j = i % period;
  if (j < 0) j += period;
  return static_cast<int32_t>(j < n ? j : period - j);
}

}  // namespace sfumato
