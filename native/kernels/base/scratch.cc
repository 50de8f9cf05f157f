// SPDX-License-Identifier: Apache-2.0
#include "base/scratch.h"

#include <mutex>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace sfumato {
namespace {

constexpr size_t kept_bytes = 128u << 20, huge_page = 2u << 20;

struct Block {
  void* data;
  size_t bytes;
};

struct Shelf {
  std::mutex mutex;
  std::vector<Block> blocks;
  size_t bytes = 0;
};

// Never destroyed: a host may unload us while its own threads still run.
Shelf& shelf() {
  static Shelf* shared = new Shelf;
  return *shared;
}

void* allocate(size_t bytes) {
  const size_t alignment = bytes >= huge_page ? huge_page : 64;
  void* data = ::operator new(bytes, std::align_val_t(alignment));
#if defined(__linux__)
  if (bytes >= huge_page) madvise(data, bytes / huge_page * huge_page, MADV_HUGEPAGE);
#endif
  return data;
}

void release(Block block) {
  ::operator delete(block.data, std::align_val_t(block.bytes >= huge_page ? huge_page : 64));
}

// The smallest kept block that fits without wasting more than it gives.
bool take(size_t bytes, Block& out) {
  Shelf& s = shelf();
  std::lock_guard<std::mutex> lock(s.mutex);
  size_t best = s.blocks.size();
  for (size_t i = 0; i < s.blocks.size(); ++i) {
    const size_t have = s.blocks[i].bytes;
    if (have >= bytes && have <= 2 * bytes && (best == s.blocks.size() || have < s.blocks[best].bytes)) best = i;
  }
  if (best == s.blocks.size()) return false;
  out = s.blocks[best];
  s.bytes -= out.bytes;
  s.blocks.erase(s.blocks.begin() + static_cast<std::ptrdiff_t>(best));
  return true;
}

}  // namespace

ScratchBlock::ScratchBlock(size_t bytes) : data_(nullptr), bytes_((bytes + 63) / 64 * 64 + 64) {
  Block block{};
  if (take(bytes_, block)) {
    data_ = block.data;
    bytes_ = block.bytes;
  } else {
    data_ = allocate(bytes_);
  }
}

ScratchBlock::~ScratchBlock() {
  Shelf& s = shelf();
  std::vector<Block> dropped;
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    if (bytes_ > kept_bytes) {
      dropped.push_back({data_, bytes_});
    } else {
      s.blocks.push_back({data_, bytes_});
      s.bytes += bytes_;
      while (s.bytes > kept_bytes) {  // the oldest first
        dropped.push_back(s.blocks.front());
        s.bytes -= s.blocks.front().bytes;
        s.blocks.erase(s.blocks.begin());
      }
    }
  }
  for (const Block& block : dropped) release(block);
}

}  // namespace sfumato
