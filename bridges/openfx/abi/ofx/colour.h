// SPDX-License-Identifier: Apache-2.0
// Colour management (1.5).
#pragma once

// Actions.
inline constexpr char kOfxImageEffectActionGetOutputColourspace[] = "OfxImageEffectActionGetOutputColourspace";

// Values.
inline constexpr char kOfxImageEffectColourManagementNone[] = "OfxImageEffectColourManagementNone";
inline constexpr char kOfxImageEffectColourManagementBasic[] = "OfxImageEffectColourManagementBasic";
inline constexpr char kOfxImageEffectColourManagementCore[] = "OfxImageEffectColourManagementCore";
inline constexpr char kOfxImageEffectColourManagementFull[] = "OfxImageEffectColourManagementFull";
inline constexpr char kOfxImageEffectColourManagementOCIO[] = "OfxImageEffectColourManagementOCIO";

// Properties.
// enum x 1
inline constexpr char kOfxImageEffectPropColourManagementStyle[] = "OfxImageEffectPropColourManagementStyle";
inline constexpr char kOfxImageEffectPropColourManagementAvailableConfigs[] =
    "OfxImageEffectPropColourManagementAvailableConfigs";  // string x N
// string x 1
inline constexpr char kOfxImageEffectPropColourManagementConfig[] = "OfxImageEffectPropColourManagementConfig";
inline constexpr char kOfxImageEffectPropOCIOConfig[] = "OfxImageEffectPropOCIOConfig";  // string x 1
inline constexpr char kOfxImageClipPropColourspace[] = "OfxImageClipPropColourspace";  // string x 1
inline constexpr char kOfxImageClipPropPreferredColourspaces[] = "OfxImageClipPropPreferredColourspaces";  // string x N
inline constexpr char kOfxImageEffectPropDisplayColourspace[] = "OfxImageEffectPropDisplayColourspace";  // string x 1
inline constexpr char kOfxImageEffectPropOCIODisplay[] = "OfxImageEffectPropOCIODisplay";  // string x 1
inline constexpr char kOfxImageEffectPropOCIOView[] = "OfxImageEffectPropOCIOView";  // string x 1
