// SPDX-License-Identifier: Apache-2.0
// A host as data: what it offers, what it lacks, and in which order it calls a plugin. Sources of each fact are in the
// profile's own file; what hosts have in common is the default here.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "ofxhost/frame.h"
#include "ofxhost/property_set.h"

namespace ofxhost {

struct SuiteOffer {
  const char* name;
  int version;
  // Slots (0, 1, …) whose function pointer is NULL; {-1}: all of them.
  std::vector<int> null_slots = {};
};

// What an object of a host is, for the properties that it has.
enum class Object {
  host,
  effect_descriptor,
  effect_instance,
  clip_descriptor,
  clip_instance,
  param_descriptor,
  param_instance,
  image,
  render_arguments,
};

// One call into the plugin, or one round of calls.
enum class Step {
  load,
  unload,
  describe,
  describe_in_context,
  create,
  destroy,
  clip_preferences,
  region_of_definition,
  region_of_definition_half,  // at half scale, as Natron finds out what a plugin stands
  regions_of_interest,
  frames_needed,
  is_identity,
  begin,
  render,
  end,
  begin_edit,
  end_edit,
  clips_changed,      // InstanceChanged for every clip
  alpha_changed,      // InstanceChanged for a name that no plugin knows, as Resolve sends
  time_changed,       // InstanceChanged with the reason Time
  sync_private_data,
  purge_caches,
};

// How an optional clip comes that nobody connected.
enum class Unconnected {
  honest,                // Connected 0, fetching fails
  claimed_null,          // Connected 1, fetching gives OK with a NULL image (Resolve)
  claimed_failed,        // Connected 1, fetching fails
  claimed_black,         // Connected 1, a black picture (Resolve)
  disconnected_but_ok,   // Connected 0, fetching gives OK with a black picture (MLT)
};

struct Profile {
  std::string name = {};        // for scenarios
  std::string host_name = {};   // kOfxPropName
  std::string host_label = {};
  std::array<int, 3> version = {};
  std::array<int, 2> api = {};  // {0, 0}: the property is absent

  std::vector<SuiteOffer> suites = {};
  std::vector<std::string> contexts = {};  // the first that the plugin has too is used
  std::vector<std::string> depths = {};
  std::vector<std::string> components = {};

  bool tiles = false, multi_resolution = false, temporal = false, overlays = false;
  bool multiple_depths = false, multiple_pars = false;
  bool boolean_animation = false, choice_animation = false, string_animation = false, custom_animation = false;
  bool background = false;
  int most_params = -1, most_pages = 0;

  struct Absent {
    Object object;
    const char* property;
  };
  std::vector<Absent> absent = {};
  struct Extra {
    Object object;
    const char* property;
    Value value;
  };
  std::vector<Extra> extra = {};

  std::vector<const char*> refused_params = {};   // paramDefine fails
  std::vector<const char*> crashing_params = {};  // defining one is misuse: the real host falls over

  Layout layout = {};                             // how rows lie in memory unless the scenario says otherwise
  const char* premultiplication = kOfxImageUnPreMultiplied;
  Unconnected unconnected = Unconnected::honest;
  bool unknown_clip_is_ok = false;        // clipGetHandle gives OK and NULL for an unknown name
  bool ignores_image_time = false;        // clipGetImage gives the current frame whatever is asked for
  bool never_aborts = false;
  bool one_handle = false;                // descriptor and instance are the same object
  bool host_set_describes_context = false;  // DescribeInContext gets the host's properties
  bool instance_per_frame = false;        // every frame loads, describes and makes an instance of its own
  bool half_of_image_scale = false;       // images tell half the true render scale (Fusion while scrubbing)
  bool renders_on_main_thread = false;
  bool clip_properties_by_index_only = false;
  bool echoes_plugin_edits = true;        // paramSetValue calls InstanceChanged at once, within the caller
  bool sets_params_in_render = false;     // it does as asked; else the call fails. Misuse either way.

  std::vector<Step> on_scan = {Step::load, Step::describe, Step::describe_in_context};
  std::vector<Step> on_open = {Step::create, Step::clip_preferences};
  std::vector<Step> on_frame = {Step::regions_of_interest, Step::is_identity, Step::begin, Step::render, Step::end};
  std::vector<Step> on_close = {Step::destroy};
  std::vector<Step> on_quit = {Step::unload};

};

// All profiles, by name.
const std::vector<Profile>& profiles();
const Profile* find_profile(const std::string& name);

}  // namespace ofxhost
