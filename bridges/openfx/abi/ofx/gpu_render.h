// SPDX-License-Identifier: Apache-2.0
// Rendering on a GPU: flags, OpenGL textures, OpenCL programs.
#pragma once

#include "ofx/image_effect.h"

extern "C" {
struct OfxImageEffectOpenGLRenderSuiteV1 {
  OfxStatus (*clipLoadTexture)(OfxImageClipHandle clip, OfxTime time, const char* format, const OfxRectD* region,
                               OfxPropertySetHandle* textureHandle);
  OfxStatus (*clipFreeTexture)(OfxPropertySetHandle textureHandle);
  OfxStatus (*flushResources)();
};

struct OfxOpenCLProgramSuiteV1 {
  OfxStatus (*compileProgram)(const char* pszProgramSource, int fOptional, void* pResult);
};
}  // extern "C"

inline constexpr char kOfxOpenGLRenderSuite[] = "OfxImageEffectOpenGLRenderSuite";
inline constexpr char kOfxOpenCLProgramSuite[] = "OfxOpenCLProgramSuite";

// Status codes.
inline constexpr int kOfxStatGPUOutOfMemory = 1001;
inline constexpr int kOfxStatGLOutOfMemory = 1001;
inline constexpr int kOfxStatGPURenderFailed = 1002;
inline constexpr int kOfxStatGLRenderFailed = 1002;

// Actions.
inline constexpr char kOfxActionOpenGLContextAttached[] = "OfxActionOpenGLContextAttached";
inline constexpr char kOfxActionOpenGLContextDetached[] = "kOfxActionOpenGLContextDetached";

// Properties.
// enum x 1
inline constexpr char kOfxImageEffectPropOpenGLRenderSupported[] = "OfxImageEffectPropOpenGLRenderSupported";
inline constexpr char kOfxOpenGLPropPixelDepth[] = "OfxOpenGLPropPixelDepth";  // enum x N
inline constexpr char kOfxImageEffectPropOpenGLEnabled[] = "OfxImageEffectPropOpenGLEnabled";  // bool x 1
inline constexpr char kOfxImageEffectPropOpenGLTextureIndex[] = "OfxImageEffectPropOpenGLTextureIndex";  // int x 1
inline constexpr char kOfxImageEffectPropOpenGLTextureTarget[] = "OfxImageEffectPropOpenGLTextureTarget";  // int x 1
inline constexpr char kOfxImageEffectPropCPURenderSupported[] = "OfxImageEffectPropCPURenderSupported";  // enum x 1
inline constexpr char kOfxImageEffectPropCudaRenderSupported[] = "OfxImageEffectPropCudaRenderSupported";  // enum x 1
inline constexpr char kOfxImageEffectPropCudaEnabled[] = "OfxImageEffectPropCudaEnabled";  // bool x 1
inline constexpr char kOfxImageEffectPropCudaStreamSupported[] = "OfxImageEffectPropCudaStreamSupported";  // enum x 1
inline constexpr char kOfxImageEffectPropCudaStream[] = "OfxImageEffectPropCudaStream";  // pointer x 1
inline constexpr char kOfxImageEffectPropMetalRenderSupported[] = "OfxImageEffectPropMetalRenderSupported";  // enum x 1
inline constexpr char kOfxImageEffectPropMetalEnabled[] = "OfxImageEffectPropMetalEnabled";  // bool x 1
inline constexpr char kOfxImageEffectPropMetalCommandQueue[] = "OfxImageEffectPropMetalCommandQueue";  // pointer x 1
// enum x 1
inline constexpr char kOfxImageEffectPropOpenCLRenderSupported[] = "OfxImageEffectPropOpenCLRenderSupported";
inline constexpr char kOfxImageEffectPropOpenCLSupported[] = "OfxImageEffectPropOpenCLSupported";  // enum x 1
inline constexpr char kOfxImageEffectPropOpenCLEnabled[] = "OfxImageEffectPropOpenCLEnabled";  // bool x 1
inline constexpr char kOfxImageEffectPropOpenCLCommandQueue[] = "OfxImageEffectPropOpenCLCommandQueue";  // pointer x 1
inline constexpr char kOfxImageEffectPropOpenCLImage[] = "OfxImageEffectPropOpenCLImage";  // pointer x 1
