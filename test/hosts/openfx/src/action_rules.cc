// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/action_rules.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace ofxhost {
namespace {

struct Rule {
  std::string_view action;
  std::vector<OfxStatus> allowed;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all{
      {kOfxActionLoad, {kOfxStatOK, kOfxStatFailed, kOfxStatErrFatal, kOfxStatErrMissingHostFeature}},
      {kOfxActionUnload, {kOfxStatOK}},
      {kOfxActionDescribe, {kOfxStatOK, kOfxStatErrMissingHostFeature, kOfxStatErrMemory, kOfxStatErrFatal}},
      {kOfxImageEffectActionDescribeInContext,
       {kOfxStatOK, kOfxStatErrMissingHostFeature, kOfxStatErrMemory, kOfxStatErrFatal}},
      {kOfxActionCreateInstance, {kOfxStatOK, kOfxStatFailed, kOfxStatErrMemory, kOfxStatErrFatal}},
      {kOfxActionDestroyInstance, {kOfxStatOK}},
      {kOfxImageEffectActionRender,
       {kOfxStatOK, kOfxStatFailed, kOfxStatErrMemory, kOfxStatErrFatal, kOfxStatUnlicensed}},
  };
  return all;
}

struct Name {
  OfxStatus status;
  const char* name;
};

constexpr Name names[] = {
    {kOfxStatOK, "kOfxStatOK"},
    {kOfxStatFailed, "kOfxStatFailed"},
    {kOfxStatErrFatal, "kOfxStatErrFatal"},
    {kOfxStatErrUnknown, "kOfxStatErrUnknown"},
    {kOfxStatErrMissingHostFeature, "kOfxStatErrMissingHostFeature"},
    {kOfxStatErrUnsupported, "kOfxStatErrUnsupported"},
    {kOfxStatErrExists, "kOfxStatErrExists"},
    {kOfxStatErrFormat, "kOfxStatErrFormat"},
    {kOfxStatErrMemory, "kOfxStatErrMemory"},
    {kOfxStatErrBadHandle, "kOfxStatErrBadHandle"},
    {kOfxStatErrBadIndex, "kOfxStatErrBadIndex"},
    {kOfxStatErrValue, "kOfxStatErrValue"},
    {kOfxStatReplyYes, "kOfxStatReplyYes"},
    {kOfxStatReplyNo, "kOfxStatReplyNo"},
    {kOfxStatReplyDefault, "kOfxStatReplyDefault"},
    {kOfxStatUnlicensed, "kOfxStatUnlicensed"},
    {kOfxStatErrImageFormat, "kOfxStatErrImageFormat"},
};

}  // namespace

bool may_return(const char* action, OfxStatus status) {
  for (const Rule& rule : rules()) {
    if (rule.action == action) return std::ranges::find(rule.allowed, status) != rule.allowed.end();
  }
  return status == kOfxStatOK || status == kOfxStatReplyDefault || status == kOfxStatFailed ||
         status == kOfxStatErrMemory || status == kOfxStatErrFatal;
}

const char* status_name(OfxStatus status) {
  for (const Name& entry : names) {
    if (entry.status == status) return entry.name;
  }
  return "an unknown status";
}

}  // namespace ofxhost
