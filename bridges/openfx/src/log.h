// SPDX-License-Identifier: Apache-2.0
// openfx.log in the engine's folder of logs: what went wrong, for hosts that show little of it.
#pragma once

#include <string>

namespace sfumato::ofx {

// Adds a line with the time. A line that is the same as the last one is not written again. Never throws.
void log_line(const std::string& text) noexcept;

// Where it is, for people.
std::string log_path();

}  // namespace sfumato::ofx
