// SPDX-License-Identifier: Apache-2.0
// The C interface of OpenFX 1.5 image effects, declared from the standard's published names, values and layouts.
// Nothing here is code: handles, structs of function pointers, and constants. The tests beside it (layout.cc,
// constants_test.cc) hold it to the standard.
//
// Names are the standard's. A string constant is mostly its own name without the k, but not always: use the constants.
// Text that a plugin passes is copied by the host; text that it receives is the host's, valid until the next call.
// Functions with `...` really are variadic: a declaration without it would break where such arguments travel otherwise
// (macOS on arm64). There, int and double are what is passed, and pointers to them what is read.
#pragma once

#include "ofx/colour.h"
#include "ofx/core.h"
#include "ofx/dialog.h"
#include "ofx/draw.h"
#include "ofx/gpu_render.h"
#include "ofx/host_extensions.h"
#include "ofx/image_effect.h"
#include "ofx/interact.h"
#include "ofx/key_symbols.h"
#include "ofx/memory.h"
#include "ofx/message.h"
#include "ofx/multi_thread.h"
#include "ofx/old.h"
#include "ofx/param.h"
#include "ofx/parametric.h"
#include "ofx/pixels.h"
#include "ofx/progress.h"
#include "ofx/property.h"
#include "ofx/time_line.h"
#include "ofx/property_types.h"
