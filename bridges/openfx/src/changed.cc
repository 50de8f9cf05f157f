// SPDX-License-Identifier: Apache-2.0
#include "changed.h"

#include <algorithm>

#include "analyse.h"
#include "edit.h"
#include "log.h"
#include "messages.h"
#include "sfumato/engine/engine.h"

namespace sfumato::ofx {
namespace {

struct Change {
  Instance& instance;
  size_t index;
  double time;
  const Control& control() const { return instance.effect.controls[index]; }
  const char* list() const { return control().subject; }
};

// The marks, ready to be changed; nothing where they must not be, which the person is told.
std::optional<Marks> editable(const Change& change) {
  auto marks = change.instance.marks(change.time);
  if (!marks) {
    const int index = control_index(change.instance.effect, Role::marks);
    marks = Marks::parse(change.instance.effect.controls[static_cast<size_t>(index)].text);
    show_note("The text that held points and lights was damaged; they begin anew.");
  }
  if (!marks->newer()) return marks;
  show_dialog(change.instance, true, "These points and lights were made with a newer Sfumato. Update the plugin to change them.");
  return std::nullopt;
}

void change_field(const Change& change) {
  auto marks = editable(change);
  if (!marks) return;
  const size_t chosen = chosen_mark(change.instance, change.list(), change.time);
  Value mark = marks->at(change.list(), chosen, change.time);
  if (!mark.is_object()) return;
  mark = with_mark_field(std::move(mark), change.control(), change.instance.numbers(change.index, change.time));
  marks->put(change.list(), chosen, change.time, std::move(mark));
  write_marks(change.instance, *marks, change.list(), chosen, change.time, change.control().label);
}

void choose(const Change& change) {
  const auto marks = change.instance.marks(change.time);
  const size_t count = marks ? marks->count(change.list()) : 0;
  if (count == 0) return;
  const size_t chosen = std::min(chosen_mark(change.instance, change.list(), change.time), count - 1);
  show_mark(change.instance, *marks, change.list(), chosen, change.time);
}

void add(const Change& change) {
  auto marks = editable(change);
  if (!marks) return;
  marks->add(change.list(), first_mark(change.instance.effect, change.list()));
  write_marks(change.instance, *marks, change.list(), marks->count(change.list()) - 1, change.time,
              change.control().label);
}

void remove(const Change& change) {
  auto marks = editable(change);
  if (!marks) return;
  const size_t chosen = chosen_mark(change.instance, change.list(), change.time);
  if (chosen >= marks->count(change.list())) return;
  marks->remove(change.list(), chosen);
  const size_t left = marks->count(change.list());
  write_marks(change.instance, *marks, change.list(), std::min(chosen, left > 0 ? left - 1 : 0), change.time,
              change.control().label);
}

// A stroke goes on from its end.
void extend(const Change& change) {
  auto marks = editable(change);
  if (!marks) return;
  const size_t chosen = chosen_mark(change.instance, change.list(), change.time);
  Value mark = marks->at(change.list(), chosen, change.time);
  if (mark["points"].list().empty()) return;
  Value points = mark["points"];
  points.list().push_back(Value(points.list().back()));
  mark.set("points", std::move(points));
  marks->put(change.list(), chosen, change.time, std::move(mark));
  write_marks(change.instance, *marks, change.list(), chosen, change.time, change.control().label);
}

void key(const Change& change, bool forget) {
  auto marks = editable(change);
  if (!marks) return;
  const size_t chosen = chosen_mark(change.instance, change.list(), change.time);
  if (forget) marks->forget_keys(change.list(), chosen, change.time);
  else marks->key(change.list(), chosen, change.time);
  write_marks(change.instance, *marks, change.list(), chosen, change.time, change.control().label);
}

void switch_on(const Change& change) {
  auto marks = editable(change);
  if (!marks) return;
  const bool on = change.instance.numbers(change.index, change.time)[0] != 0;
  if (on == (marks->count(change.list()) > 0)) return;
  if (on) marks->put(change.list(), 0, change.time, first_mark(change.instance.effect, change.list()));
  else marks->remove(change.list(), 0);
  write_marks(change.instance, *marks, change.list(), 0, change.time, change.control().label);
}

void show_status(Instance& instance) {
  const bool there = engine::Engine::shared().ping() == engine::Status::done;
  const std::string engine =
      there ? "The Sfumato engine answers." : "The Sfumato engine is not running; it starts with the next frame.";
  const std::string last = last_words();
  show_dialog(instance, false, engine + (last.empty() ? "" : " Last: " + last) + " Log: " + log_path());
}

void answer(const Change& change) {
  switch (change.control().role) {
    case Role::mark_field: return change_field(change);
    case Role::mark_chosen: return choose(change);
    case Role::mark_add: return add(change);
    case Role::mark_remove: return remove(change);
    case Role::mark_extend: return extend(change);
    case Role::mark_key: return key(change, false);
    case Role::mark_forget_keys: return key(change, true);
    case Role::mark_on: return switch_on(change);
    case Role::analyse: return analyse_range(change.instance, change.time);
    case Role::show_status: return show_status(change.instance);
    default: return refresh_status(change.instance);
  }
}

}  // namespace

OfxStatus instance_changed(Instance& instance, const Properties& arguments) {
  if (instance.editing || arguments.text(kOfxPropChangeReason) != kOfxChangeUserEdited) return kOfxStatReplyDefault;
  if (arguments.text(kOfxPropType) != kOfxTypeParameter) return kOfxStatReplyDefault;
  const int index = control_named(instance.effect, arguments.text(kOfxPropName));
  if (index < 0) return kOfxStatReplyDefault;
  const double time = arguments.real(kOfxPropTime, 0);
  answer({instance, static_cast<size_t>(index), time});
  enable_controls(instance, time);
  return kOfxStatOK;
}

}  // namespace sfumato::ofx
