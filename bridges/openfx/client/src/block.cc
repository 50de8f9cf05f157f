// SPDX-License-Identifier: Apache-2.0
#include "block.h"

#include <algorithm>
#include <cstring>
#include <exception>

#include "connection.h"
#include "sfumato/engine/pixel_block.h"

namespace sfumato::engine {
namespace {

constexpr size_t most_waiting = 16;
constexpr auto patience = std::chrono::seconds(10);
// Sizes are rounded up, so that pictures of about one size share a block.
constexpr size_t step = size_t{1} << 20;

size_t rounded(size_t bytes) { return bytes < step ? (bytes + 4095) / 4096 * 4096 : (bytes + step - 1) / step * step; }

}  // namespace

Block::~Block() {
  if (const auto connection = connection_.lock()) connection->forget_block(memory_->name());
  SharedMemory::remove(memory_->name());
}

void* Block::grow(size_t bytes) { return memory_->grow(rounded(bytes)) ? memory_->data() : nullptr; }

bool Block::rename() {
  try {
    SharedMemory copy = SharedMemory::create(memory_->size());
    std::memcpy(copy.data(), memory_->data(), memory_->size());
    SharedMemory::remove(memory_->name());
    memory_.emplace(std::move(copy));
    connection_.reset();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

bool Block::known_to(const std::shared_ptr<Connection>& connection) const {
  return connection_.lock() == connection && known_bytes_ == memory_->size();
}

void Block::set_known_to(const std::shared_ptr<Connection>& connection) {
  connection_ = connection;
  known_bytes_ = memory_->size();
}

BlockStore& BlockStore::shared() {
  static BlockStore store;
  return store;
}

std::unique_ptr<Block> BlockStore::find(size_t bytes) {
  const std::lock_guard lock(mutex_);
  auto best = waiting_.end();
  for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
    const size_t size = one->block->memory().size();
    const size_t chosen = best == waiting_.end() ? 0 : best->block->memory().size();
    // Too small: the larger the better. Large enough: the smaller the better.
    const bool better = size >= bytes ? chosen < bytes || size < chosen : chosen < bytes && size > chosen;
    if (best == waiting_.end() || better) best = one;
  }
  if (best == waiting_.end()) return nullptr;
  std::unique_ptr<Block> found = std::move(best->block);
  waiting_.erase(best);
  return found;
}

std::shared_ptr<Block> BlockStore::take(size_t bytes) {
  try {
    std::unique_ptr<Block> block = find(bytes);
    if (block && block->memory().size() < bytes && !block->grow(bytes)) block.reset();
    if (!block) block = std::make_unique<Block>(SharedMemory::create(rounded(bytes)));
    return {block.release(), [](Block* back) { shared().give_back(std::unique_ptr<Block>(back)); }};
  } catch (const std::exception&) {
    return nullptr;
  }
}

void BlockStore::give_back(std::unique_ptr<Block> block) {
  if (block->spoiled) return;
  std::unique_ptr<Block> oldest;  // goes after the lock does
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= most_waiting) {
    oldest = std::move(waiting_.front().block);
    waiting_.erase(waiting_.begin());
  }
  waiting_.push_back({std::move(block), std::chrono::steady_clock::now()});
}

void BlockStore::purge() {
  std::vector<Waiting> gone;
  const std::lock_guard lock(mutex_);
  gone.swap(waiting_);
}

void BlockStore::check() {
  std::vector<Waiting> gone;
  const auto limit = std::chrono::steady_clock::now() - patience;
  const std::lock_guard lock(mutex_);
  const auto kept = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) { return one.since > limit; });
  gone.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(kept));
  waiting_.erase(waiting_.begin(), kept);
}

size_t BlockStore::count() {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

PixelBlock::PixelBlock() noexcept = default;
PixelBlock::PixelBlock(PixelBlock&&) noexcept = default;
PixelBlock& PixelBlock::operator=(PixelBlock&&) noexcept = default;
PixelBlock::~PixelBlock() = default;

void* PixelBlock::reserve(size_t bytes) noexcept {
  if (bytes == 0) return nullptr;
  if (block_ && block_->memory().size() >= bytes) return block_->memory().data();
  if (block_)
    if (void* grown = block_->grow(bytes)) return grown;
  block_.reset();
  block_ = BlockStore::shared().take(bytes);
  return data();
}

void* PixelBlock::data() const noexcept { return block_ ? block_->memory().data() : nullptr; }
size_t PixelBlock::size() const noexcept { return block_ ? block_->memory().size() : 0; }

void purge_blocks() noexcept { BlockStore::shared().purge(); }

}  // namespace sfumato::engine
