// SPDX-License-Identifier: Apache-2.0
// What a control shows of a mark. Controls have y up, marks have y down, as the tools do.
#include "marks.h"

#include <algorithm>
#include <cmath>

namespace sfumato::ofx {
namespace {

using Numbers = std::array<double, 3>;

Numbers position(double x, double y) { return {x, 1 - y, 0}; }
Numbers position(const Value& point, const Numbers& fallback) {
  return point["x"].is_number() ? position(point["x"].number(), point["y"].number()) : fallback;
}

Value with_position(Value point, const Numbers& numbers) {
  point.set("x", numbers[0]);
  point.set("y", 1 - numbers[1]);
  return point;
}

bool is(const Control& control, std::string_view field) { return control.field == field; }

// A box by two corners: `from` is the lower left one, `to` the upper right one, as the viewer shows them.
Numbers corner(const Value& box, const Control& control) {
  const double x = box["x"].number(), y = box["y"].number();
  if (is(control, "from")) return position(x, y + box["height"].number());
  return position(x + box["width"].number(), y);
}

Value with_corner(Value box, const Control& control, const Numbers& numbers) {
  double left = box["x"].number(), top = box["y"].number();
  double right = left + box["width"].number(), bottom = top + box["height"].number();
  (is(control, "from") ? left : right) = numbers[0];
  (is(control, "from") ? bottom : top) = 1 - numbers[1];
  box.set("x", std::min(left, right));
  box.set("y", std::min(top, bottom));
  box.set("width", std::fabs(right - left));
  box.set("height", std::fabs(bottom - top));
  return box;
}

const Value& end_of(const Value& stroke, const Control& control) {
  static const Value none;
  const Value::List& points = stroke["points"].list();
  if (points.empty()) return none;
  return is(control, "first") ? points.front() : points.back();
}

Value with_end(Value stroke, const Control& control, const Numbers& numbers) {
  Value points = stroke["points"];
  if (points.list().empty()) points.list().resize(2, with_position({}, numbers));
  Value& end = is(control, "first") ? points.list().front() : points.list().back();
  end = with_position(std::move(end), numbers);
  stroke.set("points", std::move(points));
  return stroke;
}

bool is_end(const Control& control) { return is(control, "first") || is(control, "last"); }
bool is_corner(const Control& control) { return is(control, "from") || is(control, "to"); }

double option_of(const Control& control, const std::string& id) {
  for (size_t i = 0; i < control.options.size(); ++i)
    if (id == control.options[i].id) return static_cast<double>(i);
  return control.number[0];
}

const char* option_id(const Control& control, double number) {
  if (control.options.empty()) return "";
  const double last = static_cast<double>(control.options.size() - 1);
  return control.options[static_cast<size_t>(std::clamp(number, 0.0, last))].id;
}

// A light has a temperature or a colour: the one that was touched last.
void settle_tint(Value& light, const Control& control) {
  if (is(control, "temperature")) light.erase("colour");
  if (is(control, "colour")) light.erase("temperature");
}

Value with_member(Value mark, std::string_view path, Value value) {
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    mark.set(path, std::move(value));
    return mark;
  }
  Value inner = mark[path.substr(0, dot)];
  if (!inner["x"].is_number()) inner = with_position({}, {0.5, 0.5, 0});
  mark.set(path.substr(0, dot), with_member(std::move(inner), path.substr(dot + 1), std::move(value)));
  return mark;
}

const Value& member(const Value& mark, std::string_view path) {
  const size_t dot = path.find('.');
  return dot == std::string_view::npos ? mark[path] : member(mark[path.substr(0, dot)], path.substr(dot + 1));
}

Value with_place(Value mark, const Control& control, const Numbers& numbers) {
  if (is_corner(control)) return with_corner(std::move(mark), control, numbers);
  if (is_end(control)) return with_end(std::move(mark), control, numbers);
  if (!*control.field) return with_position(std::move(mark), numbers);
  Value inner = with_position(mark[control.field], numbers);
  if (!inner["z"].is_number()) inner.set("z", 0);
  mark.set(control.field, std::move(inner));
  return mark;
}

}  // namespace

Numbers mark_field(const Value& mark, const Control& control) {
  switch (control.kind) {
    case ControlKind::position:
      if (is_corner(control)) return corner(mark, control);
      if (is_end(control)) return position(end_of(mark, control), control.number);
      return position(*control.field ? mark[control.field] : mark, control.number);
    case ControlKind::choice:
      return {option_of(control, mark[control.field].text()), 0, 0};
    case ControlKind::boolean:
      return {mark[control.field].boolean(control.number[0] != 0) ? 1.0 : 0.0, 0, 0};
    case ControlKind::colour: {
      Numbers colour = control.number;
      const Value::List& parts = mark[control.field].list();
      for (size_t i = 0; i < std::min<size_t>(3, parts.size()); ++i) colour[i] = parts[i].number();
      return colour;
    }
    default:
      return {member(mark, control.field).number(control.number[0]), 0, 0};
  }
}

Value with_mark_field(Value mark, const Control& control, const Numbers& numbers) {
  settle_tint(mark, control);
  switch (control.kind) {
    case ControlKind::position:
      return with_place(std::move(mark), control, numbers);
    case ControlKind::choice:
      return with_member(std::move(mark), control.field, option_id(control, numbers[0]));
    case ControlKind::boolean:
      return with_member(std::move(mark), control.field, numbers[0] != 0);
    case ControlKind::colour:
      return with_member(std::move(mark), control.field, Value::List{numbers[0], numbers[1], numbers[2]});
    default:
      return with_member(std::move(mark), control.field, numbers[0]);
  }
}

Value first_mark(const Effect& effect, std::string_view list) {
  Value mark;
  for (const Control& control : effect.controls)
    if (control.role == Role::mark_field && control.subject == list && !*control.only_for.control &&
        !is(control, "colour"))
      mark = with_mark_field(std::move(mark), control, control.number);
  return mark;
}

}  // namespace sfumato::ofx
