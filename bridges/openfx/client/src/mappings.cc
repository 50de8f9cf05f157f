// SPDX-License-Identifier: Apache-2.0
#include "mappings.h"

#include <algorithm>
#include <iterator>

namespace sfumato::engine {
namespace {

constexpr size_t most_mapped = 16;
constexpr auto patience = std::chrono::seconds(10);

}  // namespace

std::shared_ptr<SharedMemory> Mappings::map(const std::string& name, size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto known = std::find_if(mapped_.begin(), mapped_.end(), [&](const Mapped& one) {
    return one.memory->size() == bytes && one.memory->name() == name;
  });
  Mapped mapped{known == mapped_.end() ? nullptr : known->memory, Clock::now()};
  if (mapped.memory) mapped_.erase(known);
  else mapped.memory = std::make_shared<SharedMemory>(SharedMemory::open(name, bytes));
  if (mapped_.size() >= most_mapped) mapped_.erase(mapped_.begin());
  mapped_.push_back(mapped);
  return mapped.memory;
}

void Mappings::check() {
  std::vector<Mapped> gone;
  const std::lock_guard lock(mutex_);
  const auto limit = Clock::now() - patience;
  const auto kept = std::find_if(mapped_.begin(), mapped_.end(), [&](const Mapped& one) { return one.used > limit; });
  gone.assign(std::make_move_iterator(mapped_.begin()), std::make_move_iterator(kept));
  mapped_.erase(mapped_.begin(), kept);
}

}  // namespace sfumato::engine
