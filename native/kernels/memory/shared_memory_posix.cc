// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <random>
#include <stdexcept>

#include "sfumato/shared_memory.h"

namespace sfumato {
namespace {

constexpr size_t huge_page = size_t{2} << 20;

std::string unique_suffix() {
  static std::atomic<uint32_t> serial{0};
  static const uint32_t salt = std::random_device{}();
  char text[32];  // macOS allows 31 characters in a whole name
  std::snprintf(text, sizeof text, "sfm-%x-%x-%x", static_cast<unsigned>(getpid()), salt, serial++);
  return text;
}

[[noreturn]] void fail(const char* what, int error) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(error));
}

// Reserves `bytes` of backing store, or says why not (an errno).
int reserve(int fd, size_t bytes) {
  if (ftruncate(fd, static_cast<off_t>(bytes)) != 0) return errno;
#if defined(__linux__)
  return posix_fallocate(fd, 0, static_cast<off_t>(bytes));
#else
  return 0;
#endif
}

void* map(int fd, size_t bytes) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return nullptr;
#if defined(MADV_HUGEPAGE)
  if (bytes >= huge_page) madvise(data, bytes, MADV_HUGEPAGE);
#endif
  return data;
}

std::string temporary_folder() {
  for (const char* variable : {"XDG_RUNTIME_DIR", "TMPDIR"})
    if (const char* folder = std::getenv(variable); folder && *folder && access(folder, W_OK) == 0) return folder;
  return "/tmp";
}

}  // namespace

SharedMemory SharedMemory::create(size_t bytes) {
  if (bytes == 0) throw std::runtime_error("a shared block must hold at least one byte");
  int error = 0;
  for (const bool in_file : {false, true}) {
    const std::string path = in_file ? temporary_folder() + "/" + unique_suffix() : "/" + unique_suffix();
    const int fd = in_file ? ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)
                           : shm_open(path.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0) {
      error = errno;
      continue;
    }
    error = reserve(fd, bytes);
    void* data = error ? nullptr : map(fd, bytes);
    if (!error && !data) error = errno;
    close(fd);
    if (data) return {(in_file ? "file:" : "shm:") + path, data, bytes, nullptr};
    in_file ? unlink(path.c_str()) : shm_unlink(path.c_str());
  }
  fail("could not reserve shared memory", error);
}

SharedMemory SharedMemory::open(const std::string& name, size_t bytes) {
  const bool in_file = name.rfind("file:", 0) == 0;
  if (!in_file && name.rfind("shm:", 0) != 0) throw std::runtime_error("not a shared-memory name: " + name);
  const std::string path = name.substr(name.find(':') + 1);
  const int fd = in_file ? ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW) : shm_open(path.c_str(), O_RDWR, 0);
  if (fd < 0) fail("could not open shared memory", errno);
  struct stat status;
  if (fstat(fd, &status) != 0 || bytes == 0 || static_cast<size_t>(status.st_size) < bytes) {
    close(fd);
    throw std::runtime_error("the shared block " + name + " is smaller than asked for");
  }
  void* data = map(fd, bytes);
  const int error = errno;
  close(fd);
  if (!data) fail("could not map shared memory", error);
  return {name, data, bytes, nullptr};
}

bool SharedMemory::grow(size_t bytes) {
  if (bytes <= size_) return true;
  const bool in_file = name_.rfind("file:", 0) == 0;
  const std::string path = name_.substr(name_.find(':') + 1);
  const int fd = in_file ? ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW) : shm_open(path.c_str(), O_RDWR, 0);
  if (fd < 0) return false;
  void* data = reserve(fd, bytes) == 0 ? map(fd, bytes) : nullptr;
  if (!data && ftruncate(fd, static_cast<off_t>(size_)) != 0) errno = 0;  // It stays too long, and is only used up to size_.
  close(fd);
  if (!data) return false;
  munmap(data_, size_);
  data_ = data;
  size_ = bytes;
  return true;
}

void SharedMemory::remove(const std::string& name) {
  const std::string path = name.substr(name.find(':') + 1);
  if (name.rfind("file:", 0) == 0) unlink(path.c_str());
  if (name.rfind("shm:", 0) == 0) shm_unlink(path.c_str());
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : name_(std::move(other.name_)), data_(other.data_), size_(other.size_), handle_(other.handle_) {
  other.data_ = nullptr;
}

SharedMemory::~SharedMemory() {
  if (data_) munmap(data_, size_);
}

}  // namespace sfumato
#endif
