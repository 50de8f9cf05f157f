// SPDX-License-Identifier: Apache-2.0
// A plugin for each fault, test.faulty.N in the order of Fault; the host must catch every one.
#include <array>
#include <string>
#include <utility>

#include "gain.h"

namespace {

const OfxHost* host = nullptr;

void set_host(OfxHost* given) { host = given; }

template <int fault>
OfxStatus main_entry(const char* action, const void* handle, OfxPropertySetHandle in, OfxPropertySetHandle out) {
  return gain_main(static_cast<Fault>(fault), host, action, handle, in, out);
}

template <int... faults>
std::array<OfxPlugin, sizeof...(faults)> make_plugins(std::integer_sequence<int, faults...>) {
  static std::array<std::string, sizeof...(faults)> names{"test.faulty." + std::to_string(faults)...};
  return {OfxPlugin{kOfxImageEffectPluginApi, 1, names[faults].c_str(), 1, 0, set_host, main_entry<faults>}...};
}

auto plugins = make_plugins(std::make_integer_sequence<int, fault_count>());

}  // namespace

extern "C" __attribute__((visibility("default"))) int OfxGetNumberOfPlugins() { return fault_count; }
extern "C" __attribute__((visibility("default"))) OfxPlugin* OfxGetPlugin(int nth) {
  return nth >= 0 && nth < fault_count ? &plugins[static_cast<size_t>(nth)] : nullptr;
}
