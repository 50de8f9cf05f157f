// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handles.h"

namespace sfumato::ofx {

// Where marks are drawn: a draw context of the host, and the size of a screen pixel in canonical units.
struct Canvas {
  OfxDrawContextHandle context;
  OfxPointD pixel;
};

// Draws every mark; the chosen one of each list is brighter.
void draw_marks(const Canvas& canvas, const Instance& instance, const Marks& marks, const Ground& ground, double time);

}  // namespace sfumato::ofx
