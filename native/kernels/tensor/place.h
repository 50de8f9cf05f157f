// SPDX-License-Identifier: Apache-2.0
// Parts of tensors.
#pragma once

#include "base/dispatch.h"
#include "base/mirror.h"
#include "sfumato/tensor.h"

namespace sfumato {

SFUMATO_DECLARE(void, pixels_to_planes, const float* in, int64_t n, int32_t channels, float* out, ptrdiff_t stride)

// `part`, or the whole tensor when it has no width. Throws std::invalid_argument when it lies outside.
Rect checked_part(Rect part, const Tensor& tensor);

// One channel of an NCHW tensor, and all of an NHWC one, as pictures.
Image tensor_plane(const Tensor& tensor, int32_t channel);
Image tensor_pixels(const Tensor& tensor);

// Fills what lies around `place`: with `value` by channel, or with the picture in `place` mirrored.
void pad_tensor(const Tensor& tensor, Rect place, Pad pad, const float* value);

}  // namespace sfumato
