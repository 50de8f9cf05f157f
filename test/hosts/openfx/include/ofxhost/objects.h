// SPDX-License-Identifier: Apache-2.0
// Which properties the objects of a host have, by the standard, less what a profile lacks, plus what it adds.
#pragma once

#include <string>

#include "ofxhost/profile.h"
#include "ofxhost/property_set.h"

namespace ofxhost {

// Defines all properties of that object with their defaults.
void define_properties(PropertySet& properties, Object object, const Profile& profile);

// The properties of a param of that type, whose number-like ones take the type's.
void define_param_properties(PropertySet& properties, const std::string& type, const Profile& profile);

}  // namespace ofxhost
