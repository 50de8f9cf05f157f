// SPDX-License-Identifier: Apache-2.0
// What the standard, or a host that extends it, names: anything else that a plugin says is a mistyped constant.
#pragma once

#include <optional>
#include <string_view>

#include "ofxhost/property_set.h"

namespace ofxhost {

struct StandardProperty {
  ValueType type;
  int dimension;
  bool boolean;
  bool by_param;  // the type is that of the param which it belongs to
};

// Per-clip names (OfxImageClipPropRoI_Source …) are known by their beginnings.
std::optional<StandardProperty> standard_property(std::string_view name);

bool is_standard_suite(std::string_view name);

// How many values of which type a param of that type holds.
struct StandardParam {
  ValueType type;
  int dimension;  // 0: no value, such as a group
  bool known;
};
StandardParam standard_param(std::string_view type);

}  // namespace ofxhost
