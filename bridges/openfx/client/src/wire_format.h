// SPDX-License-Identifier: Apache-2.0
// Pixel formats and frames as the engine's messages write them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "json.h"
#include "sfumato/engine/pixel_format.h"

namespace sfumato::engine {

// A picture in a block of shared memory.
struct Handle {
  std::string memory;
  size_t memory_bytes = 0;
  size_t byte_offset = 0;   // of the top row
  ptrdiff_t row_stride = 0;
  PixelFormat format;

  // Whether the format makes sense and all rows lie within the memory.
  bool fits() const;
};

std::string json_of(const Handle& handle);
// Nothing for a handle that does not fit, or says something that this client does not know.
std::optional<Handle> handle_of(const Json& json);

}  // namespace sfumato::engine
