// SPDX-License-Identifier: Apache-2.0
// An effect's overlay on the host's viewer: what it draws, and the pen and the keys that it gets.
#pragma once

#include <string>
#include <vector>

#include "ofxhost/effect.h"

namespace ofxhost {

// What an overlay drew, in the order in which it did.
struct Shape {
  std::string kind;  // "lines", "line-strip", "line-loop", "rectangle", "polygon", "ellipse" or "text"
  OfxRGBAColourF colour;
  float line_width;
  std::vector<OfxPointD> points;  // canonical
  std::string text;
};

class DrawContext final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::draw_context;
  DrawContext() : Handled(handle_kind) {}

  OfxRGBAColourF colour{1, 1, 1, 1};
  float line_width = 1;
  std::vector<Shape> shapes;
};

class Overlay final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::interact;

  // By the draw suite where the effect and the host have it, else by OpenGL.
  enum class Way { none, draw_suite, open_gl };
  static Way way_of(const Effect& instance);

  // Describes the overlay and makes an instance of it; the effect must have a way to draw one.
  explicit Overlay(Effect& instance);
  ~Overlay() override;

  Effect& effect;
  PropertySet properties;

  // With `pixel_scale` canonical units in a pixel of the screen. Shapes: what was drawn.
  OfxStatus draw(double time, double pixel_scale, std::vector<Shape>& shapes);
  // `action`: PenDown, PenMotion or PenUp, as the standard names them; the position is canonical.
  OfxStatus pen(const char* action, double time, double pixel_scale, OfxPointD position);
  OfxStatus key(const char* action, double time, int symbol, const std::string& text);
  OfxStatus focus(bool gained, double time);

 private:
  OfxStatus call(const char* action, PropertySet* in);
  void fill(PropertySet& in, double time, double pixel_scale);

  Way way_;
  OfxPluginEntryPoint* entry_;
  bool made_ = false;
};

}  // namespace ofxhost
