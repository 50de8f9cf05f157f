// SPDX-License-Identifier: Apache-2.0
#include "wire_format.h"

#include "check.h"

using namespace sfumato::engine;

namespace {

Handle good() {
  PixelFormat format;
  format.width = 5;
  format.height = 3;
  return {"shm:/sfm-1-2-3", 4096, 0, 80, format};
}

TEST("handles: what is written is read back") {
  for (const Sample sample : {Sample::u8, Sample::u16, Sample::f16, Sample::f32})
    for (const int channels : {1, 3, 4}) {
      Handle handle = good();
      handle.format.sample = sample;
      handle.format.channels = channels;
      handle.format.alpha = channels == 4 ? Alpha::premultiplied : Alpha::none;
      handle.format.primaries = Primaries::acescg;
      handle.format.transfer = Transfer::linear;
      handle.byte_offset = 160;
      handle.row_stride = -80;
      const auto json = Json::parse(json_of(handle));
      CHECK(json.has_value());
      const auto back = handle_of(*json);
      CHECK(back.has_value() && back->format == handle.format && back->row_stride == -80 && back->byte_offset == 160 &&
            back->memory == handle.memory && back->memory_bytes == 4096);
    }
}

TEST("handles: rows must lie inside the memory") {
  const auto fits = [](auto change) {
    Handle handle = good();
    change(handle);
    return handle.fits();
  };
  CHECK(fits([](Handle&) {}));
  CHECK(fits([](Handle& h) { h.memory_bytes = 240; }));
  CHECK(!fits([](Handle& h) { h.memory_bytes = 239; }));
  CHECK(!fits([](Handle& h) { h.row_stride = 79; }));
  CHECK(!fits([](Handle& h) { h.row_stride = -80; }));
  CHECK(fits([](Handle& h) { h.row_stride = -80, h.byte_offset = 160; }));
  CHECK(!fits([](Handle& h) { h.byte_offset = 4096; }));
  CHECK(!fits([](Handle& h) { h.byte_offset = SIZE_MAX; }));
  CHECK(!fits([](Handle& h) { h.row_stride = PTRDIFF_MIN + 1; }));
  CHECK(!fits([](Handle& h) { h.format.width = 0; }));
  CHECK(!fits([](Handle& h) { h.format.height = -1; }));
  CHECK(!fits([](Handle& h) { h.format.channels = 2; }));
  CHECK(!fits([](Handle& h) { h.format.channels = 3; }));  // with alpha
  CHECK(!fits([](Handle& h) { h.format.width = 300'000, h.format.height = 300'000; }));
}

TEST("handles: what the engine says is not believed") {
  const std::string text = json_of(good());
  CHECK(handle_of(*Json::parse(text)).has_value());
  const auto without = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return handle_of(*Json::parse(changed)).has_value();
  };
  CHECK(!without("\"f32\"", "\"f64\""));
  CHECK(!without("\"memoryBytes\":4096", "\"memoryBytes\":100"));
  CHECK(!without("\"width\":5", "\"width\":5.5"));
  CHECK(!without("\"width\":5", "\"width\":50000"));
  CHECK(!without("\"range\":\"unit\"", "\"range\":\"photoshop\""));
  CHECK(!without("shm:/sfm-1-2-3", ""));
}

}  // namespace
