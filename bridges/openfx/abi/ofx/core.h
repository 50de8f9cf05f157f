// SPDX-License-Identifier: Apache-2.0
// What every plugin and host share: status codes, handles, general actions and properties, plugin and host.
#pragma once

#include <cstddef>

struct OfxPropertySetStruct;
using OfxPropertySetHandle = OfxPropertySetStruct*;

using OfxStatus = int;
// In frames, may lie between two.
using OfxTime = double;

extern "C" {
using OfxPluginEntryPoint = OfxStatus(const char* action, const void* handle, OfxPropertySetHandle inArgs,
                                      OfxPropertySetHandle outArgs);
}

extern "C" {
struct OfxHost {
  OfxPropertySetHandle host;
  const void* (*fetchSuite)(OfxPropertySetHandle host, const char* suiteName, int suiteVersion);
};

struct OfxPlugin {
  const char* pluginApi;
  int apiVersion;
  const char* pluginIdentifier;
  unsigned int pluginVersionMajor;
  unsigned int pluginVersionMinor;
  void (*setHost)(OfxHost* host);
  OfxPluginEntryPoint* mainEntry;
};

struct OfxRangeI {
  int min, max;
};

struct OfxRangeD {
  double min, max;
};

struct OfxPointI {
  int x, y;
};

struct OfxPointD {
  double x, y;
};

struct OfxRectI {
  int x1, y1, x2, y2;
};

struct OfxRectD {
  double x1, y1, x2, y2;
};
}  // extern "C"

// Status codes.
inline constexpr int kOfxStatOK = 0;
inline constexpr int kOfxStatFailed = 1;
inline constexpr int kOfxStatErrFatal = 2;
inline constexpr int kOfxStatErrUnknown = 3;
inline constexpr int kOfxStatErrMissingHostFeature = 4;
inline constexpr int kOfxStatErrUnsupported = 5;
inline constexpr int kOfxStatErrExists = 6;
inline constexpr int kOfxStatErrFormat = 7;
inline constexpr int kOfxStatErrMemory = 8;
inline constexpr int kOfxStatErrBadHandle = 9;
inline constexpr int kOfxStatErrBadIndex = 10;
inline constexpr int kOfxStatErrValue = 11;
inline constexpr int kOfxStatReplyYes = 12;
inline constexpr int kOfxStatReplyNo = 13;
inline constexpr int kOfxStatReplyDefault = 14;
inline constexpr int kOfxStatUnlicensed = 15;

// Actions.
inline constexpr char kOfxActionLoad[] = "OfxActionLoad";
inline constexpr char kOfxActionDescribe[] = "OfxActionDescribe";
inline constexpr char kOfxActionUnload[] = "OfxActionUnload";
inline constexpr char kOfxActionPurgeCaches[] = "OfxActionPurgeCaches";
inline constexpr char kOfxActionSyncPrivateData[] = "OfxActionSyncPrivateData";
inline constexpr char kOfxActionCreateInstance[] = "OfxActionCreateInstance";
inline constexpr char kOfxActionDestroyInstance[] = "OfxActionDestroyInstance";
inline constexpr char kOfxActionInstanceChanged[] = "OfxActionInstanceChanged";
inline constexpr char kOfxActionBeginInstanceChanged[] = "OfxActionBeginInstanceChanged";
inline constexpr char kOfxActionEndInstanceChanged[] = "OfxActionEndInstanceChanged";
inline constexpr char kOfxActionBeginInstanceEdit[] = "OfxActionBeginInstanceEdit";
inline constexpr char kOfxActionEndInstanceEdit[] = "OfxActionEndInstanceEdit";

// Values.
inline constexpr char kOfxChangeUserEdited[] = "OfxChangeUserEdited";
inline constexpr char kOfxChangePluginEdited[] = "OfxChangePluginEdited";
inline constexpr char kOfxChangeTime[] = "OfxChangeTime";
inline constexpr int kOfxFlagInfiniteMax = 2147483647;
inline constexpr int kOfxFlagInfiniteMin = -2147483647 - 1;
inline constexpr char kOfxBitDepthNone[] = "OfxBitDepthNone";
inline constexpr char kOfxBitDepthByte[] = "OfxBitDepthByte";
inline constexpr char kOfxBitDepthShort[] = "OfxBitDepthShort";
inline constexpr char kOfxBitDepthHalf[] = "OfxBitDepthHalf";
inline constexpr char kOfxBitDepthFloat[] = "OfxBitDepthFloat";

// Properties.
inline constexpr char kOfxPropAPIVersion[] = "OfxPropAPIVersion";  // int x N
inline constexpr char kOfxPropTime[] = "OfxPropTime";  // double x 1
inline constexpr char kOfxPropIsInteractive[] = "OfxPropIsInteractive";  // bool x 1
inline constexpr char kOfxPluginPropFilePath[] = "OfxPluginPropFilePath";  // string x 1
inline constexpr char kOfxPropInstanceData[] = "OfxPropInstanceData";  // pointer x 1
inline constexpr char kOfxPropType[] = "OfxPropType";  // string x 1
inline constexpr char kOfxPropName[] = "OfxPropName";  // string x 1
inline constexpr char kOfxPropVersion[] = "OfxPropVersion";  // int x N
inline constexpr char kOfxPropVersionLabel[] = "OfxPropVersionLabel";  // string x 1
inline constexpr char kOfxPropPluginDescription[] = "OfxPropPluginDescription";  // string x 1
inline constexpr char kOfxPropLabel[] = "OfxPropLabel";  // string x 1
inline constexpr char kOfxPropIcon[] = "OfxPropIcon";  // string x 2
inline constexpr char kOfxPropShortLabel[] = "OfxPropShortLabel";  // string x 1
inline constexpr char kOfxPropLongLabel[] = "OfxPropLongLabel";  // string x 1
inline constexpr char kOfxPropChangeReason[] = "OfxPropChangeReason";  // enum x 1
inline constexpr char kOfxPropEffectInstance[] = "OfxPropEffectInstance";  // pointer x 1
inline constexpr char kOfxPropHostOSHandle[] = "OfxPropHostOSHandle";  // pointer x 1
