// SPDX-License-Identifier: Apache-2.0
#include "sfumato/stream_copy.h"

#include "check.h"

TEST("stream copy: every byte arrives, at any alignment and length, and none around it changes") {
  check::on_every_target([](sfumato::Target) {
    for (size_t offset : {0, 1, 63})
      for (size_t bytes : {0, 1, 63, 64, 200, 600001}) {
        std::vector<uint8_t> from(bytes + 64), to(bytes + 130, 7);
        for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<uint8_t>(i * 31 + 1);
        sfumato::stream_copy(from.data() + offset / 2, to.data() + offset, bytes, {});
        bool same = true;
        for (size_t i = 0; i < to.size(); ++i) {
          const bool inside = i >= offset && i < offset + bytes;
          same = same && to[i] == (inside ? from[offset / 2 + i - offset] : 7);
        }
        CHECK(same);
      }
  });
}
