// SPDX-License-Identifier: Apache-2.0
// Marks changed by a person: what controls and handles have in common. For main-thread actions only.
#pragma once

#include <string_view>

#include "instance.h"
#include "marks.h"

namespace sfumato::ofx {

// Sets params as one step to undo, called `name`; what the host calls back about them meanwhile is the plugin's own doing.
// Inside another one it changes nothing: the outer one is the step.
class Edit {
 public:
  Edit(Instance& instance, const char* name);
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;
  ~Edit();

 private:
  Instance& instance_;
  const bool inner_;
  bool open_ = false;
};

// The mark that the controls of a list show: from 0.
size_t chosen_mark(const Instance& instance, std::string_view list, double time);

// Writes the marks back as one step to undo, called `name`; then the list's controls show the mark `chosen`.
void write_marks(Instance& instance, const Marks& marks, std::string_view list, size_t chosen, double time,
                 const char* name);

// The controls of a list show the mark `chosen` as it is at that time.
void show_mark(Instance& instance, const Marks& marks, std::string_view list, size_t chosen, double time);

// Controls that have no effect just now are greyed. Also at the end of CreateInstance.
void enable_controls(const Instance& instance, double time);

}  // namespace sfumato::ofx
