// SPDX-License-Identifier: Apache-2.0
#include "profiles.h"

#include <algorithm>

namespace ofxhost {

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all{resolve_12(), resolve_14(), resolve_16(), resolve_21(), natron(), nuke(),
                                        vegas(),      fusion(),     mlt(),        bare(),       null_slots()};
  return all;
}

const Profile* find_profile(const std::string& name) {
  const auto found = std::ranges::find(profiles(), name, &Profile::name);
  return found == profiles().end() ? nullptr : &*found;
}

}  // namespace ofxhost
