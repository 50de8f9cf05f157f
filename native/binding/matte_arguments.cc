// SPDX-License-Identifier: Apache-2.0
#include "matte_arguments.h"

#include <algorithm>

namespace sfumato::binding {
namespace {

struct Extent {
  const uint8_t *begin, *end;
};

Extent extent(const Image& image) {
  const uint8_t *first = image.row(0), *last = image.row(image.height - 1);
  const auto row = static_cast<size_t>(image.width) * image.pixel_bytes();
  return {std::min(first, last), std::max(first, last) + row};
}

}  // namespace

void reject_overlap(const Napi::Value& value, const char* name, const Image& image, const Image& other) {
  const Extent a = extent(image), b = extent(other);
  if (a.begin < b.end && b.begin < a.end)
    reject_argument(value.Env(), "memory apart from the input's", name, value);
}


Image matte_argument(const Napi::Value& value, const char* name) {
  const Image image = image_argument(value, name);
  if (image.channels != 1)
    reject_argument(value.Env(), "1", std::string(name) + ".channels", value.As<Napi::Object>().Get("channels"));
  return image;
}

Image image_argument_like(const Napi::Value& value, const char* name, const Image& other) {
  const Image image = image_argument(value, name);
  if (image.width != other.width)
    reject_argument(value.Env(), std::to_string(other.width), std::string(name) + ".width",
                    value.As<Napi::Object>().Get("width"));
  if (image.height != other.height)
    reject_argument(value.Env(), std::to_string(other.height), std::string(name) + ".height",
                    value.As<Napi::Object>().Get("height"));
  return image;
}

Image matte_argument_like(const Napi::Value& value, const char* name, const Image& other) {
  matte_argument(value, name);
  return image_argument_like(value, name, other);
}

}  // namespace sfumato::binding
