// SPDX-License-Identifier: Apache-2.0
#include "wire_format.h"

#include <algorithm>
#include <iterator>

namespace sfumato::engine {
namespace {

constexpr int64_t longest_side = 300'000;
constexpr int64_t most_bytes = int64_t{1} << 46;

constexpr const char* samples[] = {"u8", "u16", "f16", "f32"};
constexpr const char* alphas[] = {"none", "straight", "premultiplied"};
constexpr const char* primaries[] = {"srgb", "display-p3", "adobe-rgb", "rec2020", "acescg"};
constexpr const char* transfers[] = {"srgb", "linear", "gamma22", "rec709", "unknown"};

template <typename Enum, size_t n>
bool read_name(const Json& json, const char* const (&names)[n], Enum& out) {
  const auto found = std::find(std::begin(names), std::end(names), json.text());
  if (found == std::end(names)) return false;
  out = static_cast<Enum>(found - std::begin(names));
  return true;
}

template <typename Enum, size_t n>
std::string quoted_name(const char* const (&names)[n], Enum value) {
  return json_quoted(names[static_cast<size_t>(value)]);
}

bool is_known(const PixelFormat& f) {
  const auto within = [](auto value, size_t count) { return static_cast<size_t>(value) < count; };
  return within(f.sample, std::size(samples)) && within(f.alpha, std::size(alphas)) &&
         within(f.primaries, std::size(primaries)) && within(f.transfer, std::size(transfers));
}

}  // namespace

bool Handle::fits() const {
  const PixelFormat& f = format;
  const bool sides = f.width >= 1 && f.width <= longest_side && f.height >= 1 && f.height <= longest_side;
  const bool channels = f.channels == 1 || f.channels == 3 || f.channels == 4;
  if (!sides || !channels || !is_known(f) || (f.channels == 4) != (f.alpha != Alpha::none)) return false;
  if (memory_bytes > static_cast<uint64_t>(most_bytes) || byte_offset > memory_bytes) return false;
  const auto row = static_cast<int64_t>(row_bytes(f));
  const int64_t stride = row_stride, rows_down = f.height - 1;
  if (std::max(stride, -stride) > most_bytes / longest_side || (rows_down > 0 && std::max(stride, -stride) < row)) {
    return false;
  }
  const auto first = static_cast<int64_t>(byte_offset);
  const int64_t last = first + stride * rows_down;
  return std::min(first, last) >= 0 && std::max(first, last) + row <= static_cast<int64_t>(memory_bytes);
}

std::string json_of(const Handle& handle) {
  const PixelFormat& f = handle.format;
  const bool is_float = f.sample == Sample::f16 || f.sample == Sample::f32;
  std::string out = R"({"memory":)" + json_quoted(handle.memory);
  const auto add = [&](const char* name, const std::string& value) { out += std::string(",\"") + name + "\":" + value; };
  add("memoryBytes", std::to_string(handle.memory_bytes));
  add("byteOffset", std::to_string(handle.byte_offset));
  add("rowStride", std::to_string(handle.row_stride));
  out += R"(,"format":{"width":)" + std::to_string(f.width);
  add("height", std::to_string(f.height));
  add("channels", std::to_string(f.channels));
  add("dtype", quoted_name(samples, f.sample));
  add("range", is_float ? "\"unit\"" : "\"full\"");
  add("alpha", quoted_name(alphas, f.alpha));
  out += R"(,"origin":{"x":0,"y":0},"colour":{"primaries":)" + quoted_name(primaries, f.primaries);
  add("transfer", quoted_name(transfers, f.transfer));
  return out + "}}}";
}

std::optional<Handle> handle_of(const Json& json) {
  const Json& format = json["format"];
  const auto bytes = json["memoryBytes"].whole(1, most_bytes), offset = json["byteOffset"].whole(0, most_bytes);
  const auto stride = json["rowStride"].whole(-most_bytes, most_bytes);
  const auto width = format["width"].whole(1, longest_side), height = format["height"].whole(1, longest_side);
  const auto channels = format["channels"].whole(1, 4);
  if (!bytes || !offset || !stride || !width || !height || !channels) return std::nullopt;
  Handle handle;
  handle.memory = json["memory"].text();
  handle.memory_bytes = static_cast<size_t>(*bytes);
  handle.byte_offset = static_cast<size_t>(*offset);
  handle.row_stride = static_cast<ptrdiff_t>(*stride);
  PixelFormat& f = handle.format;
  f.width = static_cast<int32_t>(*width);
  f.height = static_cast<int32_t>(*height);
  f.channels = static_cast<int32_t>(*channels);
  const Json& colour = format["colour"];
  // A profile of its own, and u16 of another range, come from other clients' pictures alone.
  const bool known = read_name(format["dtype"], samples, f.sample) && read_name(format["alpha"], alphas, f.alpha) &&
                     read_name(colour["primaries"], primaries, f.primaries) &&
                     read_name(colour["transfer"], transfers, f.transfer) && format["range"].text() != "photoshop";
  if (!known || handle.memory.empty() || !handle.fits()) return std::nullopt;
  return handle;
}

}  // namespace sfumato::engine
