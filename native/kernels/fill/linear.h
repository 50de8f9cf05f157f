// SPDX-License-Identifier: Apache-2.0
// The arithmetic of kriging: sums over lags and a positive-definite solve.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

// out[dy * (2 * lag_x + 1) + dx + lag_x] = sum over (x, y) of plane(x, y) x plane(x + dx, y + dy), for dy in 0..lag_y
// and |dx| <= lag_x. Rows are `stride` floats apart; the plane is zero for at least lag_x floats left and right of each
// row's `width` and has lag_y zero rows below its `height`.
SFUMATO_DECLARE(void, lag_products, const float* plane, int32_t width, int32_t height, ptrdiff_t stride, int32_t lag_x,
                int32_t lag_y, float* out)

// Solves a x = b in place for three right sides (b: three rows of `stride` floats; a: symmetric, positive definite, n
// rows of `stride` floats of which the lower triangle is read) by Cholesky's factorisation, which overwrites a.
// `stride` is a multiple of 16 and at least n; the padding of every row of `a` must be zero. False when not positive definite.
SFUMATO_DECLARE(bool, cholesky_solve, float* a, int32_t n, ptrdiff_t stride, float* b)

}  // namespace sfumato
