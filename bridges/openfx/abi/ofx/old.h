// SPDX-License-Identifier: Apache-2.0
// Names that hosts still know and that nothing new uses.
#pragma once

extern "C" {
struct OfxYUVAColourB {
  unsigned char y, u, v, a;
};

struct OfxYUVAColourS {
  unsigned short y, u, v, a;
};

struct OfxYUVAColourF {
  float y, u, v, a;
};
}  // extern "C"

// Values.
inline constexpr char kOfxImageComponentYUVA[] = "OfxImageComponentYUVA";
inline constexpr char kOfxParamDoubleTypeNormalisedX[] = "OfxParamDoubleTypeNormalisedX";
inline constexpr char kOfxParamDoubleTypeNormalisedY[] = "OfxParamDoubleTypeNormalisedY";
inline constexpr char kOfxParamDoubleTypeNormalisedXAbsolute[] = "OfxParamDoubleTypeNormalisedXAbsolute";
inline constexpr char kOfxParamDoubleTypeNormalisedYAbsolute[] = "OfxParamDoubleTypeNormalisedYAbsolute";
inline constexpr char kOfxParamDoubleTypeNormalisedXY[] = "OfxParamDoubleTypeNormalisedXY";
inline constexpr char kOfxParamDoubleTypeNormalisedXYAbsolute[] = "OfxParamDoubleTypeNormalisedXYAbsolute";

// Properties.
inline constexpr char kOfxImageEffectPropInAnalysis[] = "OfxImageEffectPropInAnalysis";  // bool x 1
inline constexpr char kOfxInteractPropViewportSize[] = "OfxInteractPropViewport";  // int x 2
