// SPDX-License-Identifier: Apache-2.0
#include "overlay.h"

#include <exception>
#include <memory>
#include <string_view>

#include "edit.h"
#include "handles.h"
#include "host.h"
#include "log.h"
#include "overlay_draw.h"

namespace sfumato::ofx {
namespace {

constexpr double reach = 10;  // screen pixels round a handle where the pen takes it

// What one viewer of one instance is doing.
struct Viewer {
  std::optional<Handle> dragged;
  bool drawing = false;            // a stroke grows with the pen
  bool control = false, shift = false, alt = false;
};

// The arguments that all actions on the viewer have.
struct Event {
  Instance& instance;
  Viewer& viewer;
  OfxInteractHandle interact;
  Properties in;
  double time() const { return in.real(kOfxPropTime, 0); }
  OfxPointD pen() const {
    return {in.real(kOfxInteractPropPenPosition, 0, 0), in.real(kOfxInteractPropPenPosition, 0, 1)};
  }
  OfxPointD pixel() const {
    const double x = in.real(kOfxInteractPropPixelScale, 1, 0), y = in.real(kOfxInteractPropPixelScale, 1, 1);
    return {x > 0 ? x : 1, y > 0 ? y : 1};
  }
  void redraw() const {
    if (const auto* suite = host().interact) suite->interactRedraw(interact);
  }
};

OfxStatus draw(const Event& event, const Marks& marks, const Ground& ground) {
  const auto context = static_cast<OfxDrawContextHandle>(event.in.pointer(kOfxInteractPropDrawContext));
  if (!context || !host().draw) return kOfxStatReplyDefault;
  draw_marks({context, event.pixel()}, event.instance, marks, ground, event.time());
  return kOfxStatOK;
}

void choose(const Event& event, const Marks& marks, const Handle& handle) {
  event.instance.drag = std::make_shared<Edit>(event.instance, "Move");
  event.viewer.dragged = handle;
  show_mark(event.instance, marks, handle.list.name, handle.mark, event.time());
  event.redraw();
}

// A new mark where the pen is, of the first list that has that shape. False when the effect has none.
bool add(const Event& event, Marks& marks, const Ground& ground, MarkShape shape) {
  const Effect& effect = event.instance.effect;
  for (const MarkList& list : mark_lists(effect)) {
    if (list.shape != shape) continue;
    Value mark = first_mark(effect, list.name);
    for (const Control& control : effect.controls)
      if (control.role == Role::mark_field && std::string_view(control.subject) == list.name &&
          control.kind == ControlKind::position && !*control.only_for.control)
        mark = with_mark_field(std::move(mark), control, ground.place(event.pen()));
    if (event.viewer.shift && !mark["label"].is_null()) mark.set("label", "remove");
    marks.add(list.name, std::move(mark));
    const size_t added = marks.count(list.name) - 1;
    event.instance.drag = std::make_shared<Edit>(event.instance, "Add");
    write_marks(event.instance, marks, list.name, added, event.time(), "Add");
    for (const Handle& handle : handles_of(event.instance, marks, ground, event.time()))
      if (std::string_view(handle.list.name) == list.name && handle.mark == added) event.viewer.dragged = handle;
    event.viewer.drawing = shape == MarkShape::stroke;
    event.redraw();
    return true;
  }
  return false;
}

OfxStatus pen_down(const Event& event, Marks& marks, const Ground& ground) {
  const auto handles = handles_of(event.instance, marks, ground, event.time());
  if (const auto hit = handle_at(handles, event.pen(), event.pixel(), reach)) {
    choose(event, marks, *hit);
    return kOfxStatOK;
  }
  if (marks.newer()) return kOfxStatReplyDefault;
  if (event.viewer.alt && add(event, marks, ground, MarkShape::stroke)) return kOfxStatOK;
  if (event.viewer.control)
    for (MarkShape shape : {MarkShape::point, MarkShape::light})
      if (add(event, marks, ground, shape)) return kOfxStatOK;
  return kOfxStatReplyDefault;
}

OfxStatus pen_motion(const Event& event, Marks& marks, const Ground& ground) {
  const auto& dragged = event.viewer.dragged;
  if (!dragged || marks.newer()) return kOfxStatReplyDefault;
  const Control& control = event.instance.effect.controls[dragged->control];
  const Numbers place = ground.place(event.pen());
  Value mark = marks.at(dragged->list.name, dragged->mark, event.time());
  if (!mark.is_object()) return kOfxStatReplyDefault;
  if (event.viewer.drawing) {
    Value points = mark["points"];
    points.list().push_back(Value(Value::Object{{"x", place[0]}, {"y", 1 - place[1]}}));
    mark.set("points", std::move(points));
  } else {
    mark = with_mark_field(std::move(mark), control, place);
  }
  marks.put(dragged->list.name, dragged->mark, event.time(), std::move(mark));
  write_marks(event.instance, marks, dragged->list.name, dragged->mark, event.time(), "Move");
  event.redraw();
  return kOfxStatOK;
}

OfxStatus let_go(const Event& event) {
  const bool held = event.viewer.dragged.has_value();
  event.viewer.dragged.reset();
  event.viewer.drawing = false;
  event.instance.drag.reset();
  return held ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus key(const Event& event, bool down) {
  switch (event.in.integer(kOfxPropKeySym, 0)) {
    case kOfxKey_Control_L:
    case kOfxKey_Control_R: event.viewer.control = down; break;
    case kOfxKey_Shift_L:
    case kOfxKey_Shift_R: event.viewer.shift = down; break;
    case kOfxKey_Alt_L:
    case kOfxKey_Alt_R: event.viewer.alt = down; break;
    default: break;
  }
  return kOfxStatReplyDefault;
}

OfxStatus answer(const Event& event, std::string_view action) {
  if (action == kOfxInteractActionPenUp) return let_go(event);
  if (action == kOfxInteractActionKeyDown) return key(event, true);
  if (action == kOfxInteractActionKeyUp) return key(event, false);
  if (action == kOfxInteractActionLoseFocus) {
    event.viewer.control = event.viewer.shift = event.viewer.alt = false;
    return let_go(event);
  }
  auto marks = event.instance.marks(event.time());
  const auto ground = Ground::of(event.instance, event.time());
  if (!marks || !ground) return kOfxStatReplyDefault;
  if (action == kOfxInteractActionDraw) return draw(event, *marks, *ground);
  if (action == kOfxInteractActionPenDown) return pen_down(event, *marks, *ground);
  if (action == kOfxInteractActionPenMotion) return pen_motion(event, *marks, *ground);
  return kOfxStatReplyDefault;
}

Properties properties_of(OfxInteractHandle interact) {
  OfxPropertySetHandle set = nullptr;
  const auto* suite = host().interact;
  return suite && suite->interactGetPropertySet(interact, &set) == kOfxStatOK ? Properties(set) : Properties();
}

OfxStatus create(OfxInteractHandle interact) {
  auto viewer = std::make_unique<Viewer>();
  if (!properties_of(interact).set(kOfxPropInstanceData, static_cast<void*>(viewer.get()))) return kOfxStatFailed;
  viewer.release();
  return kOfxStatOK;
}

OfxStatus destroy(OfxInteractHandle interact) {
  const Properties properties = properties_of(interact);
  delete static_cast<Viewer*>(properties.pointer(kOfxPropInstanceData));
  properties.set(kOfxPropInstanceData, static_cast<void*>(nullptr));
  return kOfxStatOK;
}

OfxStatus act(std::string_view action, OfxInteractHandle interact, const Properties& in) {
  if (action == kOfxActionDescribeInteract) return kOfxStatOK;
  if (action == kOfxActionCreateInstanceInteract) return create(interact);
  if (action == kOfxActionDestroyInstanceInteract) return destroy(interact);
  Viewer* viewer = static_cast<Viewer*>(properties_of(interact).pointer(kOfxPropInstanceData));
  Instance* instance = instance_of(static_cast<OfxImageEffectHandle>(in.pointer(kOfxPropEffectInstance)));
  return viewer && instance ? answer({*instance, *viewer, interact, in}, action) : kOfxStatReplyDefault;
}

// One entry serves every effect: the host says which instance it is.
OfxStatus entry(const char* action, const void* handle, OfxPropertySetHandle in, OfxPropertySetHandle) {
  if (!action || !host_loaded()) return kOfxStatErrValue;
  try {
    return act(action, static_cast<OfxInteractHandle>(const_cast<void*>(handle)), Properties(in));
  } catch (const std::exception& error) {
    log_line(std::string(action) + ": " + error.what());
    return kOfxStatFailed;
  } catch (...) {
    return kOfxStatFailed;
  }
}

}  // namespace

void describe_overlay(const Effect& effect, const Properties& properties) {
  if (mark_lists(effect).empty() || !host().draw || !host().interact) return;
  properties.set(kOfxImageEffectPluginPropOverlayInteractV2, reinterpret_cast<void*>(&entry));
}

}  // namespace sfumato::ofx
