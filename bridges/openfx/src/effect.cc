// SPDX-License-Identifier: Apache-2.0
#include "effect.h"

namespace sfumato::ofx {

int control_index(const Effect& effect, Role role, std::string_view subject) {
  for (size_t i = 0; i < effect.controls.size(); ++i) {
    const Control& control = effect.controls[i];
    if (control.role == role && (subject.empty() || control.subject == subject)) return static_cast<int>(i);
  }
  return -1;
}

int control_named(const Effect& effect, std::string_view name) {
  for (size_t i = 0; i < effect.controls.size(); ++i)
    if (effect.controls[i].name == name) return static_cast<int>(i);
  return -1;
}

}  // namespace sfumato::ofx
