// SPDX-License-Identifier: Apache-2.0
// What people are told, wherever the host can show it: the message suite, the status line of the effect, the log.
#pragma once

#include <string>

#include "instance.h"

namespace sfumato::ofx {

// From any thread. A problem stays with the instance until its next good picture; it is shown only when it changes.
void show_problem(Instance& instance, const std::string& text);
void clear_problem(Instance& instance);
// Something about a result that is there, for the status line: it may come with every frame.
void show_note(const std::string& text);

// The last problem or note of any instance: hosts render with other instances than the one whose controls are seen.
std::string last_words();

// From main-thread actions only.
// Brings the status line up to date with the last words.
void refresh_status(Instance& instance);
// A dialog, and the status line; errors are logged, too.
void show_dialog(Instance& instance, bool error, const std::string& text);

}  // namespace sfumato::ofx
