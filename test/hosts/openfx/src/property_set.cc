// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/property_set.h"

#include "ofxhost/journal.h"
#include "ofxhost/standard.h"

namespace ofxhost {
namespace {

const Value zero_values[] = {0, 0.0, std::string(), static_cast<void*>(nullptr)};
const Value& zero_of(ValueType type) { return zero_values[static_cast<int>(type)]; }

const char* name_of(ValueType type) {
  constexpr const char* names[] = {"an int", "a double", "text", "a pointer"};
  return names[static_cast<int>(type)];
}

}  // namespace

PropertySet::PropertySet(std::string owner) : Handled(handle_kind), owner_(std::move(owner)) {}

PropertySet::PropertySet(std::string owner, const PropertySet& from)
    : Handled(handle_kind), owner_(std::move(owner)), properties_(from.all()) {
  for (const auto& [name, property] : properties_) defaults_[name] = property.values;
}

void PropertySet::define(const std::string& name, bool plugin_sets, std::vector<Value> values) {
  const auto standard = standard_property(name);
  const ValueType type = values.empty() ? (standard ? standard->type : ValueType::text)
                                        : static_cast<ValueType>(values.front().index());
  const int dimension = standard ? standard->dimension : 0;
  while (static_cast<int>(values.size()) < dimension) values.push_back(zero_of(type));
  define(name, Property{type, dimension, std::move(values), plugin_sets, standard && standard->boolean, false});
}

void PropertySet::define(const std::string& name, Property property) {
  const std::lock_guard lock(guard_);
  defaults_[name] = property.values;
  properties_[name] = std::move(property);
}

void PropertySet::remove(const std::string& name) {
  const std::lock_guard lock(guard_);
  properties_.erase(name);
}

void PropertySet::by_index_only(const std::string& name) {
  const std::lock_guard lock(guard_);
  const auto found = properties_.find(name);
  if (found != properties_.end()) found->second.by_index_only = true;
}

void PropertySet::put(const std::string& name, std::vector<Value> values) {
  const std::lock_guard lock(guard_);
  const auto found = properties_.find(name);
  if (found != properties_.end()) found->second.values = std::move(values);
}

bool PropertySet::has(const std::string& name) const {
  const std::lock_guard lock(guard_);
  return properties_.contains(name);
}

std::vector<Value> PropertySet::values(const std::string& name) const {
  const std::lock_guard lock(guard_);
  const auto found = properties_.find(name);
  return found == properties_.end() ? std::vector<Value>{} : found->second.values;
}

namespace {
template <class T>
T value_or(const std::vector<Value>& values, int index, T fallback) {
  if (index >= static_cast<int>(values.size())) return fallback;
  const T* value = std::get_if<T>(&values[static_cast<size_t>(index)]);
  return value ? *value : fallback;
}
}  // namespace

int PropertySet::integer(const std::string& name, int index, int fallback) const {
  return value_or<int>(values(name), index, fallback);
}

double PropertySet::real(const std::string& name, int index, double fallback) const {
  return value_or<double>(values(name), index, fallback);
}

std::string PropertySet::text(const std::string& name, int index, const std::string& fallback) const {
  return value_or<std::string>(values(name), index, fallback);
}

void* PropertySet::pointer(const std::string& name) const { return value_or<void*>(values(name), 0, nullptr); }

std::map<std::string, Property> PropertySet::all() const {
  const std::lock_guard lock(guard_);
  return properties_;
}

Property* PropertySet::find_for_plugin(const char* name, const char* doing) {
  if (!name) {
    misuse("bad-argument", std::string(doing) + " of a property of " + owner_ + " without a name");
    return nullptr;
  }
  const auto found = properties_.find(name);
  if (found != properties_.end()) return &found->second;
  const std::string detail = std::string(doing) + " " + name + " of " + owner_;
  if (standard_property(name)) refused("absent-property", detail);
  else misuse("unknown-property", detail);
  return nullptr;
}

OfxStatus PropertySet::plugin_set(const char* name, ValueType type, int first, const std::vector<Value>& values,
                                  bool many) {
  const std::lock_guard lock(guard_);
  Property* property = find_for_plugin(name, "set");
  if (!property) return kOfxStatErrUnknown;
  const std::string what = std::string(name) + " of " + owner_;
  if (property->type != type) {
    misuse("wrong-type", "set " + what + " to " + name_of(type) + ", it holds " + name_of(property->type));
    return kOfxStatErrUnknown;
  }
  if (!property->plugin_sets) {
    misuse("read-only-property", "set " + what);
    return kOfxStatErrValue;
  }
  const size_t end = static_cast<size_t>(first) + values.size();
  if (first < 0 || (property->dimension > 0 && end > static_cast<size_t>(property->dimension))) {
    misuse("bad-index", "set " + what + " at " + std::to_string(first));
    return kOfxStatErrBadIndex;
  }
  if (property->boolean) {
    for (const Value& value : values) {
      if (const int number = std::get<int>(value); number != 0 && number != 1) {
        misuse("wrong-value", "set " + what + " to " + std::to_string(number) + ", it holds 0 or 1");
        return kOfxStatErrValue;
      }
    }
  }
  if (many && property->by_index_only) return kOfxStatErrUnknown;
  if (many && property->dimension == 0) property->values.clear();
  if (property->values.size() < end) property->values.resize(end, zero_of(type));
  for (size_t i = 0; i < values.size(); ++i) property->values[static_cast<size_t>(first) + i] = values[i];
  return kOfxStatOK;
}

OfxStatus PropertySet::plugin_get(const char* name, ValueType type, int first, int count, std::vector<Value>& values,
                                  bool many) {
  const std::lock_guard lock(guard_);
  const Property* property = find_for_plugin(name, "get");
  if (!property) return kOfxStatErrUnknown;
  const std::string what = std::string(name) + " of " + owner_;
  if (property->type != type) {
    misuse("wrong-type", "get " + what + " as " + name_of(type) + ", it holds " + name_of(property->type));
    return kOfxStatErrUnknown;
  }
  if (many && property->by_index_only) {
    refused("by-index-only", "get " + what);
    return kOfxStatErrUnknown;
  }
  if (first < 0 || count < 0 || (property->dimension > 0 && first + count > property->dimension)) {
    misuse("bad-index", "get " + what + " at " + std::to_string(first));
    return kOfxStatErrBadIndex;
  }
  if (static_cast<size_t>(first) + static_cast<size_t>(count) > property->values.size()) {
    refused("absent-value", "get " + what + " at " + std::to_string(first));
    return kOfxStatErrBadIndex;
  }
  values.assign(property->values.begin() + first, property->values.begin() + first + count);
  return kOfxStatOK;
}

OfxStatus PropertySet::plugin_reset(const char* name) {
  const std::lock_guard lock(guard_);
  Property* property = find_for_plugin(name, "reset");
  if (!property) return kOfxStatErrUnknown;
  if (!property->plugin_sets) {
    misuse("read-only-property", "reset " + std::string(name) + " of " + owner_);
    return kOfxStatErrValue;
  }
  property->values = defaults_[name];
  return kOfxStatOK;
}

OfxStatus PropertySet::plugin_dimension(const char* name, int* count) {
  const std::lock_guard lock(guard_);
  const Property* property = find_for_plugin(name, "get the dimension of");
  if (!property) return kOfxStatErrUnknown;
  *count = static_cast<int>(property->values.size());
  return kOfxStatOK;
}

}  // namespace ofxhost
