// SPDX-License-Identifier: Apache-2.0
// Memory that plugins ask of the host, counted.
#pragma once

#include <cstddef>
#include <memory>

#include "ofxhost/handle.h"

namespace ofxhost {

class ImageMemory final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::memory;
  explicit ImageMemory(size_t size) : Handled(handle_kind), bytes(new std::byte[size]) {}
  std::unique_ptr<std::byte[]> bytes;
};

// Null when there is no memory.
ImageMemory* image_memory_make(size_t bytes);
void image_memory_drop(ImageMemory* memory);

}  // namespace ofxhost
