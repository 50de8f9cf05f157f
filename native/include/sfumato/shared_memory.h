// SPDX-License-Identifier: Apache-2.0
// Named blocks of memory that several processes of one user map.
#pragma once

#include <cstddef>
#include <string>

namespace sfumato {

// A mapped block. Names look like "shm:/sfumato-…" (a POSIX shared-memory object), "file:/path" (a file in the
// temporary folder, used where /dev/shm is too small) or "win:Local\\sfumato-…" (a Windows section; compiled there,
// not yet run). All are readable by the creating user alone. Throws std::runtime_error with the system's reason.
class SharedMemory {
 public:
  // A new zeroed block of `bytes` > 0 under a name of its own. Its pages are reserved at once, so that a full
  // /dev/shm or disk fails here and not with a bus error later; large blocks ask for huge pages.
  static SharedMemory create(size_t bytes);
  // Maps a block that another process (or this one) made. `bytes` must not exceed its size.
  static SharedMemory open(const std::string& name, size_t bytes);
  // Removes the name; the memory lives until its last mapping is gone. A name that is gone already is no error.
  static void remove(const std::string& name);

  // Makes the block larger under its name, for its maker: those who mapped it keep what they see, and see the rest by
  // opening it again. The address may change; what was in it stays. False where the system cannot (Windows), or has no
  // room: the block is as it was then.
  bool grow(size_t bytes);

  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();  // unmaps; does not remove the name

  void* data() const { return data_; }
  size_t size() const { return size_; }
  const std::string& name() const { return name_; }

 private:
  SharedMemory(std::string name, void* data, size_t size, void* handle)
      : name_(std::move(name)), data_(data), size_(size), handle_(handle) {}
  std::string name_;
  void* data_;
  size_t size_;
  void* handle_;  // Windows: the section
};

}  // namespace sfumato
