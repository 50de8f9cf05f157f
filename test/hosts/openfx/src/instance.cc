// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/instance.h"

#include <algorithm>
#include <stdexcept>

#include "ofxhost/action_rules.h"
#include "ofxhost/journal.h"
#include "steps.h"

namespace ofxhost {
namespace {

// Plugins that say they are unsafe render one frame at a time in the whole process.
std::mutex one_at_a_time;

bool is_unsafe(const Plugin& plugin) {
  return plugin.descriptor && plugin.descriptor->properties.text(kOfxImageEffectPluginRenderThreadSafety) ==
                                  kOfxImageEffectRenderUnsafe;
}

std::string pick_context(const Host& host, const Plugin& plugin, const std::string& wanted) {
  if (!plugin.descriptor) throw std::runtime_error(plugin.identifier + " was not described");
  for (const std::string& context : host.profile.contexts) {
    if (!wanted.empty() && context != wanted) continue;
    for (const Value& value : plugin.descriptor->properties.values(kOfxImageEffectPropSupportedContexts)) {
      if (std::get<std::string>(value) == context) return context;
    }
  }
  throw std::runtime_error(plugin.identifier + " has no context of " + host.profile.name);
}

Clip& clip_of(Effect& effect, const std::string& name) {
  if (Clip* clip = effect.find_clip(name)) return *clip;
  throw std::runtime_error(effect.plugin.identifier + " has no clip " + name);
}

Param& param_of(Effect& effect, const std::string& name) {
  if (Param* param = effect.params.find(name)) return *param;
  throw std::runtime_error(effect.plugin.identifier + " has no param " + name);
}

bool same_rect(const OfxRectI& a, const OfxRectI& b) {
  return a.x1 == b.x1 && a.y1 == b.y1 && a.x2 == b.x2 && a.y2 == b.y2;
}

void verify_output(const FrameResult& result, const OfxRectI& window) {
  if (!result.output) return;
  if (const std::string where = result.output->damage(&window); !where.empty()) misuse("wrote-outside-window", where);
  if (result.status != kOfxStatOK || result.abort_to_return_ms > 0) return;
  if (const std::string where = result.output->unwritten(window); !where.empty()) misuse("left-unwritten", where);
}

void verify_source(const Frame& frame, uint64_t before) {
  if (frame.checksum() != before) misuse("wrote-to-source", "pixels");
  if (const std::string where = frame.damage(nullptr); !where.empty()) misuse("wrote-to-source", where);
}

}  // namespace

Instance::Instance(Host& h, Plugin& p, const std::string& wanted)
    : host(h), plugin(p), context(pick_context(h, p, wanted)) {
  if (!host.profile.instance_per_frame) open();
}

Instance::~Instance() {
  if (effect_) close();
}

void Instance::open() {
  opening.clear();
  for (const Step step : host.profile.on_open) {
    if (step != Step::create) {
      const bool well = run_plugin_step(host, plugin, step, opening);
      if (!well) throw std::runtime_error(plugin.identifier + " cannot be loaded or described");
      if (effect_) run_instance_step(*effect_, step, host.time, opening);
      if (effect_ && step == Step::region_of_definition_half) {
        FrameResult probe;
        run_frame_step(*effect_, step, FrameRequest{}, OfxRectI{0, 0, 1, 1}, probe);
      }
      continue;
    }
    if (host.profile.one_handle) {
      effect_ = plugin.descriptor.get();
      effect_->become_instance();
    } else {
      own_ = std::make_unique<Effect>(host, *plugin.contexts.at(context));
      effect_ = own_.get();
    }
    const OfxStatus status =
        call_timed(host, plugin, kOfxActionCreateInstance, effect_, nullptr, nullptr, opening);
    if (status != kOfxStatOK) {
      effect_ = nullptr;
      own_.reset();
      throw std::runtime_error(std::string("CreateInstance returned ") + status_name(status));
    }
    const std::lock_guard lock(scene_guard_);
    for (const auto& [key, change] : scene_) change(*effect_);
  }
}

void Instance::close() {
  std::vector<ActionResult> results;
  for (const Step step : host.profile.on_close) {
    if (step == Step::destroy) {
      call_timed(host, plugin, kOfxActionDestroyInstance, effect_, nullptr, nullptr, results);
      effect_ = nullptr;
      own_.reset();
    } else if (effect_) {
      run_instance_step(*effect_, step, host.time, results);
    } else {
      run_plugin_step(host, plugin, step, results);
    }
  }
}

void Instance::apply(const std::string& key, std::function<void(Effect&)> change) {
  if (effect_) change(*effect_);
  const std::lock_guard lock(scene_guard_);
  scene_[key] = std::move(change);
  preferences_stale_ = true;
}

void Instance::show(const std::string& clip, double from, const Picture& picture) {
  apply("clip " + clip + " " + std::to_string(from),
        [=](Effect& effect) { clip_of(effect, clip).show(from, picture); });
}

void Instance::disconnect(const std::string& clip) {
  apply("clip " + clip, [=](Effect& effect) { clip_of(effect, clip).disconnect(effect.host.profile); });
}

void Instance::empty(const std::string& clip) {
  apply("clip " + clip, [=](Effect& effect) { clip_of(effect, clip).empty(); });
}

void Instance::set(const std::string& name, const Param::Values& values, std::optional<double> time) {
  const bool told = effect_ != nullptr;
  apply("param " + name + (time ? std::to_string(*time) : ""), [=](Effect& effect) {
    if (time) param_of(effect, name).set_key(*time, values);
    else param_of(effect, name).set(values);
  });
  if (told) notify_changed(*effect_, kOfxTypeParameter, name, kOfxChangeUserEdited, time.value_or(host.time));
}

void Instance::press(const std::string& button) {
  if (!effect_) throw std::runtime_error("this host has no buttons");
  param_of(*effect_, button);
  notify_changed(*effect_, kOfxTypeParameter, button, kOfxChangeUserEdited, host.time);
}

void Instance::abort() {
  if (effect_) effect_->abort.abort_now();
}

void Instance::refresh_preferences(FrameResult& result) {
  const bool asks = std::ranges::find(host.profile.on_open, Step::clip_preferences) != host.profile.on_open.end();
  if (preferences_stale_ && asks) run_instance_step(*effect_, Step::clip_preferences, host.time, result.actions);
  preferences_stale_ = false;
}

void Instance::prepare_output(const FrameRequest& request, const OfxRectI& bounds, FrameResult& result) {
  const OutputPreferences wanted = output_preferences(*effect_, request.time);
  const Format format = request.format.value_or(wanted.format);
  const Layout layout = request.layout.value_or(host.profile.layout);
  Clip& clip = clip_of(*effect_, kOfxImageEffectOutputClipName);
  clip.empty();
  // Hosts use their buffers again; a fresh one costs as much as a copy.
  const bool same = output_ && output_.use_count() == 1 && output_->format == format && output_->layout == layout &&
                    same_rect(output_->bounds, bounds);
  if (!same) output_ = std::make_shared<Frame>(format, bounds, layout);
  if (request.verify) output_->fill_with_canary();
  const Clip* source = effect_->find_clip(kOfxImageEffectSimpleSourceClipName);
  Picture target{output_, "", request.field, request.scale, source ? source->pixel_aspect() : 1, "output"};
  for (const char* alpha : {kOfxImageOpaque, kOfxImagePreMultiplied, kOfxImageUnPreMultiplied}) {
    if (wanted.premultiplication == alpha) target.premultiplication = alpha;
  }
  clip.show(request.time, target);
  result.premultiplication = wanted.premultiplication;
  result.output = output_;
}

FrameResult Instance::frame(const FrameRequest& request) {
  const std::lock_guard one(one_frame_);
  std::unique_lock<std::mutex> alone(one_at_a_time, std::defer_lock);
  if (is_unsafe(plugin)) alone.lock();
  if (host.profile.instance_per_frame) open();
  FrameResult result;
  refresh_preferences(result);
  const Clip* source = effect_->find_clip(kOfxImageEffectSimpleSourceClipName);
  const Picture* picture = source ? source->at(request.time) : nullptr;
  const std::shared_ptr<Frame> input = picture ? picture->frame : nullptr;
  const OfxRectI bounds = request.bounds.value_or(input ? input->bounds : OfxRectI{0, 0, 16, 16});
  const OfxRectI window = request.window.value_or(bounds);
  const uint64_t before = input && request.verify ? input->checksum() : 0;
  for (const Step step : host.profile.on_frame) {
    if (step == Step::render) prepare_output(request, bounds, result);
    if (!run_frame_step(*effect_, step, request, window, result)) break;
  }
  if (request.verify) {
    verify_output(result, window);
    if (input) verify_source(*input, before);
  }
  result.message = effect_->persistent_message();
  if (host.profile.instance_per_frame) close();
  return result;
}

}  // namespace ofxhost
