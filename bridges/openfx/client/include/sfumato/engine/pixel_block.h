// SPDX-License-Identifier: Apache-2.0
// Shared memory for the pixels that a host hands to the engine: written here, read there, copied by nobody.
#pragma once

#include <cstddef>
#include <memory>

namespace sfumato::engine {

class Block;
class Job;

// A hold on one block of shared memory. Blocks are recycled by the process: what one PixelBlock gives back the next one
// gets, pages and mappings with it, so a host that makes an instance for every frame pays for memory once. Movable; one
// thread at a time. An empty one costs nothing.
class PixelBlock {
 public:
  PixelBlock() noexcept;
  PixelBlock(PixelBlock&&) noexcept;
  PixelBlock& operator=(PixelBlock&&) noexcept;
  ~PixelBlock();  // gives the memory back to the process's recycled blocks

  // Room for `bytes` > 0, aligned to a page: the same block where it is large enough, else grown. What it held is lost
  // when it grows. Null when there is no memory (the block is empty then). To be called before every frame: a run that
  // was not `done` keeps the block until the engine has let go of it, and leaves this one empty.
  void* reserve(size_t bytes) noexcept;

  void* data() const noexcept;    // null when empty; valid until the next reserve() or run()
  size_t size() const noexcept;   // what may be used, at least what was reserved

 private:
  friend class Job;
  std::shared_ptr<Block> block_;
};

// Unmaps and removes recycled blocks that nobody uses. For hosts that ask plugins to give memory back (PurgeCaches).
void purge_blocks() noexcept;

}  // namespace sfumato::engine
