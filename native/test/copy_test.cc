// SPDX-License-Identifier: Apache-2.0
#include "sfumato/copy.h"

#include <cstring>

#include "check.h"

using namespace sfumato;

TEST("copy: large and odd blocks arrive whole, on every target") {
  check::on_every_target([](Target) {
    for (size_t bytes : {size_t{1}, size_t{63}, size_t{1000}, size_t{3000001}}) {
      std::vector<uint8_t> from(bytes + 3), to(bytes + 4, 0);
      for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<uint8_t>(i * 7 + 1);
      copy_bytes(from.data() + 3, to.data() + 1, bytes, {});
      CHECK(std::memcmp(from.data() + 3, to.data() + 1, bytes) == 0);
      CHECK(to[0] == 0 && to.back() == 0);
      CHECK(to[bytes + 1] == 0);
    }
  });
}
