// SPDX-License-Identifier: Apache-2.0
// Marks: the points, boxes, scribbles and lights of one effect, kept as one versioned text in a param.
//
// The text is {"v":1,"points":[…],"box":{…}|null,"strokes":[…],"lights":[…]}, one member for each such param of the tool,
// in the tool's own terms (core/src/protocol/params.ts): 0..1 of the picture, y down. A mark may also hold "keys", a list
// of {"t":frame, …the mark's values there}: between two keys numbers are blended, other values stay.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "effect.h"
#include "value.h"

namespace sfumato::ofx {

// From the picture that marks are kept for to the one that the engine gets: x' = x * scale_x + offset_x; lengths are
// parts of the longer side and are multiplied by `length`.
struct Placement {
  double scale_x = 1, offset_x = 0;
  double scale_y = 1, offset_y = 0;
  double length = 1;
};

class Marks {
 public:
  // Nothing where the text cannot be read.
  static std::optional<Marks> parse(std::string_view text);

  // The text is of a version after this one: it can be used, not changed.
  bool newer() const;
  std::string write() const { return tree_.write(); }

  bool holds(std::string_view list) const { return !tree_[list].is_null(); }
  // Number of marks in a list; 0 or 1 for a box.
  size_t count(std::string_view list) const;
  bool keyed() const;  // whether any mark has keys: the picture then changes with time

  // The mark as it is at a time, without its keys. Null where there is none.
  Value at(std::string_view list, size_t index, double time) const;
  // A whole list (or box) as the tool takes it.
  Value all_at(std::string_view list, double time, const Placement& placement) const;

  // Changes. Marks with keys get a key at that time; others change at all times.
  void put(std::string_view list, size_t index, double time, Value mark);
  void add(std::string_view list, Value mark);
  void remove(std::string_view list, size_t index);  // of a box: it is null then
  void key(std::string_view list, size_t index, double time);
  void forget_keys(std::string_view list, size_t index, double time);

 private:
  const Value& stored(std::string_view list, size_t index) const;
  void store(std::string_view list, size_t index, Value mark);
  Value tree_;
};

inline constexpr int marks_version = 1;

// The value of a mark that a control shows, as the control's numbers (a choice's option, a position with y up).
std::array<double, 3> mark_field(const Value& mark, const Control& control);
// The reverse: the mark with that value.
Value with_mark_field(Value mark, const Control& control, const std::array<double, 3>& numbers);

// A mark as the controls of its list show it at first: what "Add" adds.
Value first_mark(const Effect& effect, std::string_view list);

}  // namespace sfumato::ofx
