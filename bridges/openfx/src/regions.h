// SPDX-License-Identifier: Apache-2.0
// What the host asks before it renders: answered from params alone, in microseconds.
#pragma once

#include "instance.h"
#include "ofx/ofx.h"

namespace sfumato::ofx {

OfxStatus is_identity(const Instance& instance, const Properties& in, const Properties& out);
OfxStatus region_of_definition(const Instance& instance, const Properties& in, const Properties& out);
// A model sees the whole picture: all of every input is needed for any part of the output.
OfxStatus regions_of_interest(const Instance& instance, const Properties& in, const Properties& out);
OfxStatus clip_preferences(const Instance& instance, const Properties& out);

}  // namespace sfumato::ofx
