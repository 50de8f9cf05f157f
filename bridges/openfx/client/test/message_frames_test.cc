// SPDX-License-Identifier: Apache-2.0
#include "message_frames.h"

#include "check.h"

using sfumato::engine::FrameReader;
using sfumato::engine::framed;
using sfumato::engine::longest_message;

namespace {

TEST("message frames: messages come out whole however they are cut") {
  auto random = check::random(2);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::string> sent;
    std::string wire;
    for (int i = 0; i < 20; ++i) {
      sent.push_back(std::string(random() % 300, static_cast<char>('a' + i)));
      wire += framed(sent.back());
      // A chunk between them is passed over.
      if (i % 5 == 0) wire += std::string("\x03\x00\x00\x00\x01xyz", 8);
    }
    FrameReader reader;
    size_t got = 0;
    std::string text;
    for (size_t at = 0; at < wire.size();) {
      const size_t n = std::min<size_t>(1 + random() % 40, wire.size() - at);
      reader.add(wire.data() + at, n);
      at += n;
      while (reader.next(text) == FrameReader::Next::message) {
        CHECK(got < sent.size() && text == sent[got]);
        ++got;
      }
    }
    CHECK(got == sent.size());
  }
}

TEST("message frames: lengths and kinds that cannot be end it") {
  for (const std::string& head : {std::string("\x00\x00\x00\x00\x02", 5), std::string("\xff\xff\xff\xff\x00", 5),
                                  std::string("\x01\x00\x00\x7f\x01", 5)}) {
    FrameReader reader;
    reader.add(head.data(), head.size());
    std::string text;
    CHECK(reader.next(text) == FrameReader::Next::broken);
  }
}

TEST("message frames: noise neither crashes the reader nor makes it hold more than a message") {
  auto random = check::random(3);
  for (int round = 0; round < 200; ++round) {
    FrameReader reader;
    std::string text;
    for (int i = 0; i < 50; ++i) {
      char piece[64];
      for (char& c : piece) c = static_cast<char>(random() % 3 ? 0 : random());
      reader.add(piece, sizeof piece);
      FrameReader::Next next;
      while ((next = reader.next(text)) == FrameReader::Next::message) CHECK(text.size() <= longest_message);
      if (next == FrameReader::Next::broken) break;
    }
  }
}

}  // namespace
