// SPDX-License-Identifier: Apache-2.0
#include "sfumato/tile.h"

#include "arguments.h"
#include "module.h"
#include "pixel_options.h"

namespace sfumato::binding {
namespace {

constexpr int32_t far = 1 << 29;

// cutTile(from, tile, {x, y}, job?)
Napi::Value cut(const Napi::CallbackInfo& info) {
  const ConstImage from = image_argument(info[0], "from");
  const Image tile = image_argument(info[1], "tile");
  const Napi::Object at = object_argument(info[2], "at");
  const Job job = job_argument(info[3]);
  if (from.dtype != tile.dtype || from.range != tile.range || from.channels != tile.channels)
    reject_argument(info.Env(), "the format of from", "tile", info[1]);
  const int32_t x = integer_member(at, "x", -far, far), y = integer_member(at, "y", -far, far);
  return run_async(info, [=] { tile_cut(from, x, y, tile, job); });
}

// blendTile(tile, canvas, options?, job?)
Napi::Value blend(const Napi::CallbackInfo& info) {
  const ConstImage tile = image_argument(info[0], "tile");
  const Image canvas = image_argument(info[1], "canvas");
  const Napi::Object o = options_argument(info[2], "options");
  const Job job = job_argument(info[3]);
  if (canvas.dtype != DType::f32 || canvas.width != tile.width || canvas.height != tile.height || canvas.channels != tile.channels)
    reject_argument(info.Env(), "f32 pixels of the tile's size and channels", "canvas", info[1]);
  const int32_t left = integer_member_or(o, "left", 0, far, 0), top = integer_member_or(o, "top", 0, far, 0);
  return run_async(info, [=] { tile_blend(tile, canvas, left, top, job); });
}

const Exports exports([](Napi::Env env, Napi::Object to) {
  to.Set("cutTile", Napi::Function::New(env, cut));
  to.Set("blendTile", Napi::Function::New(env, blend));
});

}  // namespace
}  // namespace sfumato::binding
