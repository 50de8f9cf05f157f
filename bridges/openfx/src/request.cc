// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <algorithm>
#include <cstdlib>

#include "host.h"
#include "pixels.h"
#include "tool_params.h"

namespace sfumato::ofx {
namespace {

engine::Sample sample_of(DType dtype) {
  switch (dtype) {
    case DType::u8: return engine::Sample::u8;
    case DType::u16: return engine::Sample::u16;
    case DType::f16: return engine::Sample::f16;
    case DType::f32: return engine::Sample::f32;
  }
  return engine::Sample::f32;
}

// By the ids of the control's options; "auto" by the host's custom.
engine::Transfer transfer_of(const Instance& instance, double time, DType dtype) {
  const int index = control_index(instance.effect, Role::colour);
  if (index < 0) return engine::Transfer::srgb;
  const auto options = instance.effect.controls[static_cast<size_t>(index)].options;
  const double last = static_cast<double>(options.size() - 1);
  const std::string_view id =
      options[static_cast<size_t>(std::clamp(instance.numbers(static_cast<size_t>(index), time)[0], 0.0, last))].id;
  const bool floats = dtype == DType::f16 || dtype == DType::f32;
  if (id == "linear" || (id == "auto" && floats && host().linear_floats)) return engine::Transfer::linear;
  if (id == "rec709") return engine::Transfer::rec709;
  return id == "gamma22" ? engine::Transfer::gamma22 : engine::Transfer::srgb;
}

// Marks are kept for the whole picture; the host may lend a part of it.
Placement placement_of(const Picture& source) {
  const OfxRectI& part = source.bounds();
  const auto corner = [&](int i, int fallback) {
    return source.properties().integer(kOfxImagePropRegionOfDefinition, fallback, i);
  };
  const OfxRectI whole{corner(0, part.x1), corner(1, part.y1), corner(2, part.x2), corner(3, part.y2)};
  const bool holds = whole.x1 <= part.x1 && whole.y1 <= part.y1 && whole.x2 >= part.x2 && whole.y2 >= part.y2;
  const double width = whole.x2 - double{1} * whole.x1, height = whole.y2 - double{1} * whole.y1;
  const double part_width = source.view().width, part_height = source.view().height;
  if (!holds || (width == part_width && height == part_height)) return {};
  return {.scale_x = width / part_width,
          .offset_x = (whole.x1 - part.x1) / part_width,
          .scale_y = height / part_height,
          .offset_y = (part.y2 - whole.y2) / part_height,
          .length = std::max(width, height) / std::max(part_width, part_height)};
}

bool by_alpha(const Instance& instance, const Clip& clip, double time) {
  return instance.number(Role::mask_from, time, 0, clip.input) > 0;
}

void* add_input(FrameRequest& made, const char* name, const engine::PixelFormat& format) {
  engine::PixelBlock& block = made.blocks.emplace_back();
  void* pixels = block.reserve(engine::frame_bytes(format));
  if (pixels) made.request.inputs.push_back({.name = name, .format = format, .block = &block});
  return pixels;
}

// An optional picture as a matte of the frame's size. True also where the host has none after all.
bool add_matte(FrameRequest& made, const Instance& instance, size_t index, const Picture& source, double time) {
  const Clip& clip = instance.effect.clips[index];
  const double from = instance.number(Role::mask_from, time, 0, clip.input);
  const bool own = from == 0;
  const auto mask = own ? Picture::fetch(instance.clips[index], time) : std::optional<Picture>();
  if (own && !mask) return true;
  const engine::PixelFormat format{.width = source.view().width,
                                   .height = source.view().height,
                                   .channels = 1,
                                   .sample = engine::Sample::f32,
                                   .alpha = engine::Alpha::none,
                                   .transfer = engine::Transfer::linear};
  float* matte = static_cast<float*>(add_input(made, clip.input, format));
  if (!matte) return false;
  if (mask) pixels_take_matte(mask->view(), mask->bounds(), source.bounds(), matte);
  else pixels_take_alpha(source.view(), from == 2, matte);
  return true;
}

}  // namespace

bool uses_clip(const Instance& instance, size_t index, double time) {
  const Clip& clip = instance.effect.clips[index];
  if (!clip.optional) return true;
  if (instance.number(Role::use_input, time, 0, clip.input) == 0) return false;
  return by_alpha(instance, clip, time) || instance.connected(index);
}

bool lacks_picture(const Instance& instance, double time) {
  const Effect& effect = instance.effect;
  for (size_t i = 0; i < effect.clips.size(); ++i)
    if (effect.clips[i].needed && instance.holds(effect.clips[i].needed_for, time) && !uses_clip(instance, i, time))
      return true;
  return false;
}

std::chrono::milliseconds frame_timeout() {
  const char* given = std::getenv("SFUMATO_OFX_TIMEOUT");
  const double seconds = given ? std::atof(given) : 0;
  return std::chrono::milliseconds(seconds > 0 ? static_cast<int64_t>(seconds * 1000) : 60'000);
}

std::optional<FrameRequest> frame_request(const Instance& instance, const Marks& marks, const Picture& source,
                                          double time, double scale, const View& view) {
  FrameRequest made;
  const Image& pixels = source.view();
  const engine::PixelFormat format{.width = pixels.width,
                                   .height = pixels.height,
                                   .channels = pixels.channels,
                                   .sample = sample_of(pixels.dtype),
                                   .alpha = pixels.channels == 4 ? engine::Alpha::straight : engine::Alpha::none,
                                   .transfer = transfer_of(instance, time, pixels.dtype)};
  void* into = add_input(made, instance.effect.clips[0].input, format);
  if (!into) return std::nullopt;
  pixels_take(pixels, source.premultiplication() == Premultiplication::premultiplied, into);
  for (size_t i = 1; i < instance.effect.clips.size(); ++i)
    if (uses_clip(instance, i, time) && !add_matte(made, instance, i, source, time)) return std::nullopt;
  made.request.tool = instance.effect.tool;
  made.request.params = tool_params(instance, marks, time, scale, view, placement_of(source));
  made.request.outputs = {view.output};
  made.request.timeout = frame_timeout();
  return made;
}

}  // namespace sfumato::ofx
