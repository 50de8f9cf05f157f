// SPDX-License-Identifier: Apache-2.0
// A host as its profile says: what plugins see of it, and the calls that it makes into them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ofxhost/effect.h"
#include "ofxhost/library.h"
#include "ofxhost/profile.h"

namespace ofxhost {

struct Plugin {
  OfxPlugin* raw;
  std::string identifier;
  std::string bundle;                   // the folder X.ofx.bundle
  std::unique_ptr<Effect> descriptor;   // after Describe
  std::map<std::string, std::unique_ptr<Effect>> contexts;  // after DescribeInContext
  bool loaded = false;
};

// What a person in front of the host does while the plugin shows progress, and what was shown.
struct ProgressDialog {
  std::atomic<int> cancel_after = -1;  // updates; negative: never
  std::atomic<int> started = 0, updates = 0, ended = 0;
};

class Host {
 public:
  explicit Host(Profile profile);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const Profile profile;
  PropertySet properties;
  ProgressDialog progress;
  std::atomic<double> time = 0;     // of the timeline
  std::atomic<int> redraws = 0;     // that overlays asked for

  OfxHost* ofx() { return &ofx_; }

  // Opens a binary and lists its plugins, without calling any action. Throws std::runtime_error.
  void open(const std::string& binary);
  std::vector<std::unique_ptr<Plugin>>& plugins() { return plugins_; }
  Plugin* find_plugin(const std::string& identifier);
  // Lets go of all binaries. Every plugin must have been unloaded.
  void close();

  // Calls an action of the plugin and holds it to the rules: status, images, edits, exceptions.
  OfxStatus call(const Plugin& plugin, const char* action, Effect* effect, PropertySet* in, PropertySet* out);
  // The same for another entry, such as an overlay's. `of`: the effect that the call belongs to, if any.
  OfxStatus call_entry(OfxPluginEntryPoint* entry, const char* action, const void* handle, Effect* of, PropertySet* in,
                       PropertySet* out);

  const void* fetch_suite(const char* name, int version);

 private:
  OfxHost ofx_{};
  struct Suite {
    std::string name;
    int version;
    std::vector<void*> slots;
  };
  std::vector<Suite> suites_;
  std::vector<std::unique_ptr<Plugin>> plugins_;
  std::vector<std::unique_ptr<Library>> libraries_;  // unloaded after the plugins that lie in them
};

// Tells the plugin that something changed: BeginInstanceChanged, InstanceChanged, EndInstanceChanged.
void notify_changed(Effect& effect, const char* type, const std::string& name, const char* reason, double time);

}  // namespace ofxhost
