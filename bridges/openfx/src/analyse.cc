// SPDX-License-Identifier: Apache-2.0
#include "analyse.h"

#include <algorithm>
#include <cmath>

#include "describe.h"
#include "host.h"
#include "messages.h"
#include "request.h"

namespace sfumato::ofx {
namespace {

// The host's progress dialog, where it has one. Cancelled when the person says so.
class Progress : public engine::Waiter {
 public:
  Progress(OfxImageEffectHandle effect, const char* label) : effect_(effect) {
    if (const auto* suite = host().progress_with_id) shown_ = suite->progressStart(effect, label, "analyse") == kOfxStatOK;
    else if (const auto* plain = host().progress) shown_ = plain->progressStart(effect, label) == kOfxStatOK;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() override {
    if (!shown_) return;
    if (const auto* suite = host().progress_with_id) suite->progressEnd(effect_);
    else host().progress->progressEnd(effect_);
  }

  void at(double fraction) { fraction_ = fraction; }

  bool aborted() override {
    if (cancelled_ || !shown_) return cancelled_;
    const auto update = host().progress_with_id ? host().progress_with_id->progressUpdate : host().progress->progressUpdate;
    cancelled_ = update(effect_, fraction_) == kOfxStatReplyNo;
    return cancelled_;
  }

 private:
  OfxImageEffectHandle effect_;
  bool shown_ = false, cancelled_ = false;
  double fraction_ = 0;
};

struct FrameRange {
  double first, last;
};

// What the controls say, within what the clip has; the frame at hand where the host gives no others.
FrameRange range_of(const Instance& instance, double time) {
  if (!needs_other_frames(instance.effect)) return {time, time};
  OfxPropertySetHandle set = nullptr;
  if (host().effect->clipGetPropertySet(instance.clips[0], &set) != kOfxStatOK) return {time, time};
  const Properties clip(set);
  const double first = clip.real(kOfxImageEffectPropFrameRange, time, 0);
  const double last = clip.real(kOfxImageEffectPropFrameRange, time, 1);
  const double from = instance.number(Role::analyse_from, time), to = instance.number(Role::analyse_to, time);
  if (from == 0 && to == 0) return {first, last};
  return {std::clamp(from, first, last), std::clamp(to, first, last)};
}

// Why a frame could not be looked at; empty when it was, or when the person cancelled.
std::string analyse_frame(const Instance& instance, const Marks& marks, double time, Progress& progress) {
  const auto source = Picture::fetch(instance.clips[0], time);
  if (!source || source->view().channels < 3) return "The host gave no picture for frame " + std::to_string(std::lround(time)) + ".";
  const double scale = source->properties().real(kOfxImageEffectPropRenderScale, 1);
  auto made = frame_request(instance, marks, *source, time, scale, instance.view(time));
  if (!made) return "There is not enough memory.";
  made->request.outputs.clear();
  const engine::Result result = engine::Engine::shared().run(made->request, &progress);
  if (result.status == engine::Status::done || result.status == engine::Status::aborted) return "";
  return result.message.text().empty() ? engine::status_name(result.status) : result.message.text();
}

}  // namespace

void analyse_range(Instance& instance, double time) {
  const auto marks = instance.marks(time);
  if (!marks) return show_dialog(instance, true, "The points and lights of this effect cannot be read.");
  const FrameRange range = range_of(instance, time);
  const double frames = std::floor(range.last - range.first) + 1;
  std::string problem;
  double done = 0;
  {
    Progress progress(instance.handle, "Analyse range");
    for (; done < frames && problem.empty(); ++done) {
      progress.at(done / frames);
      if (progress.aborted()) break;
      problem = analyse_frame(instance, *marks, range.first + done, progress);
    }
  }
  if (!problem.empty()) return show_dialog(instance, true, problem);
  show_note("Analysed " + std::to_string(std::lround(done)) + " of " + std::to_string(std::lround(frames)) + " frames.");
  refresh_status(instance);
}

}  // namespace sfumato::ofx
