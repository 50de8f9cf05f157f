// SPDX-License-Identifier: Apache-2.0
#include "tool_params.h"

#include <algorithm>

namespace sfumato::ofx {
namespace {

Value param_value(const Instance& instance, size_t index, double time, double scale, const Placement& placement) {
  const Control& control = instance.effect.controls[index];
  if (control.kind == ControlKind::text) return instance.text(index, time);
  const Numbers numbers = instance.numbers(index, time);
  switch (control.kind) {
    case ControlKind::boolean:
      return numbers[0] != 0;
    case ControlKind::choice: {
      const double last = static_cast<double>(control.options.size() - 1);
      return control.options[static_cast<size_t>(std::clamp(numbers[0], 0.0, last))].id;
    }
    case ControlKind::colour: {
      Value::List colour;
      for (double part : numbers) colour.push_back(std::clamp(part, 0.0, 100.0));
      return colour;
    }
    case ControlKind::position: {
      Value point;
      point.set("x", numbers[0] * placement.scale_x + placement.offset_x);
      point.set("y", (1 - numbers[1]) * placement.scale_y + placement.offset_y);
      return point;
    }
    default:
      // Hosts let people type past a slider's ends.
      return std::clamp(control.pixels ? numbers[0] * scale : numbers[0], control.min, control.max);
  }
}

}  // namespace

std::string tool_params(const Instance& instance, const Marks& marks, double time, double scale, const View& view,
                        const Placement& placement) {
  const Effect& effect = instance.effect;
  Value params = Value::Object{};
  for (const Setting& one : effect.fixed) params.set(one.param, one.value);
  for (const Setting& one : effect.asking) params.set(one.param, std::string_view(one.param) == view.asked_by);
  for (size_t i = 0; i < effect.controls.size(); ++i) {
    const Control& control = effect.controls[i];
    if (control.role == Role::param) params.set(control.subject, param_value(instance, i, time, scale, placement));
    const bool marked = control.role == Role::mark_field && params[control.subject].is_null();
    if (marked && marks.holds(control.subject)) params.set(control.subject, marks.all_at(control.subject, time, placement));
  }
  return params.write();
}

}  // namespace sfumato::ofx
