// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/frame.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace ofxhost {
namespace {

// As float: a NaN with a payload; as half: a NaN; as bytes: 0xFE and 0x7F, side by side in no picture for long.
constexpr uint8_t canary_bytes[4] = {0xFE, 0x7F, 0xFE, 0x7F};
constexpr size_t guard_bytes = 4096;

uint8_t canary_at(size_t offset) { return canary_bytes[offset & 3]; }

void put_canary(uint8_t* base, size_t from, size_t to) {
  for (size_t i = from; i < to; ++i) base[i] = canary_at(i);
}

// The first offset of [from, to) that differs, or `to`.
size_t first_difference(const uint8_t* base, size_t from, size_t to) {
  size_t i = from;
  while (i < to && (i & 3) != 0) {
    if (base[i] != canary_at(i)) return i;
    ++i;
  }
  uint32_t word;
  std::memcpy(&word, canary_bytes, 4);
  for (; i + 4 <= to; i += 4) {
    uint32_t found;
    std::memcpy(&found, base + i, 4);
    if (found != word) break;
  }
  while (i < to && base[i] == canary_at(i)) ++i;
  return i;
}

}  // namespace

const char* depth_constant(Depth depth) {
  switch (depth) {
    case Depth::byte: return kOfxBitDepthByte;
    case Depth::half: return kOfxBitDepthHalf;
    case Depth::short_int: return kOfxBitDepthShort;
    case Depth::real: return kOfxBitDepthFloat;
  }
  return kOfxBitDepthNone;
}

const char* components_constant(Components components) {
  switch (components) {
    case Components::alpha: return kOfxImageComponentAlpha;
    case Components::rgb: return kOfxImageComponentRGB;
    case Components::rgba: return kOfxImageComponentRGBA;
  }
  return kOfxImageComponentNone;
}

Frame::Frame(Format f, OfxRectI b, Layout l)
    : format(f),
      bounds(b),
      layout(l),
      stride_(width_of(b) * f.pixel_bytes() + l.padding),
      used_(static_cast<size_t>(stride_) * static_cast<size_t>(height_of(b))) {
  // [ guard | rows | one page without access ]: the rows end where the forbidden page begins, to 16 bytes.
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t rows = (used_ + 15) / 16 * 16;
  const size_t body = (guard_bytes + rows + page - 1) / page * page;
  mapping_bytes_ = body + page;
  void* mapped = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  mapping_ = static_cast<uint8_t*>(mapped);
  mprotect(mapping_ + body, page, PROT_NONE);
  first_ = mapping_ + body - rows;
  set_guards();
}

Frame::~Frame() { munmap(mapping_, mapping_bytes_); }

uint8_t* Frame::row(int y) const {
  const int from_bottom = y - bounds.y1;
  const int in_memory = layout.negative ? height_of(bounds) - 1 - from_bottom : from_bottom;
  return first_ + static_cast<size_t>(in_memory) * static_cast<size_t>(stride_);
}

void* Frame::data() const { return row(bounds.y1); }

void Frame::read_top_down(std::vector<uint8_t>& pixels) const {
  const auto bytes = static_cast<size_t>(width_of(bounds) * format.pixel_bytes());
  pixels.resize(bytes * static_cast<size_t>(height_of(bounds)));
  uint8_t* to = pixels.data();
  for (int y = bounds.y2 - 1; y >= bounds.y1; --y, to += bytes) std::memcpy(to, row(y), bytes);
}

void Frame::write_top_down(const std::vector<uint8_t>& pixels) {
  const auto bytes = static_cast<size_t>(width_of(bounds) * format.pixel_bytes());
  const uint8_t* from = pixels.data();
  for (int y = bounds.y2 - 1; y >= bounds.y1; --y, from += bytes) std::memcpy(row(y), from, bytes);
}

void Frame::fill_with_canary() {
  put_canary(mapping_, 0, static_cast<size_t>(first_ - mapping_) + (used_ + 15) / 16 * 16);
}

void Frame::set_guards() {
  const auto start = static_cast<size_t>(first_ - mapping_);
  put_canary(mapping_, 0, start);
  put_canary(mapping_, start + used_, start + (used_ + 15) / 16 * 16);
  const auto bytes = static_cast<size_t>(width_of(bounds) * format.pixel_bytes());
  if (layout.padding == 0) return;
  for (int y = bounds.y1; y < bounds.y2; ++y) {
    const auto at = static_cast<size_t>(row(y) - mapping_);
    put_canary(mapping_, at + bytes, at + static_cast<size_t>(stride_));
  }
}

std::string Frame::damage(const OfxRectI* window) const {
  const auto start = static_cast<size_t>(first_ - mapping_);
  if (first_difference(mapping_, 0, start) != start) return "bytes before the first row in memory";
  const size_t end = start + (used_ + 15) / 16 * 16;
  if (first_difference(mapping_, start + used_, end) != end) return "bytes after the last row in memory";
  const auto pixel = static_cast<size_t>(format.pixel_bytes());
  const auto bytes = static_cast<size_t>(width_of(bounds)) * pixel;
  for (int y = bounds.y1; y < bounds.y2; ++y) {
    const auto at = static_cast<size_t>(row(y) - mapping_);
    const size_t padded = at + static_cast<size_t>(stride_);
    if (first_difference(mapping_, at + bytes, padded) != padded) return "the padding of row " + std::to_string(y);
    if (!window) continue;
    const bool inside = y >= window->y1 && y < window->y2 && window->x1 < window->x2;
    const size_t left = inside ? at + static_cast<size_t>(window->x1 - bounds.x1) * pixel : at + bytes;
    const size_t right = inside ? at + static_cast<size_t>(window->x2 - bounds.x1) * pixel : at + bytes;
    size_t found = first_difference(mapping_, at, left);
    if (found == left) found = first_difference(mapping_, right, at + bytes);
    if (found != left && found != at + bytes) {
      const auto x = bounds.x1 + static_cast<int>((found - at) / pixel);
      return "the pixel " + std::to_string(x) + ", " + std::to_string(y);
    }
  }
  return "";
}

std::string Frame::unwritten(const OfxRectI& window) const {
  // A pixel of 4 bytes or more is not the canary by chance; of a smaller one a whole row must be.
  const auto pixel = static_cast<size_t>(format.pixel_bytes());
  const bool by_pixel = pixel >= 8;
  for (int y = window.y1; y < window.y2; ++y) {
    const auto at = static_cast<size_t>(row(y) - mapping_) + static_cast<size_t>(window.x1 - bounds.x1) * pixel;
    const auto columns = static_cast<size_t>(width_of(window));
    const size_t each = by_pixel ? pixel : columns * pixel;
    for (size_t p = at; p < at + columns * pixel; p += each) {
      if (first_difference(mapping_, p, p + each) == p + each) {
        return "the pixel " + std::to_string(window.x1 + static_cast<int>((p - at) / pixel)) + ", " +
               std::to_string(y);
      }
    }
  }
  return "";
}

uint64_t Frame::checksum() const {
  uint64_t sum = 0xcbf29ce484222325u;
  const auto bytes = static_cast<size_t>(width_of(bounds) * format.pixel_bytes());
  for (int y = bounds.y1; y < bounds.y2; ++y) {
    const uint8_t* p = row(y);
    size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
      uint64_t word;
      std::memcpy(&word, p + i, 8);
      sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
      sum ^= sum >> 29;
    }
    for (; i < bytes; ++i) sum = (sum ^ p[i]) * 0x100000001b3u;
  }
  return sum;
}

}  // namespace ofxhost
