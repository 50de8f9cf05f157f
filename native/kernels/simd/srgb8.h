// SPDX-License-Identifier: Apache-2.0
// Linear light to 8-bit sRGB codes. Include only from *.simd.cc files.
#pragma once

#include "simd/pixel.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// Codes 0..255 of light 0..1, clamped; NaN to 0. All 256 codes come back from their own light. Make one outside the
// loop: it holds its tables in registers.
#if defined(SFUMATO_SIMD_AVX512)
// Parabolas over x + 2^-8, four to an octave, to 0.006 of a step (0.506 with rounding). The five bits below the sign
// and above the mantissa's lower 21 number the piece.
class Srgb8 {
 public:
  SFUMATO_INLINE I operator()(F x) const {
    const F shifted = fma(x, set(1.0f - 0x1p-8f), set(0x1p-8f));
    const F y = min(max(shifted, set(0x1p-8f)), set(1.0f - 0x1p-24f));
    const I piece = shift_right<21>(float_as_bits(y));  // look-ups use the lowest five bits
    const F slope = fma(lookup(a2_, b2_, piece), y, lookup(a1_, b1_, piece));
    return round_int(fma(slope, y, lookup(a0_, b0_, piece)));
  }

 private:
  static constexpr float constant[32] = {
      -18.4656588f, -12.6070957f, -8.66806416f, -5.67892013f, -2.26220212f, 1.3792728f, 4.30623363f,
      6.78528797f, 9.88125471f, 13.4482617f, 16.4943965f, 19.1811868f, 22.6553364f, 26.7880784f, 30.4092568f,
      33.6604618f, 37.9305184f, 43.0847288f, 47.6550558f, 51.7927817f, 57.2675672f, 63.9222857f, 69.8571114f,
      75.2519427f, 82.4158682f, 91.153597f, 98.9680934f, 106.085725f, -12.92f, -12.92f, -12.92f, -25.8900308f};
  static constexpr float linear[32] = {
      5171.44278f, 3958.20369f, 3281.34662f, 2842.05307f, 2411.71878f, 2035.818f, 1784.72059f, 1602.71072f,
      1407.94445f, 1224.02286f, 1093.43319f, 994.834484f, 885.601114f, 779.100093f, 701.497284f, 641.850228f,
      574.733823f, 508.334571f, 459.368302f, 421.415248f, 378.392991f, 335.532202f, 303.741174f, 279.000105f,
      250.853364f, 222.716277f, 201.786904f, 185.466197f, 3307.52f, 3307.52f, 3307.52f, 7052.62267f};
  static constexpr float square[32] = {
      -151103.406f, -88245.3428f, -59152.9229f, -43006.3574f, -29448.3501f, -19739.9197f, -14351.65f,
      -11009.5175f, -7944.61835f, -5571.89742f, -4171.49696f, -3266.53712f, -2407.43724f, -1720.75398f,
      -1304.75774f, -1031.07041f, -767.192139f, -553.17314f, -421.943622f, -334.876758f, -250.310252f,
      -181.241893f, -138.644195f, -110.266293f, -82.6042725f, -59.9344347f, -45.9128697f, -36.5531312f, 0.0f,
      0.0f, 0.0f, -270346.493f};
  F a0_ = load(constant), b0_ = load(constant + 16);
  F a1_ = load(linear), b1_ = load(linear + 16);
  F a2_ = load(square), b2_ = load(square + 16);
};
#else
// A polynomial in the square root, to 0.04 of a step.
class Srgb8 {
 public:
  SFUMATO_INLINE I operator()(F x) const {
    const F a = min(max(x, zero()), set(1.0f));
    const F s = a * rsqrt_fast(a);  // NaN at 0, where the line below is taken
    F p = set(-0.947537992f * 255);
    p = fma(p, s, set(3.41827781f * 255));
    p = fma(p, s, set(-5.00269113f * 255));
    p = fma(p, s, set(3.89817746f * 255));
    p = fma(p, s, set(-1.89940619f * 255));
    p = fma(p, s, set(1.57526277f * 255));
    p = fma(p, s, set(-0.0422316501f * 255));
    return round_int(select(a <= set(0.0031308f), a * set(12.92f * 255), p));
  }
};
#endif

}  // namespace sfumato::SFUMATO_TARGET
