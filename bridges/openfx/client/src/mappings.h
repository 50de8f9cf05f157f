// SPDX-License-Identifier: Apache-2.0
// The engine's output blocks, mapped here. It uses the same few again and again: what was mapped stays so for a while.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "patience.h"
#include "sfumato/shared_memory.h"

namespace sfumato::engine {

class Mappings {
 public:
  // Throws std::runtime_error when the memory is not there. From any thread.
  std::shared_ptr<SharedMemory> map(const std::string& name, size_t bytes);
  // To be called now and then: lets go of what was not asked for lately.
  void check();

 private:
  struct Mapped {
    std::shared_ptr<SharedMemory> memory;
    Clock::time_point used;
  };
  std::mutex mutex_;
  std::vector<Mapped> mapped_;  // the one used longest ago first
};

}  // namespace sfumato::engine
