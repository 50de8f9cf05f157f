// SPDX-License-Identifier: Apache-2.0
// A frame of the host as the engine's request.
#pragma once

#include <deque>
#include <optional>

#include "instance.h"
#include "picture.h"
#include "sfumato/engine/engine.h"

namespace sfumato::ofx {

// A request with the blocks that its inputs lie in.
struct FrameRequest {
  engine::Request request;
  std::deque<engine::PixelBlock> blocks;  // addresses stay as more are added
};

// What the engine is asked for a frame, with copies of its pixels: `source` and the optional pictures that are in use at
// `time`. Nothing when there is no memory.
std::optional<FrameRequest> frame_request(const Instance& instance, const Marks& marks, const Picture& source,
                                          double time, double scale, const View& view);

// Whether a picture that nothing can be made without is missing or switched off.
bool lacks_picture(const Instance& instance, double time);

// Whether an optional picture is switched on: its clip's number, by the tool's input.
bool uses_clip(const Instance& instance, size_t clip, double time);

// Milliseconds that a frame may take: 60 s, or SFUMATO_OFX_TIMEOUT in seconds.
std::chrono::milliseconds frame_timeout();

}  // namespace sfumato::ofx
