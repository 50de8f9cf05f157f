// SPDX-License-Identifier: Apache-2.0
#include "sfumato/hash.h"

#include <set>

#include "check.h"
#include "sfumato/parallel.h"

using namespace sfumato;

TEST("hash: neither strides, direction in memory nor threads matter; every pixel does") {
  const auto value = [](int32_t x, int32_t y, int32_t c) { return static_cast<float>((x * 7 + y * 13 + c) % 251) / 255.0f; };
  check::Picture one(61, 97, 3, DType::u8), other(61, 97, 3, DType::u8, Range::full, 5, true);
  one.fill(value);
  other.fill(value);
  const auto hash = image_hash(one.view, {});
  CHECK(image_hash(other.view, {}) == hash);
  const int32_t before = thread_count();
  for (int32_t threads : {1, 3}) {
    set_thread_count(threads);
    CHECK(image_hash(one.view, {}) == hash);
  }
  set_thread_count(before);
  std::set<uint64_t> seen{hash[0], hash[1]};
  for (int32_t y = 0; y < 97; ++y)
    for (int32_t x = 0; x < 61; x += 5) {
      uint8_t& byte = one.view.row(y)[x];
      byte ^= 1;
      const auto changed = image_hash(one.view, {});
      CHECK(seen.insert(changed[0]).second && seen.insert(changed[1]).second);
      byte ^= 1;
    }
}
