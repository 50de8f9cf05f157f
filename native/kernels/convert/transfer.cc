// SPDX-License-Identifier: Apache-2.0
#include "sfumato/transfer.h"

#include <cmath>

#include "convert/steps.h"

namespace sfumato {

double transfer_decode(Transfer t, double value) {
  if (t == Transfer::linear || !std::isfinite(value)) return value;
  const double v = std::fabs(value);
  const double light = t == Transfer::srgb      ? (v <= 0.04045f ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4))
                       : t == Transfer::gamma22 ? std::pow(v, 2.2)
                       : v < 0.081f              ? v / 4.5
                                                : std::pow((v + 0.099) / 1.099, 1.0 / 0.45);
  return std::copysign(light, value);
}

double transfer_encode(Transfer t, double light) {
  if (t == Transfer::linear || !std::isfinite(light)) return light;
  const double v = std::fabs(light);
  const double value = t == Transfer::srgb ? (v <= 0.0031308f ? v * 12.92 : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055)
                       : t == Transfer::gamma22 ? std::pow(v, 1.0 / 2.2)
                       : v < 0.018f              ? v * 4.5
                                                : 1.099 * std::pow(v, 0.45) - 0.099;
  return std::copysign(value, light);
}

void transfer_row(float* values, int64_t n, Transfer from, Transfer to) {
  SFUMATO_PICK(step_transfer)(values, n, from, to);
}

}  // namespace sfumato
