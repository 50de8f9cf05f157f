// SPDX-License-Identifier: Apache-2.0
// Working memory that the next kernel reuses: the first touch of fresh pages costs more than most kernels do.
#pragma once

#include <cstddef>
#include <type_traits>

namespace sfumato {

// A block of at least `bytes`, aligned to 64, with undefined content. Blocks that are given back are kept for later
// calls, 128 MB of them at most. Throws std::bad_alloc. Safe from any thread.
class ScratchBlock {
 public:
  explicit ScratchBlock(size_t bytes);
  ~ScratchBlock();
  ScratchBlock(const ScratchBlock&) = delete;
  ScratchBlock& operator=(const ScratchBlock&) = delete;
  void* data() const { return data_; }

 private:
  void* data_;
  size_t bytes_;
};

// The same as an array of `count` numbers.
template <typename T>
class Scratch {
  static_assert(std::is_trivial_v<T>, "scratch holds plain numbers");

 public:
  explicit Scratch(size_t count) : block_(count * sizeof(T)) {}
  T* data() const { return static_cast<T*>(block_.data()); }
  T& operator[](size_t i) const { return data()[i]; }

 private:
  ScratchBlock block_;
};

}  // namespace sfumato
