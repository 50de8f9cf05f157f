// SPDX-License-Identifier: Apache-2.0
// Params of an effect and what they hold: one value, or keys over time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ofxhost/profile.h"
#include "ofxhost/property_set.h"
#include "ofxhost/standard.h"

namespace ofxhost {

class Effect;

class Param final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::param;
  using Values = std::vector<Value>;

  // A param as the plugin defines it.
  Param(Effect& effect, std::string name, std::string type, const Profile& profile);
  // An instance's, with the default of its descriptor as value.
  Param(Effect& effect, const Param& descriptor);

  Effect& effect;
  const std::string name, type;
  const StandardParam standard;
  PropertySet properties;

  OfxParamHandle handle() const { return static_cast<OfxParamHandle>(raw_handle()); }

  // Numbers between two keys lie on the line between them; other values hold until the next key.
  Values value_at(double time) const;
  void set(Values values);
  // Adds or changes a key; properties tell that the param animates.
  void set_key(double time, Values values);
  std::vector<double> key_times() const;
  bool delete_key(double time);
  void delete_all_keys();
  // Takes the default of the properties, as they are now.
  void reset();
  // Puts another param's value and keys here, later by `offset`. Both must hold the same type.
  void copy(const Param& from, double offset);

 private:
  void tell_animation();

  mutable std::mutex guard_;
  Values value_;
  std::map<double, Values> keys_;
};

class ParamSet final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::param_set;

  explicit ParamSet(Effect& owner);

  Effect& effect;
  PropertySet properties;
  std::vector<std::unique_ptr<Param>> params;  // in the order of definition

  OfxParamSetHandle handle() const { return static_cast<OfxParamSetHandle>(raw_handle()); }
  Param* find(const std::string& name) const;
};

}  // namespace ofxhost
