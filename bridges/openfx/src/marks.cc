// SPDX-License-Identifier: Apache-2.0
#include "marks.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sfumato::ofx {
namespace {

// Between two values of one mark: numbers are blended, wherever they lie; what cannot be blended stays `a`.
Value blend(const Value& a, const Value& b, double share) {
  if (a.is_number() && b.is_number()) return a.number() + (b.number() - a.number()) * share;
  if (a.is_list() && b.is_list() && a.list().size() == b.list().size()) {
    Value::List items;
    for (size_t i = 0; i < a.list().size(); ++i) items.push_back(blend(a.list()[i], b.list()[i], share));
    return items;
  }
  if (a.is_object()) {
    Value::Object members;
    for (const auto& [name, value] : a.object())
      members.emplace_back(name, b[name].is_null() ? value : blend(value, b[name], share));
    return members;
  }
  return a;
}

Value without(Value mark, std::string_view name) {
  mark.erase(name);
  return mark;
}

double time_of(const Value& key) { return key["t"].number(); }

Value evaluate(const Value& mark, double time) {
  const Value::List& keys = mark["keys"].list();
  if (keys.empty()) return without(mark, "keys");
  auto after = std::find_if(keys.begin(), keys.end(), [&](const Value& key) { return time_of(key) > time; });
  const Value& from = after == keys.begin() ? keys.front() : *std::prev(after);
  Value there = from;
  if (after != keys.end() && after != keys.begin())
    there = blend(from, *after, (time - time_of(from)) / (time_of(*after) - time_of(from)));
  Value now = without(mark, "keys");
  for (const auto& [name, value] : there.object())
    if (name != "t") now.set(name, value);
  return now;
}

Value::List with_key(Value::List keys, double time, Value mark) {
  Value key;
  key.set("t", time);
  for (const auto& [name, value] : mark.object()) key.set(name, value);
  std::erase_if(keys, [&](const Value& one) { return time_of(one) == time; });
  const auto place = std::find_if(keys.begin(), keys.end(), [&](const Value& one) { return time_of(one) > time; });
  keys.insert(place, std::move(key));
  return keys;
}

void place_point(Value& point, const Placement& placement) {
  if (!point["x"].is_number()) return;
  point.set("x", point["x"].number() * placement.scale_x + placement.offset_x);
  point.set("y", point["y"].number() * placement.scale_y + placement.offset_y);
  if (point["z"].is_number()) point.set("z", point["z"].number() * placement.length);
}

void place_mark(Value& mark, const Placement& placement) {
  place_point(mark, placement);
  if (mark["width"].is_number()) mark.set("width", mark["width"].number() * placement.scale_x);
  if (mark["height"].is_number()) mark.set("height", mark["height"].number() * placement.scale_y);
  for (const char* length : {"radius", "size"})
    if (mark[length].is_number()) mark.set(length, mark[length].number() * placement.length);
  if (mark["target"].is_object()) {
    Value target = mark["target"];
    place_point(target, placement);
    mark.set("target", std::move(target));
  }
  if (mark["points"].is_list()) {
    Value points = mark["points"];
    for (Value& point : points.list()) place_point(point, placement);
    mark.set("points", std::move(points));
  }
}

}  // namespace

std::optional<Marks> Marks::parse(std::string_view text) {
  auto tree = Value::parse(text);
  if (!tree || !tree->is_object() || !(*tree)["v"].is_number()) return std::nullopt;
  Marks marks;
  marks.tree_ = std::move(*tree);
  return marks;
}

bool Marks::newer() const { return tree_["v"].number() > marks_version; }

size_t Marks::count(std::string_view list) const {
  const Value& held = tree_[list];
  return held.is_object() ? 1 : held.list().size();
}

bool Marks::keyed() const {
  for (const auto& [list, held] : tree_.object())
    for (size_t i = 0; i < count(list); ++i)
      if (stored(list, i)["keys"].list().size() > 1) return true;
  return false;
}

const Value& Marks::stored(std::string_view list, size_t index) const {
  static const Value none;
  const Value& held = tree_[list];
  if (held.is_object()) return index == 0 ? held : none;
  return index < held.list().size() ? held.list()[index] : none;
}

void Marks::store(std::string_view list, size_t index, Value mark) {
  if (!tree_[list].is_list()) {
    tree_.set(list, std::move(mark));
    return;
  }
  Value held = tree_[list];
  if (index >= held.list().size()) return;
  held.list()[index] = std::move(mark);
  tree_.set(list, std::move(held));
}

Value Marks::at(std::string_view list, size_t index, double time) const {
  const Value& mark = stored(list, index);
  return mark.is_object() ? evaluate(mark, time) : Value();
}

Value Marks::all_at(std::string_view list, double time, const Placement& placement) const {
  if (!tree_[list].is_list()) {
    Value box = at(list, 0, time);
    if (box.is_object()) place_mark(box, placement);
    return box;
  }
  Value::List marks;
  for (size_t i = 0; i < count(list); ++i) {
    Value mark = at(list, i, time);
    place_mark(mark, placement);
    marks.push_back(std::move(mark));
  }
  return marks;
}

void Marks::put(std::string_view list, size_t index, double time, Value mark) {
  mark.erase("keys");
  const Value::List& keys = stored(list, index)["keys"].list();
  if (!keys.empty()) mark.set("keys", with_key(keys, time, mark));
  store(list, index, std::move(mark));
}

void Marks::add(std::string_view list, Value mark) {
  Value held = tree_[list];
  held.list().push_back(std::move(mark));
  tree_.set(list, std::move(held));
}

void Marks::remove(std::string_view list, size_t index) {
  if (!tree_[list].is_list()) {
    tree_.set(list, Value());
    return;
  }
  Value held = tree_[list];
  if (index >= held.list().size()) return;
  held.list().erase(held.list().begin() + static_cast<ptrdiff_t>(index));
  tree_.set(list, std::move(held));
}

void Marks::key(std::string_view list, size_t index, double time) {
  Value mark = stored(list, index);
  if (!mark.is_object()) return;
  mark.set("keys", with_key(mark["keys"].list(), time, evaluate(mark, time)));
  store(list, index, std::move(mark));
}

void Marks::forget_keys(std::string_view list, size_t index, double time) {
  if (stored(list, index).is_object()) store(list, index, evaluate(stored(list, index), time));
}

}  // namespace sfumato::ofx
