// SPDX-License-Identifier: Apache-2.0
#include "instance.h"

#include <algorithm>

#include "host.h"

namespace sfumato::ofx {

std::unique_ptr<Instance> Instance::make(const Effect& effect, OfxImageEffectHandle handle) {
  const OfxImageEffectSuiteV1& suite = *host().effect;
  std::unique_ptr<Instance> instance(new Instance(effect, handle));
  OfxPropertySetHandle properties = nullptr;
  if (suite.getPropertySet(handle, &properties) != kOfxStatOK || !properties) return nullptr;
  instance->properties = Properties(properties);
  if (suite.getParamSet(handle, &instance->params) != kOfxStatOK || !instance->params) return nullptr;
  if (suite.clipGetHandle(handle, kOfxImageEffectOutputClipName, &instance->output, nullptr) != kOfxStatOK) return nullptr;
  for (const Clip& clip : effect.clips) {
    OfxImageClipHandle clip_handle = nullptr;
    const bool got = suite.clipGetHandle(handle, clip.name, &clip_handle, nullptr) == kOfxStatOK;
    instance->clips.push_back(got ? clip_handle : nullptr);
  }
  for (const Control& control : effect.controls) {
    OfxParamHandle param = nullptr;
    const bool got = host().parameter->paramGetHandle(instance->params, control.name, &param, nullptr) == kOfxStatOK;
    instance->handles_.push_back(got ? param : nullptr);
  }
  return instance;
}

Numbers Instance::numbers(size_t index, double time) const {
  const Control& control = effect.controls[index];
  const OfxParamHandle param = handles_[index];
  Numbers value = control.number;
  if (!param) return value;
  const auto get = host().parameter->paramGetValueAtTime;
  int whole = static_cast<int>(value[0]);
  switch (control.kind) {
    case ControlKind::number:
      return get(param, time, &value[0]) == kOfxStatOK ? value : control.number;
    case ControlKind::integer:
    case ControlKind::boolean:
    case ControlKind::choice:
      if (get(param, time, &whole) == kOfxStatOK) value[0] = whole;
      return value;
    case ControlKind::position:
      return get(param, time, &value[0], &value[1]) == kOfxStatOK ? value : control.number;
    case ControlKind::colour:
      return get(param, time, &value[0], &value[1], &value[2]) == kOfxStatOK ? value : control.number;
    default:
      return value;
  }
}

std::string Instance::text(size_t index, double time) const {
  char* value = nullptr;
  const OfxParamHandle param = handles_[index];
  if (param && host().parameter->paramGetValueAtTime(param, time, &value) == kOfxStatOK && value) return value;
  return effect.controls[index].text;
}

double Instance::number(Role role, double time, double fallback, std::string_view subject) const {
  const int index = control_index(effect, role, subject);
  return index < 0 ? fallback : numbers(static_cast<size_t>(index), time)[0];
}

bool Instance::holds(const Condition& condition, double time) const {
  if (!*condition.control) return true;
  const int index = control_named(effect, condition.control);
  if (index < 0) return true;
  const int option = static_cast<int>(numbers(static_cast<size_t>(index), time)[0]);
  return std::find(condition.options.begin(), condition.options.end(), option) != condition.options.end();
}

const View& Instance::view(double time) const {
  const double last = static_cast<double>(effect.views.size() - 1);
  return effect.views[static_cast<size_t>(std::clamp(number(Role::view, time), 0.0, last))];
}

std::optional<Marks> Instance::marks(double time) const {
  const int index = control_index(effect, Role::marks);
  if (index < 0) return Marks();
  return Marks::parse(text(static_cast<size_t>(index), time));
}

void Instance::set_numbers(size_t index, const Numbers& value) const {
  const OfxParamHandle param = handles_[index];
  if (!param) return;
  const auto set = host().parameter->paramSetValue;
  switch (effect.controls[index].kind) {
    case ControlKind::number: set(param, value[0]); break;
    case ControlKind::integer:
    case ControlKind::boolean:
    case ControlKind::choice: set(param, static_cast<int>(value[0])); break;
    case ControlKind::position: set(param, value[0], value[1]); break;
    case ControlKind::colour: set(param, value[0], value[1], value[2]); break;
    default: break;
  }
}

void Instance::set_text(size_t index, const std::string& value) const {
  if (handles_[index]) host().parameter->paramSetValue(handles_[index], value.c_str());
}

Properties Instance::param_properties(size_t index) const {
  OfxPropertySetHandle set = nullptr;
  if (!handles_[index] || host().parameter->paramGetPropertySet(handles_[index], &set) != kOfxStatOK) return {};
  return Properties(set);
}

bool Instance::connected(size_t clip) const {
  OfxPropertySetHandle set = nullptr;
  if (!clips[clip] || host().effect->clipGetPropertySet(clips[clip], &set) != kOfxStatOK) return false;
  return Properties(set).integer(kOfxImageClipPropConnected, 0) != 0;
}

Instance* instance_of(OfxImageEffectHandle handle) {
  OfxPropertySetHandle set = nullptr;
  if (!handle || host().effect->getPropertySet(handle, &set) != kOfxStatOK) return nullptr;
  return static_cast<Instance*>(Properties(set).pointer(kOfxPropInstanceData));
}

}  // namespace sfumato::ofx
