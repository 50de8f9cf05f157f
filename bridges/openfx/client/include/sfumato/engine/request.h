// SPDX-License-Identifier: Apache-2.0
// What is asked of the engine.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "sfumato/engine/pixel_block.h"
#include "sfumato/engine/pixel_format.h"

namespace sfumato::engine {

// A picture in a block. Pictures of one request may share a block. Row y (0 is the top) begins at
// byte `offset + y * row_stride`; a negative stride says that rows lie bottom-up, `offset` is then that of the top row.
struct Input {
  std::string name;  // as the tool declares it, such as "image" or "mask"
  PixelFormat format;
  PixelBlock* block = nullptr;
  size_t offset = 0;
  ptrdiff_t row_stride = 0;  // 0: tight rows
};

// draft: fast, while a control moves; goes before other work. full: the result that is kept.
enum class Quality { draft, full };

struct Request {
  std::string tool;           // its id, such as "relight"
  std::string params = "{}";  // a JSON object as text: the tool's params; missing ones have their defaults
  std::vector<Input> inputs;
  // The outputs that are wanted, as the tool declares them: no other is made, and what only they need is left out too.
  // None: estimates alone (depth, subject) are made and kept, so that a later run of the same picture finds them.
  std::vector<std::string> outputs;
  Quality quality = Quality::full;
  int proxy = 0;  // draft: inputs are reduced to this long side in pixels, params in pixels alike; 0: as they are
  std::chrono::milliseconds timeout{60'000};
};

// Asked while a run waits, from the thread that called run, at least every 20 ms.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual bool aborted() = 0;
  // What the engine is doing, a word or two in English, and how much of it is done, 0..1.
  virtual void progress(const char* phase, double fraction);
};

}  // namespace sfumato::engine
