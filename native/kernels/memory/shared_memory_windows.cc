// SPDX-License-Identifier: Apache-2.0
// Written to the Windows documentation and not yet run there.
#if defined(_WIN32)
#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <atomic>
#include <cstdint>
#include <random>
#include <stdexcept>

#include "sfumato/shared_memory.h"

namespace sfumato {
namespace {

constexpr char prefix[] = "win:";

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": system error " + std::to_string(GetLastError()));
}

}  // namespace

SharedMemory SharedMemory::create(size_t bytes) {
  if (bytes == 0) throw std::runtime_error("a shared block must hold at least one byte");
  static std::atomic<uint32_t> serial{0};
  static const uint32_t salt = std::random_device{}();
  const std::string section = "Local\\sfumato-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(salt) +
                              "-" + std::to_string(serial++);
  // A section without a name of its own security: the default descriptor admits the creating user and the system.
  HANDLE handle = CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE | SEC_COMMIT,
                                     static_cast<DWORD>(static_cast<uint64_t>(bytes) >> 32),
                                     static_cast<DWORD>(bytes), section.c_str());
  if (!handle) fail("could not reserve shared memory");
  void* data = MapViewOfFile(handle, FILE_MAP_ALL_ACCESS, 0, 0, bytes);
  if (!data) {
    CloseHandle(handle);
    fail("could not map shared memory");
  }
  return {prefix + section, data, bytes, handle};
}

SharedMemory SharedMemory::open(const std::string& name, size_t bytes) {
  if (name.rfind(prefix, 0) != 0) throw std::runtime_error("not a shared-memory name: " + name);
  HANDLE handle = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name.c_str() + sizeof prefix - 1);
  if (!handle) fail("could not open shared memory");
  void* data = MapViewOfFile(handle, FILE_MAP_ALL_ACCESS, 0, 0, bytes);
  if (!data) {
    CloseHandle(handle);
    fail("could not map shared memory");
  }
  return {name, data, bytes, handle};
}

// Sections have one size for good.
bool SharedMemory::grow(size_t bytes) { return bytes <= size_; }

// A section goes with its last handle; there is no name to remove.
void SharedMemory::remove(const std::string&) {}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : name_(std::move(other.name_)), data_(other.data_), size_(other.size_), handle_(other.handle_) {
  other.data_ = nullptr;
  other.handle_ = nullptr;
}

SharedMemory::~SharedMemory() {
  if (data_) UnmapViewOfFile(data_);
  if (handle_) CloseHandle(handle_);
}

}  // namespace sfumato
#endif
