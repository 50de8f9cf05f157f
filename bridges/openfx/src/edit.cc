// SPDX-License-Identifier: Apache-2.0
#include "edit.h"

#include <algorithm>

#include "host.h"

namespace sfumato::ofx {
namespace {

void set_changed(const Instance& instance, size_t index, const Numbers& numbers, double time) {
  if (instance.numbers(index, time) != numbers) instance.set_numbers(index, numbers);
}

void show_fields(const Instance& instance, const Marks& marks, std::string_view list, size_t chosen, double time) {
  const Effect& effect = instance.effect;
  const Value mark = marks.at(list, chosen, time);
  for (size_t i = 0; i < effect.controls.size(); ++i) {
    const Control& control = effect.controls[i];
    if (control.subject != list) continue;
    if (control.role == Role::mark_field && mark.is_object())
      set_changed(instance, i, mark_field(mark, control), time);
    if (control.role == Role::mark_on) set_changed(instance, i, {mark.is_object() ? 1.0 : 0.0, 0, 0}, time);
    if (control.role == Role::mark_chosen) set_changed(instance, i, {static_cast<double>(chosen + 1), 0, 0}, time);
  }
}

}  // namespace

Edit::Edit(Instance& instance, const char* name) : instance_(instance), inner_(instance.editing) {
  if (inner_) return;
  instance_.editing = true;
  open_ = host().parameter->paramEditBegin(instance_.params, name) == kOfxStatOK;
}

Edit::~Edit() {
  if (inner_) return;
  if (open_) host().parameter->paramEditEnd(instance_.params);
  instance_.editing = false;
}

size_t chosen_mark(const Instance& instance, std::string_view list, double time) {
  const int index = control_index(instance.effect, Role::mark_chosen, list);
  if (index < 0) return 0;
  return static_cast<size_t>(std::max(1.0, instance.numbers(static_cast<size_t>(index), time)[0])) - 1;
}

void write_marks(Instance& instance, const Marks& marks, std::string_view list, size_t chosen, double time,
                 const char* name) {
  const int index = control_index(instance.effect, Role::marks);
  if (index < 0) return;
  const Edit edit(instance, name);
  instance.set_text(static_cast<size_t>(index), marks.write());
  show_fields(instance, marks, list, chosen, time);
}

void show_mark(Instance& instance, const Marks& marks, std::string_view list, size_t chosen, double time) {
  const Edit edit(instance, "Choose");
  show_fields(instance, marks, list, chosen, time);
}

void enable_controls(const Instance& instance, double time) {
  const Effect& effect = instance.effect;
  for (size_t i = 0; i < effect.controls.size(); ++i) {
    const Condition& condition = effect.controls[i].only_for;
    if (!*condition.control) continue;
    const Properties properties = instance.param_properties(i);
    const int wanted = instance.holds(condition, time) ? 1 : 0;
    if (properties.integer(kOfxParamPropEnabled, 1) != wanted) properties.set(kOfxParamPropEnabled, wanted);
  }
}

}  // namespace sfumato::ofx
