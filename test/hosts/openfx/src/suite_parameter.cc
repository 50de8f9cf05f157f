// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdarg>

#include "ofxhost/host.h"
#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/scope.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

OfxStatus define(OfxParamSetHandle set_handle, const char* type, const char* name, OfxPropertySetHandle* out) {
  lent_recall();
  auto* set = find<ParamSet>(set_handle, "paramDefine");
  if (!set) return kOfxStatErrBadHandle;
  const Scope* scope = current_scope();
  if (!scope || !scope->is(kOfxImageEffectActionDescribeInContext)) misuse("wrong-action", "paramDefine");
  if (!standard_param(type).known) {
    misuse("unknown-param-type", type);
    return kOfxStatErrUnknown;
  }
  if (set->find(name) || set->effect.find_clip(name)) {
    misuse("duplicate-name", std::string("param ") + name);
    return kOfxStatErrExists;
  }
  const Profile& profile = set->effect.host.profile;
  const auto is_type = [type](const char* other) { return std::string_view(type) == other; };
  if (std::ranges::any_of(profile.crashing_params, is_type)) misuse("param-crashes-host", type);
  if (std::ranges::any_of(profile.refused_params, is_type)) {
    refused("refused-param", std::string(type) + " " + name);
    return kOfxStatErrUnsupported;
  }
  set->params.push_back(std::make_unique<Param>(set->effect, name, type, profile));
  if (out) *out = set->params.back()->properties.handle();
  return kOfxStatOK;
}

OfxStatus get_handle(OfxParamSetHandle set_handle, const char* name, OfxParamHandle* out, OfxPropertySetHandle* properties) {
  lent_recall();
  auto* set = find<ParamSet>(set_handle, "paramGetHandle");
  if (!set) return kOfxStatErrBadHandle;
  Param* param = set->find(name);
  if (!param) {
    refused("absent-param", name);
    return kOfxStatErrUnknown;
  }
  if (out) *out = param->handle();
  if (properties) *properties = param->properties.handle();
  return kOfxStatOK;
}

OfxStatus set_property_set(OfxParamSetHandle set_handle, OfxPropertySetHandle* out) {
  lent_recall();
  auto* set = find<ParamSet>(set_handle, "paramSetGetPropertySet");
  if (!set) return kOfxStatErrBadHandle;
  *out = set->properties.handle();
  return kOfxStatOK;
}

OfxStatus get_property_set(OfxParamHandle handle, OfxPropertySetHandle* out) {
  lent_recall();
  auto* param = find<Param>(handle, "paramGetPropertySet");
  if (!param) return kOfxStatErrBadHandle;
  *out = param->properties.handle();
  return kOfxStatOK;
}

// A param whose value can be read or set; null, and misuse, else.
Param* valued(OfxParamHandle handle, const char* call) {
  auto* param = find<Param>(handle, call);
  if (param && param->standard.dimension == 0) {
    misuse("no-value", std::string(call) + " of " + param->name);
    return nullptr;
  }
  return param;
}

void give(const Param::Values& values, va_list& out) {
  for (const Value& value : values) {
    if (const int* number = std::get_if<int>(&value)) *va_arg(out, int*) = *number;
    else if (const double* real = std::get_if<double>(&value)) *va_arg(out, double*) = *real;
    else if (const std::string* text = std::get_if<std::string>(&value)) *va_arg(out, char**) = lend(*text);
  }
}

OfxStatus get_value(OfxParamHandle handle, ...) {
  lent_recall();
  const Param* param = valued(handle, "paramGetValue");
  if (!param) return kOfxStatErrBadHandle;
  const Scope* scope = current_scope();
  if (scope && scope->is(kOfxImageEffectActionRender)) misuse("value-without-time", param->name);
  va_list out;
  va_start(out, handle);
  give(param->value_at(param->effect.host.time), out);
  va_end(out);
  return kOfxStatOK;
}

OfxStatus get_value_at(OfxParamHandle handle, OfxTime time, ...) {
  lent_recall();
  const Param* param = valued(handle, "paramGetValueAtTime");
  if (!param) return kOfxStatErrBadHandle;
  va_list out;
  va_start(out, time);
  give(param->value_at(time), out);
  va_end(out);
  return kOfxStatOK;
}

OfxStatus get_derivative(OfxParamHandle, OfxTime, ...) { return kOfxStatErrUnsupported; }
OfxStatus get_integral(OfxParamHandle, OfxTime, OfxTime, ...) { return kOfxStatErrUnsupported; }

Param::Values take(const Param& param, va_list& in) {
  Param::Values values;
  for (int i = 0; i < param.standard.dimension; ++i) {
    switch (param.standard.type) {
      case ValueType::integer: values.emplace_back(va_arg(in, int)); break;
      case ValueType::real: values.emplace_back(va_arg(in, double)); break;
      case ValueType::text: values.emplace_back(std::string(va_arg(in, const char*))); break;
      case ValueType::pointer: break;
    }
  }
  return values;
}

// Whether values of that param may be set now; tells what is wrong otherwise.
OfxStatus may_set(const Param& param, const char* call) {
  const Scope* scope = current_scope();
  const std::string what = std::string(call) + " of " + param.name;
  if (!scope) {
    misuse("outside-of-actions", what);
    return kOfxStatFailed;
  }
  if (scope->describes() || scope->is(kOfxActionCreateInstance)) {
    misuse("set-while-made", what);
    return kOfxStatFailed;
  }
  if (scope->renders()) {
    misuse("set-in-render", what);
    return param.effect.host.profile.sets_params_in_render ? kOfxStatOK : kOfxStatFailed;
  }
  return kOfxStatOK;
}

