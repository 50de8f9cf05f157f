// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <stdexcept>

#include "check.h"
#include "sfumato/shared_memory.h"

using sfumato::SharedMemory;

TEST("shared memory: a second mapping sees what the first wrote, and removal ends the name") {
  SharedMemory first = SharedMemory::create(3 << 20);
  CHECK(static_cast<uint8_t*>(first.data())[12345] == 0);
  {
    SharedMemory second = SharedMemory::open(first.name(), first.size());
    std::memcpy(second.data(), "sfumato", 8);
  }
  CHECK(std::strcmp(static_cast<char*>(first.data()), "sfumato") == 0);
  SharedMemory::remove(first.name());
  SharedMemory::remove(first.name());
  bool gone = false;
  try {
    SharedMemory::open(first.name(), 1);
  } catch (const std::runtime_error&) {
    gone = true;
  }
  CHECK(gone);
}

TEST("shared memory: asking for more than a block holds, or for nothing, is an error") {
  SharedMemory block = SharedMemory::create(4096);
  int errors = 0;
  for (size_t bytes : {size_t{4097}, size_t{0}}) {
    try {
      SharedMemory::open(block.name(), bytes);
    } catch (const std::runtime_error&) {
      ++errors;
    }
  }
  try {
    SharedMemory::create(0);
  } catch (const std::runtime_error&) {
    ++errors;
  }
  CHECK(errors == 3);
  SharedMemory::remove(block.name());
}
