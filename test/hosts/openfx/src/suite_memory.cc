// SPDX-License-Identifier: Apache-2.0
#include <mutex>
#include <new>
#include <unordered_map>

#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/memory.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

std::mutex guard;

auto& image_memories() {
  static std::unordered_map<ImageMemory*, std::unique_ptr<ImageMemory>> all;
  return all;
}

auto& blocks() {
  static std::unordered_map<void*, std::unique_ptr<std::byte[]>> all;
  return all;
}

OfxStatus memory_alloc(void*, size_t bytes, void** out) {
  lent_recall();
  std::unique_ptr<std::byte[]> block(new (std::nothrow) std::byte[bytes]);
  if (!block) return kOfxStatErrMemory;
  const std::lock_guard lock(guard);
  *out = block.get();
  blocks()[*out] = std::move(block);
  return kOfxStatOK;
}

OfxStatus memory_free(void* block) {
  lent_recall();
  const std::lock_guard lock(guard);
  if (blocks().erase(block) > 0) return kOfxStatOK;
  misuse("bad-memory", "memoryFree of what is not held");
  return kOfxStatErrBadHandle;
}

}  // namespace

ImageMemory* image_memory_make(size_t bytes) {
  try {
    auto memory = std::make_unique<ImageMemory>(bytes);
    ImageMemory* made = memory.get();
    const std::lock_guard lock(guard);
    image_memories()[made] = std::move(memory);
    return made;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void image_memory_drop(ImageMemory* memory) {
  const std::lock_guard lock(guard);
  image_memories().erase(memory);
}

int memory_blocks_held() {
  const std::lock_guard lock(guard);
  return static_cast<int>(blocks().size() + image_memories().size());
}

const OfxMemorySuiteV1& memory_suite() {
  static const OfxMemorySuiteV1 suite{memory_alloc, memory_free};
  return suite;
}

}  // namespace ofxhost
