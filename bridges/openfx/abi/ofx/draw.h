// SPDX-License-Identifier: Apache-2.0
// Drawing for overlays without OpenGL (1.5).
#pragma once

#include "ofx/core.h"
#include "ofx/pixels.h"

struct OfxDrawContext;
using OfxDrawContextHandle = OfxDrawContext*;

enum OfxStandardColour : int {
  kOfxStandardColourOverlayBackground,
  kOfxStandardColourOverlayActive,
  kOfxStandardColourOverlaySelected,
  kOfxStandardColourOverlayDeselected,
  kOfxStandardColourOverlayMarqueeFG,
  kOfxStandardColourOverlayMarqueeBG,
  kOfxStandardColourOverlayText
};

enum OfxDrawLineStipplePattern : int {
  kOfxDrawLineStipplePatternSolid,
  kOfxDrawLineStipplePatternDot,
  kOfxDrawLineStipplePatternDash,
  kOfxDrawLineStipplePatternAltDash,
  kOfxDrawLineStipplePatternDotDash
};

// Rectangles and polygons are filled, ellipses outlined; rectangles and ellipses take two corners.
enum OfxDrawPrimitive : int {
  kOfxDrawPrimitiveLines,
  kOfxDrawPrimitiveLineStrip,
  kOfxDrawPrimitiveLineLoop,
  kOfxDrawPrimitiveRectangle,
  kOfxDrawPrimitivePolygon,
  kOfxDrawPrimitiveEllipse
};

enum OfxDrawTextAlignment : int {
  kOfxDrawTextAlignmentLeft = 1,
  kOfxDrawTextAlignmentRight = 2,
  kOfxDrawTextAlignmentTop = 4,
  kOfxDrawTextAlignmentBottom = 8,
  kOfxDrawTextAlignmentBaseline = 16,
  kOfxDrawTextAlignmentCenterH = kOfxDrawTextAlignmentLeft | kOfxDrawTextAlignmentRight,
  kOfxDrawTextAlignmentCenterV = kOfxDrawTextAlignmentTop | kOfxDrawTextAlignmentBaseline
};

extern "C" {
struct OfxDrawSuiteV1 {
  OfxStatus (*getColour)(OfxDrawContextHandle context, OfxStandardColour std_colour, OfxRGBAColourF* colour);
  OfxStatus (*setColour)(OfxDrawContextHandle context, const OfxRGBAColourF* colour);
  OfxStatus (*setLineWidth)(OfxDrawContextHandle context, float width);
  OfxStatus (*setLineStipple)(OfxDrawContextHandle context, OfxDrawLineStipplePattern pattern);
  OfxStatus (*draw)(OfxDrawContextHandle context, OfxDrawPrimitive primitive, const OfxPointD* points, int point_count);
  OfxStatus (*drawText)(OfxDrawContextHandle context, const char* text, const OfxPointD* pos, int alignment);
};
}  // extern "C"

inline constexpr char kOfxDrawSuite[] = "OfxDrawSuite";

// Properties.
inline constexpr char kOfxInteractPropDrawContext[] = "OfxInteractPropDrawContext";  // pointer x 1
