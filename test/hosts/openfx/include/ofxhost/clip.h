// SPDX-License-Identifier: Apache-2.0
// Clips of an effect, the pictures that they give, and the images that a plugin holds of them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "ofxhost/frame.h"
#include "ofxhost/profile.h"
#include "ofxhost/property_set.h"

namespace ofxhost {

class Effect;

// What a clip gives at one time.
struct Picture {
  std::shared_ptr<Frame> frame;
  const char* premultiplication = kOfxImageUnPreMultiplied;
  const char* field = kOfxImageFieldNone;
  OfxPointD scale{1, 1};
  double pixel_aspect = 1;
  std::string identifier;  // the same as long as the pixels are
};

class Clip final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::clip;

  Clip(Effect& effect, std::string name, const Profile& profile);
  Clip(Effect& effect, const Clip& descriptor, const Profile& profile);

  // Gives a descriptor's clip the properties of an instance.
  void become_instance(const Profile& profile);

  Effect& effect;
  const std::string name;
  PropertySet descriptor_properties;
  PropertySet properties;  // an instance's

  OfxImageClipHandle handle() const { return static_cast<OfxImageClipHandle>(raw_handle()); }
  bool optional() const { return descriptor_properties.integer(kOfxImageClipPropOptional) == 1; }
  bool is_output() const { return name == kOfxImageEffectOutputClipName; }

  // Connects the clip: the picture of that time and of all later ones up to the next that is given.
  void show(double from, Picture picture);
  // Nobody is connected: what fetching then does is the profile's way.
  void disconnect(const Profile& profile);
  // Connected, but there is no picture at any time.
  void empty();

  bool connected() const;
  // The picture of that time, null when there is none.
  const Picture* at(double time) const;
  OfxRectD region_of_definition(double time) const;  // canonical
  double pixel_aspect() const;

 private:
  void tell(const Picture& picture);

  std::map<double, Picture> pictures_;
};

// An image that the plugin fetched and has not released.
class Image {
 public:
  Image(Clip& clip, const Picture& picture, const Profile& profile);
  Clip& clip;
  const std::shared_ptr<Frame> frame;
  PropertySet properties;
};

}  // namespace ofxhost
