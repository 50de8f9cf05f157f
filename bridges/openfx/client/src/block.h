// SPDX-License-Identifier: Apache-2.0
// The memory behind a PixelBlock, and the process's store of blocks that wait to be used again.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "sfumato/shared_memory.h"

namespace sfumato::engine {

class Connection;

// One block of shared memory of this process. Held by a PixelBlock, and by a connection while a job reads it.
class Block {
 public:
  explicit Block(SharedMemory memory) : memory_(std::move(memory)) {}
  Block(const Block&) = delete;
  ~Block();  // removes the name, and tells the engine that knows it

  const SharedMemory& memory() const { return *memory_; }

  // Room for that many bytes: grown in place, or null and nothing is changed.
  void* grow(size_t bytes);
  // Puts the same pixels under a new name: for an engine that removed the old one. False without memory.
  bool rename();

  // Which connection knows the block at its present size; only whoever holds the block in a run asks.
  bool known_to(const std::shared_ptr<Connection>& connection) const;
  void set_known_to(const std::shared_ptr<Connection>& connection);

  // Somebody may still read it whom nobody can ask: it is not to be used again.
  bool spoiled = false;

 private:
  std::optional<SharedMemory> memory_;
  std::weak_ptr<Connection> connection_;
  size_t known_bytes_ = 0;
};

// Blocks that nobody uses. All functions may be called from any thread.
class BlockStore {
 public:
  static BlockStore& shared();

  // A block of at least `bytes`: the smallest that is large enough, else the largest, grown, else a new one. Null when
  // there is no memory. It comes back here with its last holder.
  std::shared_ptr<Block> take(size_t bytes);
  void purge();
  // To be called now and then: lets go of what has waited for long.
  void check();
  size_t count();

 private:
  struct Waiting {
    std::unique_ptr<Block> block;
    std::chrono::steady_clock::time_point since;
  };
  void give_back(std::unique_ptr<Block> block);
  std::unique_ptr<Block> find(size_t bytes);

  std::mutex mutex_;
  std::vector<Waiting> waiting_;  // the one that waits longest first
};

}  // namespace sfumato::engine
