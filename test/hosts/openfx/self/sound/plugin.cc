// SPDX-License-Identifier: Apache-2.0
// One plugin without a fault.
#include "gain.h"

namespace {

const OfxHost* host = nullptr;

void set_host(OfxHost* given) { host = given; }

OfxStatus main_entry(const char* action, const void* handle, OfxPropertySetHandle in, OfxPropertySetHandle out) {
  return gain_main(Fault::none, host, action, handle, in, out);
}

OfxPlugin plugin{kOfxImageEffectPluginApi, 1, "test.sound.gain", 1, 0, set_host, main_entry};

}  // namespace

extern "C" __attribute__((visibility("default"))) int OfxGetNumberOfPlugins() { return 1; }
extern "C" __attribute__((visibility("default"))) OfxPlugin* OfxGetPlugin(int nth) {
  return nth == 0 ? &plugin : nullptr;
}
