// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/clip.h"

#include <atomic>
#include <iterator>

#include "ofxhost/objects.h"

namespace ofxhost {
namespace {

std::vector<Value> ints(const OfxRectI& r) { return {r.x1, r.y1, r.x2, r.y2}; }

// A picture of nothing for hosts that show black where nobody is connected.
Picture black_picture(const Profile& profile) {
  Picture picture;
  picture.frame = std::make_shared<Frame>(Format{}, OfxRectI{0, 0, 16, 16}, profile.layout);
  picture.frame->write_top_down(std::vector<uint8_t>(16 * 16 * 16, 0));
  picture.identifier = "black";
  return picture;
}

}  // namespace

Clip::Clip(Effect& owner, std::string clip_name, const Profile& profile)
    : Handled(handle_kind),
      effect(owner),
      name(std::move(clip_name)),
      descriptor_properties("clip " + name),
      properties("clip " + name) {
  define_properties(descriptor_properties, Object::clip_descriptor, profile);
  descriptor_properties.put(kOfxPropName, {name});
}

Clip::Clip(Effect& owner, const Clip& descriptor, const Profile& profile)
    : Handled(handle_kind),
      effect(owner),
      name(descriptor.name),
      descriptor_properties("clip " + name, descriptor.descriptor_properties),
      properties("clip " + name) {
  become_instance(profile);
}

void Clip::become_instance(const Profile& profile) {
  for (auto [key, property] : descriptor_properties.all()) {
    property.plugin_sets = false;
    properties.define(key, property);
  }
  define_properties(properties, Object::clip_instance, profile);
  if (profile.clip_properties_by_index_only) properties.by_index_only(kOfxImageClipPropConnected);
  disconnect(profile);
}

void Clip::tell(const Picture& picture) {
  const Format format = picture.frame->format;
  const std::string depth = depth_constant(format.depth), components = components_constant(format.components);
  for (const char* key : {kOfxImageEffectPropPixelDepth, kOfxImageClipPropUnmappedPixelDepth})
    properties.put(key, {depth});
  for (const char* key : {kOfxImageEffectPropComponents, kOfxImageClipPropUnmappedComponents})
    properties.put(key, {components});
  properties.put(kOfxImageEffectPropPreMultiplication, {std::string(picture.premultiplication)});
  properties.put(kOfxImagePropPixelAspectRatio, {picture.pixel_aspect});
  for (const char* key : {kOfxImageEffectPropFrameRange, kOfxImageEffectPropUnmappedFrameRange})
    properties.put(key, {0.0, 99.0});
}

void Clip::show(double from, Picture picture) {
  tell(picture);
  properties.put(kOfxImageClipPropConnected, {1});
  pictures_.insert_or_assign(from, std::move(picture));
}

void Clip::disconnect(const Profile& profile) {
  pictures_.clear();
  const bool claimed = profile.unconnected != Unconnected::honest &&
                       profile.unconnected != Unconnected::disconnected_but_ok && optional();
  properties.put(kOfxImageClipPropConnected, {claimed ? 1 : 0});
  const bool black = profile.unconnected == Unconnected::claimed_black ||
                     profile.unconnected == Unconnected::disconnected_but_ok;
  if (black && optional()) {
    Picture picture = black_picture(profile);
    tell(picture);
    pictures_.insert_or_assign(0.0, std::move(picture));
  }
}

void Clip::empty() {
  pictures_.clear();
  properties.put(kOfxImageClipPropConnected, {1});
}

bool Clip::connected() const { return properties.integer(kOfxImageClipPropConnected) == 1; }

const Picture* Clip::at(double time) const {
  const auto after = pictures_.upper_bound(time);
  if (after == pictures_.begin()) return pictures_.empty() ? nullptr : &pictures_.begin()->second;
  return &std::prev(after)->second;
}

double Clip::pixel_aspect() const { return properties.real(kOfxImagePropPixelAspectRatio, 0, 1); }

OfxRectD Clip::region_of_definition(double time) const {
  const Picture* picture = at(time);
  if (!picture) return {0, 0, 0, 0};
  const OfxRectI& b = picture->frame->bounds;
  const double sx = picture->pixel_aspect / picture->scale.x, sy = 1 / picture->scale.y;
  return {b.x1 * sx, b.y1 * sy, b.x2 * sx, b.y2 * sy};
}

Image::Image(Clip& owner, const Picture& picture, const Profile& profile)
    : clip(owner), frame(picture.frame), properties("image of " + owner.name) {
  define_properties(properties, Object::image, profile);
  properties.put(kOfxImageEffectPropPixelDepth, {std::string(depth_constant(frame->format.depth))});
  properties.put(kOfxImageEffectPropComponents, {std::string(components_constant(frame->format.components))});
  properties.put(kOfxImageEffectPropPreMultiplication, {std::string(picture.premultiplication)});
  const double told = profile.half_of_image_scale ? 0.5 : 1;
  properties.put(kOfxImageEffectPropRenderScale, {picture.scale.x * told, picture.scale.y * told});
  properties.put(kOfxImagePropPixelAspectRatio, {picture.pixel_aspect});
  properties.put(kOfxImagePropData, {frame->data()});
  properties.put(kOfxImagePropBounds, ints(frame->bounds));
  properties.put(kOfxImagePropRegionOfDefinition, ints(frame->bounds));
  properties.put(kOfxImagePropRowBytes, {frame->row_bytes()});
  properties.put(kOfxImagePropField, {std::string(picture.field)});
  properties.put(kOfxImagePropUniqueIdentifier, {picture.identifier});
}

}  // namespace ofxhost
