// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/param.h"

#include <iterator>

#include "ofxhost/objects.h"

namespace ofxhost {

Param::Param(Effect& owner, std::string param_name, std::string param_type, const Profile& profile)
    : Handled(handle_kind),
      effect(owner),
      name(std::move(param_name)),
      type(std::move(param_type)),
      standard(standard_param(type)),
      properties("param " + name) {
  define_param_properties(properties, type, profile);
  properties.put(kOfxPropName, {name});
  properties.put(kOfxParamPropType, {type});
  for (const char* label : {kOfxPropLabel, kOfxPropShortLabel, kOfxPropLongLabel, kOfxParamPropScriptName})
    properties.put(label, {name});
}

Param::Param(Effect& owner, const Param& descriptor)
    : Handled(handle_kind),
      effect(owner),
      name(descriptor.name),
      type(descriptor.type),
      standard(descriptor.standard),
      properties("param " + name, descriptor.properties) {
  properties.put(kOfxPropType, {std::string(kOfxTypeParameterInstance)});
  reset();
}

void Param::reset() {
  const Values values = properties.values(kOfxParamPropDefault);
  const std::lock_guard lock(guard_);
  value_ = values;
  keys_.clear();
}

Param::Values Param::value_at(double time) const {
  const std::lock_guard lock(guard_);
  if (keys_.empty()) return value_;
  const auto after = keys_.upper_bound(time);
  if (after == keys_.begin()) return after->second;
  const auto before = std::prev(after);
  if (after == keys_.end()) return before->second;
  const double part = (time - before->first) / (after->first - before->first);
  Values values = before->second;
  for (size_t i = 0; i < values.size(); ++i) {
    if (double* number = std::get_if<double>(&values[i]))
      *number += part * (std::get<double>(after->second[i]) - *number);
  }
  return values;
}

void Param::set(Values values) {
  {
    const std::lock_guard lock(guard_);
    value_ = std::move(values);
    keys_.clear();
  }
  tell_animation();
}

void Param::set_key(double time, Values values) {
  {
    const std::lock_guard lock(guard_);
    keys_[time] = std::move(values);
  }
  tell_animation();
}

std::vector<double> Param::key_times() const {
  const std::lock_guard lock(guard_);
  std::vector<double> times;
  for (const auto& [time, values] : keys_) times.push_back(time);
  return times;
}

bool Param::delete_key(double time) {
  const bool found = [&] {
    const std::lock_guard lock(guard_);
    return keys_.erase(time) > 0;
  }();
  tell_animation();
  return found;
}

void Param::delete_all_keys() {
  {
    const std::lock_guard lock(guard_);
    if (!keys_.empty()) value_ = keys_.begin()->second;
    keys_.clear();
  }
  tell_animation();
}

void Param::copy(const Param& from, double offset) {
  const std::vector<double> times = from.key_times();
  set(from.value_at(0));
  for (const double time : times) set_key(time + offset, from.value_at(time));
}

void Param::tell_animation() { properties.put(kOfxParamPropIsAnimating, {key_times().empty() ? 0 : 1}); }

ParamSet::ParamSet(Effect& owner) : Handled(handle_kind), effect(owner), properties("param set") {
  properties.define(kOfxPropParamSetNeedsSyncing, true);
  properties.define(kOfxPluginPropParamPageOrder, true);
}

Param* ParamSet::find(const std::string& name) const {
  for (const auto& param : params) {
    if (param->name == name) return param.get();
  }
  return nullptr;
}

}  // namespace ofxhost
