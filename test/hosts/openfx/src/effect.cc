// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/effect.h"

#include <algorithm>

#include "ofxhost/host.h"
#include "ofxhost/journal.h"
#include "ofxhost/objects.h"
#include "ofxhost/scope.h"

namespace ofxhost {
namespace {

double ms_of(AbortWatch::Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

void AbortWatch::arm(int after_polls, double after_ms) {
  const std::lock_guard lock(guard_);
  started_ = last_ = Clock::now();
  longest_ = {};
  polls_ = 0;
  after_polls_ = after_polls;
  after_ms_ = after_ms;
  if (aborted_) wanted_ = started_;
}

void AbortWatch::disarm() {
  const std::lock_guard lock(guard_);
  aborted_ = false;
}

void AbortWatch::abort_now() {
  const std::lock_guard lock(guard_);
  if (!aborted_) wanted_ = Clock::now();
  aborted_ = true;
}

bool AbortWatch::poll() {
  const std::lock_guard lock(guard_);
  const auto now = Clock::now();
  longest_ = std::max(longest_, now - last_);
  last_ = now;
  ++polls_;
  const bool late = after_ms_ >= 0 && ms_of(now - started_) >= after_ms_;
  if (!aborted_ && (late || (after_polls_ >= 0 && polls_ > after_polls_))) {
    aborted_ = true;
    wanted_ = late ? started_ + std::chrono::duration_cast<Clock::duration>(
                                    std::chrono::duration<double, std::milli>(after_ms_))
                   : now;
  }
  return aborted_;
}

double AbortWatch::longest_gap_ms() const {
  const std::lock_guard lock(guard_);
  return ms_of(std::max(longest_, Clock::now() - last_));
}

double AbortWatch::since_abort_ms() const {
  const std::lock_guard lock(guard_);
  return aborted_ ? ms_of(Clock::now() - wanted_) : 0;
}

Effect::Effect(Host& owner, const Plugin& of, const Effect* from, std::string in_context)
    : Handled(handle_kind),
      host(owner),
      plugin(of),
      context(std::move(in_context)),
      is_instance(false),
      properties("effect " + of.identifier),
      params(*this) {
  define_properties(properties, Object::effect_descriptor, host.profile);
  properties.put(kOfxPluginPropFilePath, {of.bundle});
  if (!from) return;
  for (const auto& [name, property] : from->properties.all()) properties.put(name, property.values);
}

Effect::Effect(Host& owner, const Effect& descriptor)
    : Handled(handle_kind),
      host(owner),
      plugin(descriptor.plugin),
      context(descriptor.context),
      is_instance(true),
      properties("instance of " + descriptor.plugin.identifier),
      params(*this) {
  define_properties(properties, Object::effect_instance, host.profile);
  properties.put(kOfxImageEffectPropContext, {context});
  properties.put(kOfxImageEffectPropPluginHandle, {static_cast<void*>(descriptor.handle())});
  for (const auto& param : descriptor.params.params) params.params.push_back(std::make_unique<Param>(*this, *param));
  for (const auto& clip : descriptor.clips) clips.push_back(std::make_unique<Clip>(*this, *clip, host.profile));
}

void Effect::become_instance() {
  define_properties(properties, Object::effect_instance, host.profile);
  properties.put(kOfxImageEffectPropContext, {context});
  for (const auto& param : params.params) param->reset();
  for (const auto& clip : clips) clip->become_instance(host.profile);
}

Clip* Effect::find_clip(const std::string& name) const {
  for (const auto& clip : clips) {
    if (clip->name == name) return clip.get();
  }
  return nullptr;
}

OfxPropertySetHandle Effect::lend_image(std::unique_ptr<Image> image) {
  const std::lock_guard lock(guard_);
  const OfxPropertySetHandle handle = image->properties.handle();
  const Scope* scope = current_scope();
  images_[handle] = {std::move(image), scope ? scope->home() : nullptr};
  ++images_lent_;
  return handle;
}

bool Effect::release_image(OfxPropertySetHandle image) {
  const std::lock_guard lock(guard_);
  return images_.erase(image) > 0;
}

void Effect::take_back_images(const Scope* scope) {
  const std::lock_guard lock(guard_);
  std::erase_if(images_, [scope](const auto& held) {
    if (held.second.scope != scope) return false;
    misuse("image-leaked", held.second.image->properties.owner());
    return true;
  });
}

void Effect::set_persistent_message(const std::string& text) {
  const std::lock_guard lock(guard_);
  persistent_message_ = text;
}

std::string Effect::persistent_message() const {
  const std::lock_guard lock(guard_);
  return persistent_message_;
}

}  // namespace ofxhost
