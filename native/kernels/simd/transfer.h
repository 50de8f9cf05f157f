// SPDX-License-Identifier: Apache-2.0
// Transfer functions on vectors. Include after simd/simd.h. Contract: sfumato/transfer.h.
#pragma once

#include "sfumato/transfer.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// A power's exponent in two floats. `high` has few enough bits that its product with a binary exponent is exact.
struct Exponent {
  float high, low;
};
constexpr Exponent exponent(double p) {
  const double high = static_cast<int>(p * 1024.0 + 0.5) / 1024.0;
  return {static_cast<float>(high), static_cast<float>(p - high)};
}

// x^p for finite x >= 0 and 0 < p < 8: relative error below 5e-7; below the smallest normal number 0; results beyond
// the float range are infinite.
inline F power(F x, Exponent p) {
  // x = 2^e * m with m in [sqrt(1/2), sqrt(2)); log2 m by the series of atanh((m-1)/(m+1)).
  const I bits = float_as_bits(x);
  const I shifted = shift_right<23>(bits - set_i(0x3f3504f3));
  const F e = to_float(shifted);
  const F m = bits_as_float(bits - shift_left<23>(shifted));
  const F d = m + set(1.0f);
  F r = rcp_fast(d);
  r = r * fnma(d, r, set(2.0f));
  const F s = (m - set(1.0f)) * r, s2 = s * s;
  F series = set(0.32059889797532520f);  // 2 / (9 ln 2) and so on
  series = fma(series, s2, set(0.41219858311113240f));
  series = fma(series, s2, set(0.57707801635558535f));
  series = fma(series, s2, set(0.96179669392597560f));
  series = fma(series, s2, set(2.8853900817779268f));
  const F log_m = series * s;
  // p * (e + log_m) = n + f with a whole n; high * e - n is exact.
  const F hi = set(p.high);
  const I n = round_int(fma(hi, e, hi * log_m));
  const F whole = to_float(n);
  F f = fma(hi, e, zero() - whole);
  f = f + fma(hi, log_m, set(p.low) * (e + log_m));
  // 2^f, |f| <= 0.5 and a little.
  F y = set(1.5252733804059840e-5f);
  y = fma(y, f, set(1.5403530393381608e-4f));
  y = fma(y, f, set(1.3333558146428443e-3f));
  y = fma(y, f, set(9.6181291076284772e-3f));
  y = fma(y, f, set(5.5504108664821580e-2f));
  y = fma(y, f, set(2.4022650695910071e-1f));
  y = fma(y, f, set(6.9314718055994531e-1f));
  y = fma(y, f, set(1.0f));
  const I clamped = min(max(n, set_i(-126)), set_i(127));
  F result = y * bits_as_float(shift_left<23>(clamped + set_i(127)));
  result = select(whole > set(127.0f), set(INFINITY), result);
  return select(x < set(1.17549435e-38f), zero(), select(whole < set(-126.0f), zero(), result));
}

// Applies `f` to the magnitude and gives back the sign. NaN and infinities pass unchanged.
template <typename Function>
inline F odd(F x, Function f) {
  const I sign = float_as_bits(x) & set_i(INT32_MIN);
  const F magnitude = abs(x);
  const F y = bits_as_float(float_as_bits(f(magnitude)) | sign);
  return select(magnitude < set(INFINITY), y, x);
}

template <Transfer t>
inline F decode(F value) {
  if constexpr (t == Transfer::srgb) {
    return odd(value, [](F v) {
      const F curve = power((v + set(0.055f)) * set(static_cast<float>(1.0 / 1.055)), exponent(2.4));
      return select(v <= set(0.04045f), v * set(static_cast<float>(1.0 / 12.92)), curve);
    });
  } else if constexpr (t == Transfer::gamma22) {
    return odd(value, [](F v) { return power(v, exponent(2.2)); });
  } else if constexpr (t == Transfer::rec709) {
    return odd(value, [](F v) {
      const F curve = power((v + set(0.099f)) * set(static_cast<float>(1.0 / 1.099)), exponent(1.0 / 0.45));
      return select(v < set(0.081f), v * set(static_cast<float>(1.0 / 4.5)), curve);
    });
  } else {
    return value;
  }
}

template <Transfer t>
inline F encode(F light) {
  if constexpr (t == Transfer::srgb) {
    return odd(light, [](F v) {
      const F curve = fma(power(v, exponent(1.0 / 2.4)), set(1.055f), set(-0.055f));
      return select(v <= set(0.0031308f), v * set(12.92f), curve);
    });
  } else if constexpr (t == Transfer::gamma22) {
    return odd(light, [](F v) { return power(v, exponent(1.0 / 2.2)); });
  } else if constexpr (t == Transfer::rec709) {
    return odd(light, [](F v) {
      const F curve = fma(power(v, exponent(0.45)), set(1.099f), set(-0.099f));
      return select(v < set(0.018f), v * set(4.5f), curve);
    });
  } else {
    return light;
  }
}

// Runs `body` with a function object that decodes (encodes) by the run-time choice `t`.
template <typename Body>
inline void with_decode(Transfer t, Body body) {
  switch (t) {
    case Transfer::srgb: body([](F v) { return decode<Transfer::srgb>(v); }); break;
    case Transfer::gamma22: body([](F v) { return decode<Transfer::gamma22>(v); }); break;
    case Transfer::rec709: body([](F v) { return decode<Transfer::rec709>(v); }); break;
    case Transfer::linear: body([](F v) { return v; }); break;
  }
}
template <typename Body>
inline void with_encode(Transfer t, Body body) {
  switch (t) {
    case Transfer::srgb: body([](F v) { return encode<Transfer::srgb>(v); }); break;
    case Transfer::gamma22: body([](F v) { return encode<Transfer::gamma22>(v); }); break;
    case Transfer::rec709: body([](F v) { return encode<Transfer::rec709>(v); }); break;
    case Transfer::linear: body([](F v) { return v; }); break;
  }
}

}  // namespace sfumato::SFUMATO_TARGET
