// SPDX-License-Identifier: Apache-2.0
#include "message_frames.h"

namespace sfumato::engine {
namespace {

constexpr size_t head_bytes = 5;
enum : uint8_t { kind_text = 0, kind_chunk = 1 };

}  // namespace

std::string framed(std::string_view text) {
  std::string out;
  out.reserve(head_bytes + text.size());
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(text.size() >> shift & 0xff));
  out.push_back(static_cast<char>(kind_text));
  return out.append(text);
}

FrameReader::Next FrameReader::next(std::string& text) {
  for (;;) {
    const size_t left = held_.size() - read_;
    if (left < head_bytes) break;
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(held_[read_ + i]); };
    size_t length = 0;
    for (size_t i = 0; i < 4; ++i) length |= static_cast<size_t>(byte(i)) << (8 * i);
    const uint8_t kind = byte(4);
    if (length > longest_message || (kind != kind_text && kind != kind_chunk)) return Next::broken;
    if (left < head_bytes + length) break;
    if (kind == kind_text) text.assign(held_, read_ + head_bytes, length);
    read_ += head_bytes + length;
    if (kind == kind_text) return Next::message;
  }
  held_.erase(0, read_);
  read_ = 0;
  return Next::incomplete;
}

}  // namespace sfumato::engine
