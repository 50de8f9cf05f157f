// SPDX-License-Identifier: Apache-2.0
// Transfer functions: how stored colour numbers relate to light.
#pragma once

#include <cstdint>

namespace sfumato {

// `srgb`: IEC 61966-2-1. `linear`: the numbers are light. `gamma22`: light = number^2.2 (Adobe RGB).
// `rec709`: ITU-R BT.709's camera curve. All are continued below zero as odd functions and above one by the same
// formula, so that overbright values survive a round trip; NaN and infinities stay what they are.
enum class Transfer : uint8_t { srgb, linear, gamma22, rec709 };

// `value` as light, and light as stored number, in double precision: what the vector code is tested against.
double transfer_decode(Transfer t, double value);
double transfer_encode(Transfer t, double light);

// `n` floats in place from one transfer function to another. Relative error against the double-precision formulas
// below 1e-6 (of the value, for results above 1e-30; Rec. 709 itself has a step of 0.3 % where its two branches meet);
// `from` equal to `to` changes nothing.
void transfer_row(float* values, int64_t n, Transfer from, Transfer to);

}  // namespace sfumato
