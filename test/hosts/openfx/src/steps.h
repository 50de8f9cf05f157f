// SPDX-License-Identifier: Apache-2.0
// The single steps of a profile's orders, with the arguments that the standard gives each action.
#pragma once

#include "ofxhost/instance.h"

namespace ofxhost {

// Calls an action and notes its status and time.
OfxStatus call_timed(Host& host, const Plugin& plugin, const char* action, Effect* effect, PropertySet* in,
                     PropertySet* out, std::vector<ActionResult>& results);

// What clip preferences say of the output.
struct OutputPreferences {
  Format format;
  std::string premultiplication;
};

// Steps that concern a plugin, not an instance. False when the host would refuse the plugin.
bool run_plugin_step(Host& host, Plugin& plugin, Step step, std::vector<ActionResult>& results);
// Steps around frames that need no window: preferences, edits, changes, purging.
void run_instance_step(Effect& effect, Step step, double time, std::vector<ActionResult>& results);
// Steps of one frame. False when the rest is not needed, because the frame is an identity.
bool run_frame_step(Effect& effect, Step step, const FrameRequest& request, const OfxRectI& window,
                    FrameResult& result);
// What the output is, by GetClipPreferences where the profile asks for it, else as the source.
OutputPreferences output_preferences(const Effect& effect, double time);

}  // namespace ofxhost
