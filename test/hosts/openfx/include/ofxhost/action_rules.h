// SPDX-License-Identifier: Apache-2.0
// What each action may return.
#pragma once

#include "ofx/ofx.h"

namespace ofxhost {

// By the standard and by what hosts insist on: Load, Describe and CreateInstance must not answer ReplyDefault.
bool may_return(const char* action, OfxStatus status);

// Such as "kOfxStatReplyDefault".
const char* status_name(OfxStatus status);

}  // namespace ofxhost
