// SPDX-License-Identifier: Apache-2.0
// Text that the host lends to the plugin: as strict hosts do, it lasts until the thread's next call of any suite.
#pragma once

#include <string>

namespace ofxhost {

// A copy that `lent_recall` overwrites and frees.
char* lend(const std::string& text);

// To be called first in every function of every suite.
void lent_recall();

}  // namespace ofxhost
