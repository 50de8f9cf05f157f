// SPDX-License-Identifier: Apache-2.0
// One instance of an effect in the host's project: handles, fetched once, and nothing that a picture depends on. Hosts
// make several for one clip and a new one whenever they like.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "effect.h"
#include "marks.h"
#include "ofx/ofx.h"
#include "properties.h"

namespace sfumato::ofx {

using Numbers = std::array<double, 3>;

class Instance {
 public:
  // Fetches handles only: no param is set, nothing is started. Null when the host does not give the effect's own.
  static std::unique_ptr<Instance> make(const Effect& effect, OfxImageEffectHandle handle);

  const Effect& effect;
  const OfxImageEffectHandle handle;
  Properties properties;
  OfxParamSetHandle params = nullptr;
  OfxImageClipHandle output = nullptr;
  std::vector<OfxImageClipHandle> clips;  // as effect.clips; null where the host has none

  // The value of a control at a time; its default where the host has no such param.
  Numbers numbers(size_t control, double time) const;
  std::string text(size_t control, double time) const;
  // Of the first control with that role.
  double number(Role role, double time, double fallback = 0, std::string_view subject = {}) const;

  bool holds(const Condition& condition, double time) const;
  const View& view(double time) const;
  // Nothing where the text cannot be read. An effect without marks has none, which is no error.
  std::optional<Marks> marks(double time) const;

  // For main-thread actions only; values are set for all times. They cause the host to call back.
  void set_numbers(size_t control, const Numbers& numbers) const;
  void set_text(size_t control, const std::string& text) const;
  // A property of a param, such as whether it is enabled.
  Properties param_properties(size_t control) const;

  // Whether a clip gives pictures, by the host's word (Resolve says so of every clip).
  bool connected(size_t clip) const;

  // The step to undo of a handle that is being moved, held here so that it ends no later than the instance.
  std::shared_ptr<void> drag;

  // Set while the plugin itself changes params: the host's calls about those need no answer.
  bool editing = false;

  // What a persistent message says just now; empty for none. Guarded by `message_mutex`.
  std::mutex message_mutex;
  std::string message;

 private:
  Instance(const Effect& of, OfxImageEffectHandle by) : effect(of), handle(by) {}
  std::vector<OfxParamHandle> handles_;
};

// The instance behind a host's handle; null before its creation.
Instance* instance_of(OfxImageEffectHandle handle);

}  // namespace sfumato::ofx
