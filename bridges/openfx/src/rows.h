// SPDX-License-Identifier: Apache-2.0
// Rows of large pictures on several threads. The threads live for one call: none is left when a host unloads the library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace sfumato::ofx {

// Calls body(first, end) for pieces of rows 0..count, at once, from this thread and from others where `bytes`, what the
// rows hold altogether, are worth them; returns when all are done. Where no thread can be had this one does it all.
// Rethrows what a body threw.
void over_rows(int32_t count, size_t bytes, const std::function<void(int32_t first, int32_t end)>& body);

}  // namespace sfumato::ofx
