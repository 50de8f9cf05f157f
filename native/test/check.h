// SPDX-License-Identifier: Apache-2.0
// A small test runner: TEST("what is promised") { CHECK(...); }. Each file of this folder holds one kernel family.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "sfumato/image.h"
#include "sfumato/target.h"

namespace check {

struct Test {
  const char* name;
  void (*run)();
};
std::vector<Test>& tests();
// Counts a failure of the running test and prints where and why.
void fail(const char* file, int line, const std::string& message);

struct Register {
  Register(const char* name, void (*run)()) { tests().push_back({name, run}); }
};

// Runs `body` once for every instruction set that this machine has.
void on_every_target(const std::function<void(sfumato::Target)>& body);

// Deterministic noise for test pictures.
inline std::mt19937 random(uint32_t seed) { return std::mt19937(seed); }

// Owned pixels for tests. Rows are padded by `padding` samples of a canary; `flipped` stores them bottom-up. The
// destructor fails the test when a canary was overwritten.
struct Picture {
  Picture(int32_t width, int32_t height, int32_t channels, sfumato::DType dtype,
          sfumato::Range range = sfumato::Range::full, int32_t padding = 0, bool flipped = false);
  ~Picture();
  Picture(Picture&&) = default;

  sfumato::Image view;

  // Samples as floats, 1.0 = full scale.
  float get(int32_t x, int32_t y, int32_t c) const;
  void set(int32_t x, int32_t y, int32_t c, float value);
  void fill(const std::function<float(int32_t x, int32_t y, int32_t c)>& f);

 private:
  std::vector<uint8_t> bytes_;
  size_t row_used_ = 0, row_total_ = 0;
};

}  // namespace check

#define CHECK_JOIN2(a, b) a##b
#define CHECK_JOIN(a, b) CHECK_JOIN2(a, b)
#define TEST(name)                                                                              \
  static void CHECK_JOIN(test_, __LINE__)();                                                    \
  static check::Register CHECK_JOIN(register_, __LINE__)(name, CHECK_JOIN(test_, __LINE__));    \
  static void CHECK_JOIN(test_, __LINE__)()

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) check::fail(__FILE__, __LINE__, #condition);         \
  } while (0)

#define CHECK_NEAR(actual, expected, tolerance)                                              \
  do {                                                                                       \
    const double a_ = static_cast<double>(actual), e_ = static_cast<double>(expected);       \
    if (!(std::fabs(a_ - e_) <= static_cast<double>(tolerance))) {                           \
      std::ostringstream s_;                                                                 \
      s_ << #actual << " is " << a_ << ", expected " << e_ << " within " << (tolerance);     \
      check::fail(__FILE__, __LINE__, s_.str());                                             \
    }                                                                                        \
  } while (0)
