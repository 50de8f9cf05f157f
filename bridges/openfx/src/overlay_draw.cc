// SPDX-License-Identifier: Apache-2.0
#include "overlay_draw.h"

#include <algorithm>
#include <cmath>

#include "edit.h"
#include "host.h"

namespace sfumato::ofx {
namespace {

constexpr double handle_radius = 6;  // in screen pixels
constexpr OfxRGBAColourF shade{0, 0, 0, 0.6f};
constexpr OfxRGBAColourF belongs{0.35f, 0.9f, 0.45f, 1}, belongs_not{1, 0.35f, 0.3f, 1}, light{1, 0.85f, 0.35f, 1},
    frame{0.4f, 0.75f, 1, 1};

using Points = std::vector<OfxPointD>;

// Lines over a darker rim, so that they are seen on any picture.
class Pen {
 public:
  Pen(const Canvas& canvas, OfxRGBAColourF colour, bool chosen) : canvas_(canvas), colour_(colour) {
    if (!chosen) colour_ = {colour.r * 0.75f, colour.g * 0.75f, colour.b * 0.75f, 0.85f};
  }

  void draw(OfxDrawPrimitive primitive, const Points& points) const {
    const OfxDrawSuiteV1& suite = *host().draw;
    const int count = static_cast<int>(points.size());
    for (const auto& [colour, width] : {std::pair(shade, 3.0f), std::pair(colour_, 1.5f)}) {
      suite.setColour(canvas_.context, &colour);
      suite.setLineWidth(canvas_.context, width);
      suite.draw(canvas_.context, primitive, points.data(), count);
    }
  }

  // `x` and `y` in screen pixels from `at`.
  OfxPointD off(const OfxPointD& at, double x, double y) const {
    return {at.x + x * canvas_.pixel.x, at.y + y * canvas_.pixel.y};
  }

  void ring(const OfxPointD& at, double radius) const {
    draw(kOfxDrawPrimitiveEllipse, {off(at, -radius, -radius), off(at, radius, radius)});
  }

 private:
  const Canvas& canvas_;
  OfxRGBAColourF colour_;
};

bool removes(const Value& mark) { return mark["label"].text() == "remove"; }

OfxPointD place_of(const Value& point, const Ground& ground) {
  return ground.canonical({point["x"].number(), 1 - point["y"].number(), 0});
}

void draw_point(const Pen& pen, const Value& mark, const Ground& ground) {
  const OfxPointD at = place_of(mark, ground);
  pen.ring(at, handle_radius);
  pen.draw(kOfxDrawPrimitiveLines, {pen.off(at, -3, 0), pen.off(at, 3, 0)});
  if (!removes(mark)) pen.draw(kOfxDrawPrimitiveLines, {pen.off(at, 0, -3), pen.off(at, 0, 3)});
}

void draw_box(const Pen& pen, const Value& box, const Ground& ground) {
  const double x = box["x"].number(), y = box["y"].number();
  const double right = x + box["width"].number(), bottom = y + box["height"].number();
  const auto corner = [&](double cx, double cy) { return ground.canonical({cx, 1 - cy, 0}); };
  pen.draw(kOfxDrawPrimitiveLineLoop, {corner(x, y), corner(right, y), corner(right, bottom), corner(x, bottom)});
  pen.ring(corner(x, bottom), handle_radius);
  pen.ring(corner(right, y), handle_radius);
}

void draw_stroke(const Pen& pen, const Value& stroke, const Ground& ground) {
  Points path;
  for (const Value& point : stroke["points"].list()) path.push_back(place_of(point, ground));
  if (path.empty()) return;
  if (path.size() > 1) pen.draw(kOfxDrawPrimitiveLineStrip, path);
  pen.ring(path.front(), handle_radius);
  pen.ring(path.back(), handle_radius);
}

void draw_light(const Pen& pen, const Value& mark, const Ground& ground, bool aimed) {
  const OfxPointD at = place_of(mark, ground);
  pen.ring(at, handle_radius);
  constexpr int rays = 8;
  Points lines;
  for (int ray = 0; ray < rays; ++ray) {
    const double angle = ray * 2 * 3.14159265358979 / rays;
    lines.push_back(pen.off(at, 9 * std::cos(angle), 9 * std::sin(angle)));
    lines.push_back(pen.off(at, 13 * std::cos(angle), 13 * std::sin(angle)));
  }
  pen.draw(kOfxDrawPrimitiveLines, lines);
  if (!aimed) return;
  const Value& target = mark["target"];
  const OfxPointD end = target["x"].is_number() ? place_of(target, ground) : ground.canonical({0.5, 0.5, 0});
  pen.draw(kOfxDrawPrimitiveLines, {at, end});
  pen.ring(end, handle_radius / 2);
}

void draw_mark(const Canvas& canvas, const MarkList& list, const Value& mark, const Ground& ground, bool chosen) {
  switch (list.shape) {
    case MarkShape::point:
      return draw_point(Pen(canvas, removes(mark) ? belongs_not : belongs, chosen), mark, ground);
    case MarkShape::stroke:
      return draw_stroke(Pen(canvas, removes(mark) ? belongs_not : belongs, chosen), mark, ground);
    case MarkShape::box:
      return draw_box(Pen(canvas, frame, chosen), mark, ground);
    case MarkShape::light: {
      const std::string kind = mark["kind"].text();
      return draw_light(Pen(canvas, light, chosen), mark, ground, kind == "spot" || kind == "directional");
    }
  }
}

}  // namespace

void draw_marks(const Canvas& canvas, const Instance& instance, const Marks& marks, const Ground& ground, double time) {
  for (const MarkList& list : mark_lists(instance.effect)) {
    const size_t chosen = chosen_mark(instance, list.name, time);
    for (size_t mark = 0; mark < marks.count(list.name); ++mark)
      draw_mark(canvas, list, marks.at(list.name, mark, time), ground, mark == chosen);
  }
}

}  // namespace sfumato::ofx