void tell_edit(Param& param) {
  const Scope* scope = current_scope();
  if (!param.effect.host.profile.echoes_plugin_edits || !scope || scope->renders()) return;
  notify_changed(param.effect, kOfxTypeParameter, param.name, kOfxChangePluginEdited, param.effect.host.time);
}

OfxStatus set_value(OfxParamHandle handle, ...) {
  lent_recall();
  Param* param = valued(handle, "paramSetValue");
  if (!param) return kOfxStatErrBadHandle;
  if (const OfxStatus status = may_set(*param, "paramSetValue"); status != kOfxStatOK) return status;
  va_list in;
  va_start(in, handle);
  param->set(take(*param, in));
  va_end(in);
  tell_edit(*param);
  return kOfxStatOK;
}

OfxStatus set_value_at(OfxParamHandle handle, OfxTime time, ...) {
  lent_recall();
  Param* param = valued(handle, "paramSetValueAtTime");
  if (!param) return kOfxStatErrBadHandle;
  if (const OfxStatus status = may_set(*param, "paramSetValueAtTime"); status != kOfxStatOK) return status;
  va_list in;
  va_start(in, time);
  param->set_key(time, take(*param, in));
  va_end(in);
  tell_edit(*param);
  return kOfxStatOK;
}

OfxStatus get_num_keys(OfxParamHandle handle, unsigned int* count) {
  lent_recall();
  const Param* param = valued(handle, "paramGetNumKeys");
  if (!param) return kOfxStatErrBadHandle;
  *count = static_cast<unsigned int>(param->key_times().size());
  return kOfxStatOK;
}

OfxStatus get_key_time(OfxParamHandle handle, unsigned int nth, OfxTime* time) {
  lent_recall();
  const Param* param = valued(handle, "paramGetKeyTime");
  if (!param) return kOfxStatErrBadHandle;
  const auto times = param->key_times();
  if (nth >= times.size()) return kOfxStatErrBadIndex;
  *time = times[nth];
  return kOfxStatOK;
}

OfxStatus get_key_index(OfxParamHandle handle, OfxTime time, int direction, int* index) {
  lent_recall();
  const Param* param = valued(handle, "paramGetKeyIndex");
  if (!param) return kOfxStatErrBadHandle;
  const auto times = param->key_times();
  const auto at_or_after = std::ranges::lower_bound(times, time);
  auto found = at_or_after;
  if (direction < 0) found = at_or_after == times.begin() ? times.end() : at_or_after - 1;
  else if (direction > 0) found = std::ranges::upper_bound(times, time);
  else if (found != times.end() && *found != time) found = times.end();
  if (found == times.end()) return kOfxStatFailed;
  *index = static_cast<int>(found - times.begin());
  return kOfxStatOK;
}

OfxStatus delete_key(OfxParamHandle handle, OfxTime time) {
  lent_recall();
  Param* param = valued(handle, "paramDeleteKey");
  if (!param) return kOfxStatErrBadHandle;
  if (const OfxStatus status = may_set(*param, "paramDeleteKey"); status != kOfxStatOK) return status;
  return param->delete_key(time) ? kOfxStatOK : kOfxStatErrBadIndex;
}

OfxStatus delete_all_keys(OfxParamHandle handle) {
  lent_recall();
  Param* param = valued(handle, "paramDeleteAllKeys");
  if (!param) return kOfxStatErrBadHandle;
  if (const OfxStatus status = may_set(*param, "paramDeleteAllKeys"); status != kOfxStatOK) return status;
  param->delete_all_keys();
  return kOfxStatOK;
}

OfxStatus copy(OfxParamHandle to_handle, OfxParamHandle from_handle, OfxTime offset, const OfxRangeD*) {
  lent_recall();
  Param* to = valued(to_handle, "paramCopy");
  const Param* from = valued(from_handle, "paramCopy");
  if (!to || !from) return kOfxStatErrBadHandle;
  if (const OfxStatus status = may_set(*to, "paramCopy"); status != kOfxStatOK) return status;
  to->copy(*from, offset);
  return kOfxStatOK;
}

OfxStatus edit_begin(OfxParamSetHandle handle, const char* name) {
  lent_recall();
  auto* set = find<ParamSet>(handle, "paramEditBegin");
  if (!set) return kOfxStatErrBadHandle;
  const Scope* scope = current_scope();
  if (!scope || scope->renders() || scope->describes() || scope->is(kOfxActionCreateInstance))
    misuse("edit-in-wrong-action", name ? name : "");
  ++set->effect.edits_open;
  return kOfxStatOK;
}

OfxStatus edit_end(OfxParamSetHandle handle) {
  lent_recall();
  auto* set = find<ParamSet>(handle, "paramEditEnd");
  if (!set) return kOfxStatErrBadHandle;
  if (--set->effect.edits_open < 0) {
    misuse("edit-not-open", "paramEditEnd");
    set->effect.edits_open = 0;
  }
  return kOfxStatOK;
}

}  // namespace

const OfxParameterSuiteV1& parameter_suite() {
  static const OfxParameterSuiteV1 suite{
      define,    get_handle,   set_property_set, get_property_set, get_value,       get_value_at,
      get_derivative, get_integral, set_value,   set_value_at,     get_num_keys,    get_key_time,
      get_key_index, delete_key, delete_all_keys, copy,            edit_begin,      edit_end};
  return suite;
}

}  // namespace ofxhost
