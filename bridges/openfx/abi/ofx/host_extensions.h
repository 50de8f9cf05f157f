// SPDX-License-Identifier: Apache-2.0
// Properties that hosts add to the standard. Read them with a fallback; never require one.
#pragma once

// Resolve, clip instance: int, 1 while the picture is for a filmstrip. The string really starts with k.
inline constexpr char kOfxImageClipPropThumbnail[] = "kOfxImageClipPropThumbnail";
// Resolve, effect instance: "Edit", "Color" or "Fusion"; may be absent while a project loads.
inline constexpr char kOfxImageEffectPropResolvePage[] = "OfxImageEffectPropResolvePage";
// Resolve, effect instance: where the clip's media lies.
inline constexpr char kOfxImageEffectPropSrcFilePath[] = "OfxImageEffectPropSrcFilePath";
// Resolve 20, arguments of render: int, the frame's number in its media.
inline constexpr char kOfxImageEffectPropSrcFrame[] = "OfxImageEffectPropSrcFrame";
// Resolve 21, arguments of render: int, the eye of a stereo clip.
inline constexpr char kOfxImageEffectPropEyeToRender[] = "OfxImageEffectPropEyeToRender";
// Nuke, Natron, MLT, params: int, 0 as usual, 1 a divider follows, 2 the next param stays on this line.
inline constexpr char kOfxParamPropLayoutHint[] = "OfxParamPropLayoutHint";
inline constexpr char kOfxParamPropLayoutPadWidth[] = "OfxParamPropLayoutPadWidth";
