// SPDX-License-Identifier: Apache-2.0
#include "matte_arguments.h"

namespace sfumato::binding {

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
