// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#include <cstdint>
#include <utility>

#include "host.h"

namespace sfumato::ofx {
namespace {

std::optional<DType> dtype_of(const std::string& depth) {
  if (depth == kOfxBitDepthFloat) return DType::f32;
  if (depth == kOfxBitDepthHalf) return DType::f16;
  if (depth == kOfxBitDepthShort) return DType::u16;
  if (depth == kOfxBitDepthByte) return DType::u8;
  return std::nullopt;
}

int32_t channels_of(const std::string& components) {
  if (components == kOfxImageComponentRGBA) return 4;
  if (components == kOfxImageComponentRGB) return 3;
  return components == kOfxImageComponentAlpha ? 1 : 0;
}

Premultiplication premultiplication_of(const std::string& text) {
  if (text == kOfxImagePreMultiplied) return Premultiplication::premultiplied;
  return text == kOfxImageOpaque ? Premultiplication::opaque : Premultiplication::straight;
}

}  // namespace

std::optional<Picture> Picture::fetch(OfxImageClipHandle clip, double time) {
  OfxPropertySetHandle handle = nullptr;
  if (!clip || host().effect->clipGetImage(clip, time, nullptr, &handle) != kOfxStatOK || !handle) return std::nullopt;
  Picture picture(handle);
  if (!picture.read()) return std::nullopt;
  return picture;
}

bool Picture::read() {
  const auto dtype = dtype_of(properties_.text(kOfxImageEffectPropPixelDepth));
  const int32_t channels = channels_of(properties_.text(kOfxImageEffectPropComponents));
  uint8_t* first = static_cast<uint8_t*>(properties_.pointer(kOfxImagePropData));
  const ptrdiff_t row_bytes = properties_.integer(kOfxImagePropRowBytes, 0);
  bounds_ = {properties_.integer(kOfxImagePropBounds, 0, 0), properties_.integer(kOfxImagePropBounds, 0, 1),
             properties_.integer(kOfxImagePropBounds, 0, 2), properties_.integer(kOfxImagePropBounds, 0, 3)};
  const int64_t width = int64_t{bounds_.x2} - bounds_.x1, height = int64_t{bounds_.y2} - bounds_.y1;
  if (!dtype || !channels || !first || width < 1 || height < 1 || width > INT32_MAX || height > INT32_MAX) return false;
  const int64_t used = width * channels * static_cast<int64_t>(dtype_bytes(*dtype));
  if (height > 1 && (row_bytes < 0 ? -int64_t{row_bytes} : int64_t{row_bytes}) < used) return false;
  view_ = {first + (height - 1) * row_bytes,
           static_cast<int32_t>(width),
           static_cast<int32_t>(height),
           channels,
           -row_bytes,
           *dtype,
           *dtype == DType::f16 || *dtype == DType::f32 ? Range::unit : Range::full};
  premultiplication_ = premultiplication_of(properties_.text(kOfxImageEffectPropPreMultiplication));
  return true;
}

Picture::Picture(Picture&& other) noexcept
    : properties_(std::exchange(other.properties_, Properties())),
      view_(other.view_),
      bounds_(other.bounds_),
      premultiplication_(other.premultiplication_) {}

Picture::~Picture() {
  if (properties_) host().effect->clipReleaseImage(properties_.handle());
}

}  // namespace sfumato::ofx
