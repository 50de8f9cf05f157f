// SPDX-License-Identifier: Apache-2.0
#include "properties.h"

#include "host.h"

namespace sfumato::ofx {

bool Properties::set(const char* name, const char* value, int index) const {
  return handle_ && host().property->propSetString(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char* name, int value, int index) const {
  return handle_ && host().property->propSetInt(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char* name, double value, int index) const {
  return handle_ && host().property->propSetDouble(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char* name, void* value, int index) const {
  return handle_ && host().property->propSetPointer(handle_, name, index, value) == kOfxStatOK;
}

int Properties::integer(const char* name, int fallback, int index) const {
  int value = fallback;
  return handle_ && host().property->propGetInt(handle_, name, index, &value) == kOfxStatOK ? value : fallback;
}

double Properties::real(const char* name, double fallback, int index) const {
  double value = fallback;
  return handle_ && host().property->propGetDouble(handle_, name, index, &value) == kOfxStatOK ? value : fallback;
}

std::string Properties::text(const char* name, const char* fallback, int index) const {
  char* value = nullptr;
  const bool got = handle_ && host().property->propGetString(handle_, name, index, &value) == kOfxStatOK && value;
  return got ? value : fallback;
}

void* Properties::pointer(const char* name, int index) const {
  void* value = nullptr;
  return handle_ && host().property->propGetPointer(handle_, name, index, &value) == kOfxStatOK ? value : nullptr;
}

int Properties::dimension(const char* name) const {
  int count = 0;
  return handle_ && host().property->propGetDimension(handle_, name, &count) == kOfxStatOK ? count : 0;
}

}  // namespace sfumato::ofx
