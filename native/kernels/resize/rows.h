// SPDX-License-Identifier: Apache-2.0
// The inner loops of resizing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/dispatch.h"

namespace sfumato {

// Floats that buffers of rows hold beyond their last sample, because the loops below read and write whole vectors.
constexpr int32_t row_slack = 64;

// out[i] = sum over k of weights[k] * rows[k][i], for i < n samples of any type; integers by their own numbers. What
// lies `ahead` bytes behind each row is fetched meanwhile (any address; 0: nothing).
SFUMATO_DECLARE(void, blend_rows_u8, const void* const* rows, const float* weights, int32_t taps, int64_t n,
                ptrdiff_t ahead, float* out)
SFUMATO_DECLARE(void, blend_rows_u16, const void* const* rows, const float* weights, int32_t taps, int64_t n,
                ptrdiff_t ahead, float* out)
SFUMATO_DECLARE(void, blend_rows_f16, const void* const* rows, const float* weights, int32_t taps, int64_t n,
                ptrdiff_t ahead, float* out)
SFUMATO_DECLARE(void, blend_rows_f32, const void* const* rows, const float* weights, int32_t taps, int64_t n,
                ptrdiff_t ahead, float* out)

// The same from rows of floats, rounded to even and saturated to bytes, NaN to 0; at least one tap.
SFUMATO_DECLARE(void, blend_rows_to_u8, const void* const* rows, const float* weights, int32_t taps, int64_t n,
                uint8_t* out)
// Several such rows from the same two, which row_slack floats follow: row r is weights[2 * r] * a + weights[2 * r + 1]
// * b, at out + r * stride.
SFUMATO_DECLARE(void, blend_pair_to_u8, const float* a, const float* b, const float* weights, int32_t rows, int64_t n,
                uint8_t* out, ptrdiff_t stride)

// Pixel i of `out` = sum over k < count[i] of weights[i * stride + k] * pixel (first[i] - base + k) of `in`. Without
// `count` all `stride` weights are used, which is faster; `in` must then be finite (0 times NaN is NaN).
SFUMATO_DECLARE(void, reduce_pixels, const float* in, int32_t base, const int32_t* first, const int32_t* count,
                const float* weights, int32_t stride, int32_t channels, int32_t n, float* out)
// The same for one channel, with weights by tap: by_tap[k * stride + i]. A tap of weight 0 is left out where
// `careful` is set (its sample may be NaN or infinite).
SFUMATO_DECLARE(void, reduce_plane, const float* in, int32_t base, const int32_t* first, const float* by_tap,
                int64_t stride, int32_t taps, int32_t n, bool careful, float* out)

}  // namespace sfumato
