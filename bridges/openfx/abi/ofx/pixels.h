// SPDX-License-Identifier: Apache-2.0
// Pixels as structs, one an interleaved layout.
#pragma once

extern "C" {
struct OfxRGBAColourB {
  unsigned char r, g, b, a;
};

struct OfxRGBAColourS {
  unsigned short r, g, b, a;
};

struct OfxRGBAColourF {
  float r, g, b, a;
};

struct OfxRGBAColourD {
  double r, g, b, a;
};

struct OfxRGBColourB {
  unsigned char r, g, b;
};

struct OfxRGBColourS {
  unsigned short r, g, b;
};

struct OfxRGBColourF {
  float r, g, b;
};

struct OfxRGBColourD {
  double r, g, b;
};
}  // extern "C"
