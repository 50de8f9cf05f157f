// SPDX-License-Identifier: Apache-2.0
// Options that the pixel kernels share.
#pragma once

#include <optional>

#include "arguments.h"
#include "sfumato/resize.h"

namespace sfumato::binding {

// 'srgb' | 'linear' | 'gamma22' | 'rec709'.
inline Transfer transfer_member_or(const Napi::Object& object, const char* name, Transfer otherwise) {
  return choice_member_or<Transfer>(object, name,
                                    {{"srgb", Transfer::srgb},
                                     {"linear", Transfer::linear},
                                     {"gamma22", Transfer::gamma22},
                                     {"rec709", Transfer::rec709}},
                                    otherwise);
}

// 'straight' | 'premultiplied'.
inline Alpha alpha_member_or(const Napi::Object& object, const char* name, Alpha otherwise) {
  return choice_member_or<Alpha>(
      object, name, {{"straight", Alpha::straight}, {"premultiplied", Alpha::premultiplied}}, otherwise);
}

// 'nearest' | 'bilinear' | 'bilinear-aliased' | 'area' | 'cubic' | 'lanczos3'.
inline Filter filter_member_or(const Napi::Object& object, const char* name, Filter otherwise) {
  return choice_member_or<Filter>(object, name,
                                  {{"nearest", Filter::nearest},
                                   {"bilinear", Filter::bilinear},
                                   {"bilinear-aliased", Filter::bilinear_aliased},
                                   {"area", Filter::area},
                                   {"cubic", Filter::cubic},
                                   {"lanczos3", Filter::lanczos3}},
                                  otherwise);
}

// `dither`: a seed, a whole number from 0; absent: none.
inline Dither dither_member(const Napi::Object& object) {
  if (object.Get("dither").IsUndefined()) return {};
  return {true, static_cast<uint32_t>(integer_member(object, "dither", 0, 0x7fffffff))};
}

// {x, y, width, height} in whole pixels inside `image`; the whole image when absent.
inline Rect region_member(const Napi::Object& object, const char* name, const ConstImage& image) {
  if (object.Get(name).IsUndefined()) return {0, 0, image.width, image.height};
  const Napi::Object region = object_argument(object.Get(name), name);
  Rect r;
  r.x = integer_member(region, "x", 0, image.width - 1);
  r.y = integer_member(region, "y", 0, image.height - 1);
  r.width = integer_member(region, "width", 1, image.width - r.x);
  r.height = integer_member(region, "height", 1, image.height - r.y);
  return r;
}

// The member as an object; an empty one when absent.
inline Napi::Object options_argument(const Napi::Value& value, const char* name) {
  return value.IsUndefined() ? Napi::Object::New(value.Env()) : object_argument(value, name);
}

}  // namespace sfumato::binding
