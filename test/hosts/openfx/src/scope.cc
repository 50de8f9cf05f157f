// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/scope.h"

#include "ofx/ofx.h"

namespace ofxhost {
namespace {
thread_local const Scope* innermost = nullptr;
}

const Scope* current_scope() { return innermost; }

EnterScope::EnterScope(const Scope& scope) : scope_(scope), before_(innermost) {
  if (!scope_.spawned) scope_.outer = innermost;
  innermost = &scope_;
}

EnterScope::~EnterScope() { innermost = before_; }

bool Scope::renders() const {
  for (const char* name :
       {kOfxImageEffectActionRender, kOfxImageEffectActionBeginSequenceRender, kOfxImageEffectActionEndSequenceRender,
        kOfxImageEffectActionIsIdentity, kOfxImageEffectActionGetFramesNeeded,
        kOfxImageEffectActionGetRegionOfDefinition, kOfxImageEffectActionGetRegionsOfInterest}) {
    if (is(name)) return true;
  }
  return false;
}

bool Scope::describes() const { return is(kOfxActionDescribe) || is(kOfxImageEffectActionDescribeInContext); }

bool Scope::fetches_images() const {
  return is(kOfxImageEffectActionRender) || is(kOfxActionInstanceChanged) || is(kOfxActionEndInstanceChanged);
}

}  // namespace ofxhost
