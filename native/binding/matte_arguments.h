// SPDX-License-Identifier: Apache-2.0
// Pictures of one channel, and pairs that must be of one size.
#pragma once

#include "arguments.h"

namespace sfumato::binding {

// An image of one channel.
Image matte_argument(const Napi::Value& value, const char* name);

// The same, as large as `other`.
Image matte_argument_like(const Napi::Value& value, const char* name, const Image& other);

// Refuses `image` when its memory touches `other`'s.
void reject_overlap(const Napi::Value& value, const char* name, const Image& image, const Image& other);

// An image of any channels, as large as `other`.
Image image_argument_like(const Napi::Value& value, const char* name, const Image& other);

}  // namespace sfumato::binding
