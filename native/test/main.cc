// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <exception>

#include "check.h"
#include "sfumato/row.h"

namespace check {
namespace {
int failures_in_test = 0;
constexpr uint8_t canary = 0xa5;
}  // namespace

std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

void fail(const char* file, int line, const std::string& message) {
  if (++failures_in_test <= 10) std::printf("    %s:%d: %s\n", file, line, message.c_str());
}

void on_every_target(const std::function<void(sfumato::Target)>& body) {
  using sfumato::Target;
  for (Target t : {Target::base, Target::avx2, Target::avx512})
    if (sfumato::use_target(t) == t) body(t);
  sfumato::use_target(sfumato::best_target());
}

Picture::Picture(int32_t width, int32_t height, int32_t channels, sfumato::DType dtype, sfumato::Range range,
                 int32_t padding, bool flipped) {
  row_used_ = static_cast<size_t>(width) * static_cast<size_t>(channels) * sfumato::dtype_bytes(dtype);
  row_total_ = row_used_ + static_cast<size_t>(padding) * sfumato::dtype_bytes(dtype);
  bytes_.assign(row_total_ * static_cast<size_t>(height), canary);
  view = {bytes_.data(), width, height, channels, static_cast<ptrdiff_t>(row_total_), dtype, range};
  if (flipped) {
    view.data = bytes_.data() + row_total_ * static_cast<size_t>(height - 1);
    view.row_bytes = -view.row_bytes;
  }
  for (int32_t y = 0; y < height; ++y) std::memset(view.row(y), 0, row_used_);
}

Picture::~Picture() {
  for (size_t row = 0; row < bytes_.size(); row += row_total_)
    for (size_t i = row_used_; i < row_total_; ++i)
      if (bytes_[row + i] != canary) {
        fail(__FILE__, __LINE__, "a kernel wrote into the padding of a row");
        return;
      }
}

float Picture::get(int32_t x, int32_t y, int32_t c) const {
  float pixel[4];
  sfumato::row_load(view, x, y, 1, pixel);
  return pixel[c];
}

void Picture::set(int32_t x, int32_t y, int32_t c, float value) {
  float pixel[4];
  sfumato::row_load(view, x, y, 1, pixel);
  pixel[c] = value;
  sfumato::row_store(view, x, y, 1, pixel);
}

void Picture::fill(const std::function<float(int32_t, int32_t, int32_t)>& f) {
  for (int32_t y = 0; y < view.height; ++y)
    for (int32_t x = 0; x < view.width; ++x) {
      float pixel[4];
      for (int32_t c = 0; c < view.channels; ++c) pixel[c] = f(x, y, c);
      sfumato::row_store(view, x, y, 1, pixel);
    }
}

}  // namespace check

#ifndef SFUMATO_SUITE
#define SFUMATO_SUITE "native"
#endif

// Arguments: substrings of test names to run; none runs all.
int main(int argc, char** argv) {
  int passed = 0, failed = 0;
  for (const check::Test& test : check::tests()) {
    bool wanted = argc < 2;
    for (int i = 1; i < argc; ++i) wanted = wanted || std::strstr(test.name, argv[i]);
    if (!wanted) continue;
    check::failures_in_test = 0;
    try {
      test.run();
    } catch (const std::exception& e) {
      check::fail(__FILE__, __LINE__, std::string("threw: ") + e.what());
    }
    std::printf("%s %s\n", check::failures_in_test ? "FAIL" : "ok  ", test.name);
    ++(check::failures_in_test ? failed : passed);
  }
  std::printf(SFUMATO_SUITE ": %d passed, %d failed\n", passed, failed);
  return failed != 0 || passed == 0;
}
