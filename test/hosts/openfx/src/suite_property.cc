// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "ofxhost/lent.h"
#include "ofxhost/property_set.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

// Between the C types of the suite and what sets hold.
Value take(void* value) { return value; }
Value take(const char* value) { return std::string(value ? value : ""); }
Value take(double value) { return value; }
Value take(int value) { return value; }
void give(const Value& value, void*& out) { out = std::get<void*>(value); }
void give(const Value& value, char*& out) { out = lend(std::get<std::string>(value)); }
void give(const Value& value, double& out) { out = std::get<double>(value); }
void give(const Value& value, int& out) { out = std::get<int>(value); }

template <class T>
constexpr ValueType type_of = std::is_same_v<T, int>      ? ValueType::integer
                              : std::is_same_v<T, double> ? ValueType::real
                              : std::is_same_v<T, void*>  ? ValueType::pointer
                                                          : ValueType::text;

template <class T>
OfxStatus set_one(OfxPropertySetHandle properties, const char* name, int index, T value) {
  lent_recall();
  auto* set = find<PropertySet>(properties, "propSet");
  return set ? set->plugin_set(name, type_of<T>, index, {take(value)}, false) : kOfxStatErrBadHandle;
}

template <class T>
OfxStatus set_many(OfxPropertySetHandle properties, const char* name, int count, const T* values) {
  lent_recall();
  auto* set = find<PropertySet>(properties, "propSetN");
  if (!set) return kOfxStatErrBadHandle;
  std::vector<Value> taken;
  for (int i = 0; i < count; ++i) taken.push_back(take(values[i]));
  return set->plugin_set(name, type_of<T>, 0, taken, true);
}

template <class T>
OfxStatus get_some(OfxPropertySetHandle properties, const char* name, int first, int count, T* out, bool many) {
  lent_recall();
  auto* set = find<PropertySet>(properties, many ? "propGetN" : "propGet");
  if (!set) return kOfxStatErrBadHandle;
  std::vector<Value> values;
  const OfxStatus status = set->plugin_get(name, type_of<T>, first, count, values, many);
  if (status == kOfxStatOK) {
    for (size_t i = 0; i < values.size(); ++i) give(values[i], out[i]);
  }
  return status;
}

template <class T>
OfxStatus get_one(OfxPropertySetHandle properties, const char* name, int index, T* out) {
  return get_some(properties, name, index, 1, out, false);
}

template <class T>
OfxStatus get_many(OfxPropertySetHandle properties, const char* name, int count, T* out) {
  return get_some(properties, name, 0, count, out, true);
}

OfxStatus reset(OfxPropertySetHandle properties, const char* name) {
  lent_recall();
  auto* set = find<PropertySet>(properties, "propReset");
  return set ? set->plugin_reset(name) : kOfxStatErrBadHandle;
}

OfxStatus get_dimension(OfxPropertySetHandle properties, const char* name, int* count) {
  lent_recall();
  auto* set = find<PropertySet>(properties, "propGetDimension");
  return set ? set->plugin_dimension(name, count) : kOfxStatErrBadHandle;
}

}  // namespace

const OfxPropertySuiteV1& property_suite() {
  static const OfxPropertySuiteV1 suite{
      set_one<void*>,  set_one<const char*>,  set_one<double>,  set_one<int>,
      set_many<void*>, set_many<const char*>, set_many<double>, set_many<int>,
      get_one<void*>,  get_one<char*>,        get_one<double>,  get_one<int>,
      get_many<void*>, get_many<char*>,       get_many<double>, get_many<int>,
      reset,           get_dimension};
  return suite;
}

}  // namespace ofxhost
