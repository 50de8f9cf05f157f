// SPDX-License-Identifier: Apache-2.0
// Windows: text between UTF-8 and the system's wide characters.
#pragma once

#if defined(_WIN32)
#include <string>
#include <string_view>

namespace sfumato::engine {

std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

}  // namespace sfumato::engine
#endif
