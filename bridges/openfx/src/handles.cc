// SPDX-License-Identifier: Apache-2.0
#include "handles.h"

#include <algorithm>
#include <string_view>

#include "host.h"

namespace sfumato::ofx {
namespace {

// Aims and corners that a mark does not have are not shown: a target only where the light points somewhere.
bool shows(const Effect& effect, const Value& mark, const Control& control) {
  const Condition& only_for = control.only_for;
  if (!*only_for.control) return true;
  const int index = control_named(effect, only_for.control);
  if (index < 0) return true;
  const int option = static_cast<int>(mark_field(mark, effect.controls[static_cast<size_t>(index)])[0]);
  return std::find(only_for.options.begin(), only_for.options.end(), option) != only_for.options.end();
}

MarkShape shape_of(const Effect& effect, std::string_view list) {
  for (const Control& control : effect.controls) {
    if (control.role != Role::mark_field || control.subject != list) continue;
    const std::string_view field = control.field;
    if (field == "from") return MarkShape::box;
    if (field == "first") return MarkShape::stroke;
    if (field == "intensity") return MarkShape::light;
  }
  return MarkShape::point;
}

}  // namespace

std::vector<MarkList> mark_lists(const Effect& effect) {
  std::vector<MarkList> lists;
  for (const Control& control : effect.controls) {
    const auto same = [&](const MarkList& list) { return std::string_view(list.name) == control.subject; };
    if (control.role == Role::mark_field && std::none_of(lists.begin(), lists.end(), same))
      lists.push_back({control.subject, shape_of(effect, control.subject)});
  }
  return lists;
}

std::optional<Ground> Ground::of(const Instance& instance, double time) {
  OfxRectD rect{};
  if (!instance.clips[0] || host().effect->clipGetRegionOfDefinition(instance.clips[0], time, &rect) != kOfxStatOK)
    return std::nullopt;
  if (!(rect.x2 > rect.x1) || !(rect.y2 > rect.y1)) return std::nullopt;
  return Ground(rect);
}

OfxPointD Ground::canonical(const Numbers& place) const {
  return {rect_.x1 + place[0] * (rect_.x2 - rect_.x1), rect_.y1 + place[1] * (rect_.y2 - rect_.y1)};
}

Numbers Ground::place(const OfxPointD& at) const {
  return {(at.x - rect_.x1) / (rect_.x2 - rect_.x1), (at.y - rect_.y1) / (rect_.y2 - rect_.y1), 0};
}

double Ground::longer_side() const { return std::max(rect_.x2 - rect_.x1, rect_.y2 - rect_.y1); }

std::vector<Handle> handles_of(const Instance& instance, const Marks& marks, const Ground& ground, double time) {
  std::vector<Handle> handles;
  const Effect& effect = instance.effect;
  for (const MarkList& list : mark_lists(effect)) {
    for (size_t mark = 0; mark < marks.count(list.name); ++mark) {
      const Value now = marks.at(list.name, mark, time);
      for (size_t i = 0; i < effect.controls.size(); ++i) {
        const Control& control = effect.controls[i];
        const bool place = control.role == Role::mark_field && control.kind == ControlKind::position;
        if (!place || std::string_view(control.subject) != list.name || !shows(effect, now, control)) continue;
        handles.push_back({list, mark, i, ground.canonical(mark_field(now, control))});
      }
    }
  }
  return handles;
}

std::optional<Handle> handle_at(const std::vector<Handle>& handles, const OfxPointD& pen, const OfxPointD& pixel,
                                double radius) {
  std::optional<Handle> found;
  double nearest = radius * radius;
  for (const Handle& handle : handles) {
    const double x = (handle.at.x - pen.x) / pixel.x, y = (handle.at.y - pen.y) / pixel.y;
    if (x * x + y * y > nearest) continue;
    nearest = x * x + y * y;
    found = handle;
  }
  return found;
}

}  // namespace sfumato::ofx
