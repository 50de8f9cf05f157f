// SPDX-License-Identifier: Apache-2.0
// Where the handles of an effect's marks lie on the viewer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "instance.h"
#include "marks.h"

namespace sfumato::ofx {

// How a mark looks; told by the fields that its controls have.
enum class MarkShape { point, box, stroke, light };

struct MarkList {
  const char* name;
  MarkShape shape;
};
std::vector<MarkList> mark_lists(const Effect& effect);

// The source's picture on the viewer: canonical coordinates, y up.
class Ground {
 public:
  static std::optional<Ground> of(const Instance& instance, double time);
  OfxPointD canonical(const Numbers& place) const;
  Numbers place(const OfxPointD& canonical) const;
  double longer_side() const;

 private:
  explicit Ground(const OfxRectD& rect) : rect_(rect) {}
  OfxRectD rect_;
};

// One place of one mark that can be moved.
struct Handle {
  MarkList list;
  size_t mark;
  size_t control;  // the position control that shows the same
  OfxPointD at;
};

std::vector<Handle> handles_of(const Instance& instance, const Marks& marks, const Ground& ground, double time);

// The nearest handle within `radius` screen pixels; `pixel` is the size of one in canonical units.
std::optional<Handle> handle_at(const std::vector<Handle>& handles, const OfxPointD& pen, const OfxPointD& pixel,
                                double radius);

}  // namespace sfumato::ofx
