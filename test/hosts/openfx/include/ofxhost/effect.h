// SPDX-License-Identifier: Apache-2.0
// An effect of a plugin: its descriptor, or an instance of it with clips, params and what its renders hold.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ofxhost/clip.h"
#include "ofxhost/param.h"

namespace ofxhost {

class Host;
struct Plugin;
struct Scope;

// When the host wants a render to stop, and how attentive the plugin was.
class AbortWatch {
 public:
  using Clock = std::chrono::steady_clock;

  // Before a render. A negative number: never.
  void arm(int after_polls, double after_ms);
  // After it.
  void disarm();
  // The render that goes on, or the one that is about to begin on another thread.
  void abort_now();
  // The plugin asks.
  bool poll();

  int polls() const { return polls_; }
  // The longest time, in ms, in which the plugin did not ask, from the start of the render to now.
  double longest_gap_ms() const;
  // How long ago the host wanted it to stop; 0 when it did not.
  double since_abort_ms() const;

 private:
  mutable std::mutex guard_;
  Clock::time_point started_, last_, wanted_;
  Clock::duration longest_{};
  int polls_ = 0, after_polls_ = -1;
  double after_ms_ = -1;
  bool aborted_ = false;
};

class Effect final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::effect;

  // A descriptor; of a context when `from`, the plugin's own descriptor, is given.
  Effect(Host& host, const Plugin& plugin, const Effect* from, std::string context);
  // An instance of a context's descriptor.
  Effect(Host& host, const Effect& descriptor);

  Host& host;
  const Plugin& plugin;
  const std::string context;
  const bool is_instance;
  PropertySet properties;
  ParamSet params;
  std::vector<std::unique_ptr<Clip>> clips;
  AbortWatch abort;
  std::atomic<int> edits_open = 0;    // paramEditBegin without paramEditEnd
  std::atomic<int> change_depth = 0;  // InstanceChanged within InstanceChanged

  OfxImageEffectHandle handle() const { return static_cast<OfxImageEffectHandle>(raw_handle()); }
  Clip* find_clip(const std::string& name) const;
  // Makes this descriptor an instance too, for hosts with one handle for both.
  void become_instance();

  // Images that the plugin holds. `release` is false, and misuse, for what is not held.
  OfxPropertySetHandle lend_image(std::unique_ptr<Image> image);
  bool release_image(OfxPropertySetHandle image);
  // After an action: what it fetched and still holds is misuse, and is taken back.
  void take_back_images(const Scope* scope);
  int images_lent() const { return images_lent_; }

  // What the plugin last said to the person: "" when it was cleared.
  void set_persistent_message(const std::string& text);
  std::string persistent_message() const;

 private:
  struct Held {
    std::unique_ptr<Image> image;
    const Scope* scope;  // the action that fetched it
  };

  mutable std::mutex guard_;
  std::map<OfxPropertySetHandle, Held> images_;
  std::atomic<int> images_lent_ = 0;
  std::string persistent_message_;
};

}  // namespace ofxhost
