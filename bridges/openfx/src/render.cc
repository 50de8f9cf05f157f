// SPDX-License-Identifier: Apache-2.0
#include "render.h"

#include <algorithm>

#include "host.h"
#include "messages.h"
#include "picture.h"
#include "pixels.h"
#include "request.h"

namespace sfumato::ofx {
namespace {

struct Arguments {
  double time;
  double scale;
  OfxRectI window;
  bool interactive;  // someone watches: better the picture as it was than none
  bool draft;        // fast before good
  bool thumbnail;
};

Arguments arguments_of(const Properties& given) {
  const auto flag = [&](const char* name) { return given.integer(name, 0) != 0; };
  const auto corner = [&](int i) { return given.integer(kOfxImageEffectPropRenderWindow, 0, i); };
  const bool draft = flag(kOfxImageEffectPropRenderQualityDraft);
  return {.time = given.real(kOfxPropTime, 0),
          .scale = given.real(kOfxImageEffectPropRenderScale, 1),
          .window = {corner(0), corner(1), corner(2), corner(3)},
          .interactive = draft || flag(kOfxImageEffectPropInteractiveRenderStatus),
          .draft = draft,
          .thumbnail = given.text(kOfxImageEffectPropThumbnailRender) == "true"};
}

// Resolve marks the clip of a filmstrip's picture.
bool is_thumbnail(const Instance& instance, const Arguments& arguments) {
  OfxPropertySetHandle clip = nullptr;
  if (arguments.thumbnail) return true;
  if (!instance.clips[0] || host().effect->clipGetPropertySet(instance.clips[0], &clip) != kOfxStatOK) return false;
  return Properties(clip).integer(kOfxImageClipPropThumbnail, 0) != 0;
}

class HostWaiter : public engine::Waiter {
 public:
  explicit HostWaiter(OfxImageEffectHandle effect) : effect_(effect) {}
  bool aborted() override { return host().effect->abort(effect_) != 0; }

 private:
  OfxImageEffectHandle effect_;
};

Destination target_of(const Picture& output, OfxRectI window) {
  const OfxRectI& bounds = output.bounds();
  window.x1 = std::clamp(window.x1, bounds.x1, bounds.x2);
  window.x2 = std::clamp(window.x2, window.x1, bounds.x2);
  window.y1 = std::clamp(window.y1, bounds.y1, bounds.y2);
  window.y2 = std::clamp(window.y2, window.y1, bounds.y2);
  return {output.view(), bounds, window, output.premultiplication() == Premultiplication::premultiplied};
}

void pass(const Picture& source, const Destination& target) {
  pixels_pass(source.view(), source.bounds(), source.premultiplication() == Premultiplication::premultiplied, target);
}

// One frame that has both pictures.
class Frame {
 public:
  Frame(Instance& instance, const Arguments& arguments, const Picture& source, const Destination& target)
      : instance_(instance), arguments_(arguments), source_(source), target_(target) {}

  OfxStatus make() {
    const auto marks = instance_.marks(arguments_.time);
    if (!marks) return fail("The points and lights of this effect cannot be read: their text is damaged.");
    if (marks->newer()) return fail("This project was made with a newer Sfumato. Update the plugin to open it.");
    const View& view = instance_.view(arguments_.time);
    auto made = frame_request(instance_, *marks, source_, arguments_.time, arguments_.scale, view);
    if (!made) return fail(out_of_memory, kOfxStatErrMemory);
    made->request.quality = arguments_.draft ? engine::Quality::draft : engine::Quality::full;
    HostWaiter waiter(instance_.handle);
    const engine::Result result = engine::Engine::shared().run(made->request, &waiter);
    if (result.status == engine::Status::aborted) return kOfxStatFailed;
    if (result.status != engine::Status::done) return fail(result);
    const engine::Output* output = result.output(view.output);
    if (!output) return fail(std::string("The engine made no ") + view.label + ".");
    show(*output, view);
    for (const std::string& note : result.notes) show_note(note);
    clear_problem(instance_);
    return kOfxStatOK;
  }

 private:
  static constexpr const char* out_of_memory = "There is not enough memory for this frame. Close other programs or work at a lower resolution.";

  void show(const engine::Output& output, const View& view) const {
    static constexpr DType dtypes[] = {DType::u8, DType::u16, DType::f16, DType::f32};
    const DType dtype = dtypes[static_cast<size_t>(output.format.sample)];
    const Range range = dtype == DType::f16 || dtype == DType::f32 ? Range::unit : Range::full;
    const ConstImage result{output.pixels,     output.format.width, output.format.height, output.format.channels,
                            output.row_stride, dtype,               range};
    pixels_show({.result = result,
                 .result_premultiplied = output.format.alpha == engine::Alpha::premultiplied,
                 .source = source_.view(),
                 .frame = source_.bounds(),
                 .source_premultiplied = source_.premultiplication() == Premultiplication::premultiplied,
                 .kind = view.kind,
                 .offset = view.offset,
                 .gain = view.gain},
                target_);
  }

  OfxStatus fail(const engine::Result& result) {
    std::string text = result.message.text();
    if (text.empty()) text = std::string("The frame was not made: ") + engine::status_name(result.status) + ".";
    const bool memory = result.status == engine::Status::out_of_memory;
    return fail(text, memory ? kOfxStatErrMemory : kOfxStatFailed);
  }

  OfxStatus fail(const std::string& text, OfxStatus status = kOfxStatFailed) {
    show_problem(instance_, text);
    if (!arguments_.interactive) return status;
    pass(source_, target_);
    return kOfxStatOK;
  }

  Instance& instance_;
  const Arguments& arguments_;
  const Picture& source_;
  const Destination& target_;
};

}  // namespace

OfxStatus render(Instance& instance, const Properties& given) {
  const Arguments arguments = arguments_of(given);
  const auto output = Picture::fetch(instance.output, arguments.time);
  if (!output || output->view().channels < 3) return kOfxStatFailed;
  const auto source = Picture::fetch(instance.clips[0], arguments.time);
  if (!source || source->view().channels < 3) {
    if (host().effect->abort(instance.handle) == 0) show_problem(instance, "The host gave no picture to work on.");
    return kOfxStatFailed;
  }
  const Destination target = target_of(*output, arguments.window);
  if (is_thumbnail(instance, arguments) || lacks_picture(instance, arguments.time)) {
    pass(*source, target);
    return kOfxStatOK;
  }
  return Frame(instance, arguments, *source, target).make();
}

}  // namespace sfumato::ofx
