// SPDX-License-Identifier: Apache-2.0
// An instance as a person uses it: opened, given clips and values, asked for frames, closed; every call in the
// profile's order.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ofxhost/host.h"

namespace ofxhost {

struct FrameRequest {
  double time = 0;
  OfxPointD scale{1, 1};
  std::optional<OfxRectI> window;  // pixels; without it the whole output
  std::optional<OfxRectI> bounds;  // of the output's memory; without it those of the source
  std::optional<Layout> layout;    // of the output; without it the profile's
  std::optional<Format> format;    // of the output; without it what the clip preferences say
  const char* field = kOfxImageFieldNone;
  bool draft = false, interactive = false, thumbnail = false;
  int abort_after_polls = -1;      // -1: never
  double abort_after_ms = -1;
  bool verify = true;              // guards, window and source are looked at; off for timings
};

struct ActionResult {
  const char* action;
  OfxStatus status;
  double ms;
};

struct FrameResult {
  std::vector<ActionResult> actions;
  OfxStatus status = kOfxStatOK;  // of Render; OK for an identity
  std::string identity;           // the clip to use instead: "" when it was rendered
  double identity_time = 0;
  double render_ms = 0;
  int polls = 0;
  double longest_poll_gap_ms = 0;
  double abort_to_return_ms = 0;  // 0 when it was not aborted
  OfxRectD region_of_definition{};
  std::map<std::string, OfxRectD> regions_of_interest;
  std::string message;            // the persistent one after the frame
  std::shared_ptr<Frame> output;  // null for an identity
  std::string premultiplication;  // of the output, as the clip preferences say
};

// Load, Describe and DescribeInContext in the order of the profile's scan. Each result in turn; the plugin is refused
// (false) when one is not what hosts insist on.
bool scan(Host& host, Plugin& plugin, std::vector<ActionResult>& results);
// What the profile does at its end.
void quit(Host& host, Plugin& plugin);

class Instance {
 public:
  // Opens at once, unless the profile makes an instance for each frame. Throws std::runtime_error when the plugin has
  // no context of the host's, or CreateInstance fails.
  Instance(Host& host, Plugin& plugin, const std::string& wanted_context);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Host& host;
  Plugin& plugin;
  const std::string context;

  // The effect, for hosts that keep it from frame to frame; null otherwise.
  Effect* effect() const { return effect_; }
  std::vector<ActionResult> opening;  // what opening it did

  void show(const std::string& clip, double from, const Picture& picture);
  void disconnect(const std::string& clip);
  void empty(const std::string& clip);
  // As a person's edit; with a time it is a key.
  void set(const std::string& param, const Param::Values& values, std::optional<double> time);
  void press(const std::string& button);

  FrameResult frame(const FrameRequest& request);
  // From any thread: the frame that is rendered now is not wanted any more.
  void abort();

 private:
  void open();
  void close();
  void refresh_preferences(FrameResult& result);
  void prepare_output(const FrameRequest& request, const OfxRectI& bounds, FrameResult& result);
  void apply(const std::string& key, std::function<void(Effect&)> change);

  std::unique_ptr<Effect> own_;
  Effect* effect_ = nullptr;
  std::mutex one_frame_;   // an instance-safe plugin renders one frame of an instance at a time
  std::mutex scene_guard_;
  std::map<std::string, std::function<void(Effect&)>> scene_;  // to be told to every instance that is made
  std::atomic<bool> preferences_stale_ = false;                // clips or params changed since they were asked
  std::shared_ptr<Frame> output_;
};

}  // namespace ofxhost
