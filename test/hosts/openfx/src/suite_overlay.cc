// SPDX-License-Identifier: Apache-2.0
// The suites of overlays: interact and draw.
#include "ofxhost/host.h"
#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/overlay.h"
#include "ofxhost/scope.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

OfxStatus swap_buffers(OfxInteractHandle handle) {
  lent_recall();
  return find<Overlay>(handle, "interactSwapBuffers") ? kOfxStatOK : kOfxStatErrBadHandle;
}

OfxStatus redraw(OfxInteractHandle handle) {
  lent_recall();
  auto* overlay = find<Overlay>(handle, "interactRedraw");
  if (!overlay) return kOfxStatErrBadHandle;
  ++overlay->effect.host.redraws;
  return kOfxStatOK;
}

OfxStatus get_property_set(OfxInteractHandle handle, OfxPropertySetHandle* out) {
  lent_recall();
  auto* overlay = find<Overlay>(handle, "interactGetPropertySet");
  if (!overlay) return kOfxStatErrBadHandle;
  *out = overlay->properties.handle();
  return kOfxStatOK;
}

// Null, and misuse, outside of Draw.
DrawContext* drawing(OfxDrawContextHandle handle, const char* call) {
  lent_recall();
  const Scope* scope = current_scope();
  if (!scope || !scope->is(kOfxInteractActionDraw)) misuse("draw-outside-of-draw", call);
  return find<DrawContext>(handle, call);
}

OfxStatus get_colour(OfxDrawContextHandle handle, OfxStandardColour, OfxRGBAColourF* colour) {
  if (!drawing(handle, "getColour")) return kOfxStatErrBadHandle;
  *colour = {0.8f, 0.8f, 0.8f, 1};
  return kOfxStatOK;
}

OfxStatus set_colour(OfxDrawContextHandle handle, const OfxRGBAColourF* colour) {
  DrawContext* context = drawing(handle, "setColour");
  if (!context) return kOfxStatErrBadHandle;
  context->colour = *colour;
  return kOfxStatOK;
}

OfxStatus set_line_width(OfxDrawContextHandle handle, float width) {
  DrawContext* context = drawing(handle, "setLineWidth");
  if (!context) return kOfxStatErrBadHandle;
  context->line_width = width;
  return kOfxStatOK;
}

OfxStatus set_line_stipple(OfxDrawContextHandle handle, OfxDrawLineStipplePattern) {
  return drawing(handle, "setLineStipple") ? kOfxStatOK : kOfxStatErrBadHandle;
}

OfxStatus draw(OfxDrawContextHandle handle, OfxDrawPrimitive primitive, const OfxPointD* points, int count) {
  DrawContext* context = drawing(handle, "draw");
  if (!context) return kOfxStatErrBadHandle;
  constexpr const char* kinds[] = {"lines", "line-strip", "line-loop", "rectangle", "polygon", "ellipse"};
  const bool corners = primitive == kOfxDrawPrimitiveRectangle || primitive == kOfxDrawPrimitiveEllipse;
  const bool odd = primitive == kOfxDrawPrimitiveLines && count % 2 != 0;
  if (primitive < 0 || primitive > kOfxDrawPrimitiveEllipse || count < 2 || (corners && count != 2) || odd) {
    misuse("bad-shape", "primitive " + std::to_string(primitive) + " of " + std::to_string(count) + " points");
    return kOfxStatErrValue;
  }
  context->shapes.push_back({kinds[primitive], context->colour, context->line_width, {points, points + count}, ""});
  return kOfxStatOK;
}

OfxStatus draw_text(OfxDrawContextHandle handle, const char* text, const OfxPointD* position, int) {
  DrawContext* context = drawing(handle, "drawText");
  if (!context) return kOfxStatErrBadHandle;
  context->shapes.push_back({"text", context->colour, context->line_width, {*position}, text});
  return kOfxStatOK;
}

}  // namespace

const OfxInteractSuiteV1& interact_suite() {
  static const OfxInteractSuiteV1 suite{swap_buffers, redraw, get_property_set};
  return suite;
}

const OfxDrawSuiteV1& draw_suite() {
  static const OfxDrawSuiteV1 suite{get_colour, set_colour, set_line_width, set_line_stipple, draw, draw_text};
  return suite;
}

}  // namespace ofxhost
