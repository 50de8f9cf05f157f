// SPDX-License-Identifier: Apache-2.0
// One function a host; the facts are those of the project's OpenFX reference (dumps of hosts, their sources and
// reports), none of them checked in a commercial host.
#pragma once

#include "ofxhost/profile.h"

namespace ofxhost {

// The suites that every host has.
inline const std::vector<SuiteOffer>& mandatory_suites() {
  static const std::vector<SuiteOffer> suites{
      {kOfxPropertySuite, 1}, {kOfxParameterSuite, 1}, {kOfxImageEffectSuite, 1}};
  return suites;
}

inline std::vector<SuiteOffer> suites_with(const std::vector<SuiteOffer>& more) {
  std::vector<SuiteOffer> suites = mandatory_suites();
  suites.insert(suites.end(), more.begin(), more.end());
  return suites;
}

Profile resolve_12();
Profile resolve_14();
Profile resolve_16();
Profile resolve_21();
Profile natron();
Profile nuke();
Profile vegas();
Profile fusion();
Profile mlt();
Profile bare();
Profile null_slots();

}  // namespace ofxhost
