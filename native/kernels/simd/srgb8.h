// SPDX-License-Identifier: Apache-2.0
// Linear light to 8-bit sRGB codes and back. Include only from *.simd.cc files.
#pragma once

#include "simd/pixel.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {

// Codes 0..255 of light 0..1, clamped; NaN to 0. All 256 codes come back from their own light. Make one outside the
// loop: it holds its tables in registers. Arithmetic that ends in scale * x + offset, x >= 0 and no NaN, gives that to
// `from_shifted`, which is shorter.
#if defined(SFUMATO_SIMD_AVX512)
// Parabolas over x + 2^-8, four to an octave, to 0.006 of a step (0.506 with rounding). The five bits below the sign
// and above the mantissa's lower 21 number the piece.
class Srgb8 {
 public:
  static constexpr float scale = 1.0f - 0x1p-8f, offset = 0x1p-8f;

  SFUMATO_INLINE I operator()(F x) const { return from_shifted(max(fma(x, set(scale), set(offset)), set(offset))); }
  SFUMATO_INLINE I from_shifted(F shifted) const {
    const F y = min(shifted, set(1.0f - 0x1p-24f));
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
  static constexpr float scale = 1, offset = 0;

  SFUMATO_INLINE I operator()(F x) const { return from_shifted(max(x, zero())); }
  SFUMATO_INLINE I from_shifted(F x) const {
    const F a = min(x, set(1.0f));
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

// Linear light of the code in bits `shift` to shift + 7 of every lane. Make one outside the loop, with the light of
// each code.
#if defined(SFUMATO_SIMD_AVX512)
// x (a + b x), eight codes to a piece: to 0.1 of a step in codes 8 to 15, where the curve has its bend, 0.04 of a step
// elsewhere. Three gathers would take longer than all that is done with their light.
class Srgb8Light {
 public:
  explicit Srgb8Light(const float*) {}

  template <int shift>
  SFUMATO_INLINE F of(I codes) const {
    const F x = to_float((shift > 0 ? shift_right<shift>(codes) : codes) & set_i(255));
    const I piece = shift_right<shift + 3>(codes);  // look-ups use the lowest five bits
    return fma(lookup(a2_, b2_, piece), x, lookup(a1_, b1_, piece)) * x;
  }

 private:
  static constexpr float linear[32] = {
      3.03526991e-4f, 2.81567656e-4f, 2.11397157e-4f, 1.69487277e-4f, 1.36297022e-4f, 1.05460356e-4f, 7.48269231e-5f,
      4.35258517e-5f, 1.11732525e-5f, -2.24021696e-5f, -5.72702993e-5f, -9.34498603e-5f, -1.30932953e-4f,
      -1.69697756e-4f, -2.09715421e-4f, -2.50953832e-4f, -2.93379766e-4f, -3.36960191e-4f, -3.81662830e-4f,
      -4.27456631e-4f, -4.74311906e-4f, -5.22200367e-4f, -5.71095210e-4f, -6.20970968e-4f, -6.71803602e-4f,
      -7.23570236e-4f, -7.76249217e-4f, -8.29820114e-4f, -8.84263485e-4f, -9.39560705e-4f, -9.95694310e-4f,
      -1.05264760e-3f};
  static constexpr float square[32] = {
      0.0f, 2.29212014e-6f, 6.96439020e-6f, 8.77519597e-6f, 9.83561767e-6f, 1.06188054e-5f, 1.12649277e-5f,
      1.18296002e-5f, 1.23395321e-5f, 1.28094252e-5f, 1.32482437e-5f, 1.36618974e-5f, 1.40545271e-5f, 1.44291762e-5f,
      1.47881710e-5f, 1.51333379e-5f, 1.54661557e-5f, 1.57878385e-5f, 1.60994041e-5f, 1.64017147e-5f, 1.66955160e-5f,
      1.69814502e-5f, 1.72600830e-5f, 1.75319110e-5f, 1.77973798e-5f, 1.80568823e-5f, 1.83107768e-5f, 1.85593835e-5f,
      1.88029935e-5f, 1.90418741e-5f, 1.92762654e-5f, 1.95063931e-5f};
  F a1_ = load(linear), b1_ = load(linear + 16);
  F a2_ = load(square), b2_ = load(square + 16);
};
#else
class Srgb8Light {
 public:
  explicit Srgb8Light(const float* table) : table_(table) {}

  template <int shift>
  SFUMATO_INLINE F of(I codes) const {
    return gather(table_, shift_right<shift>(codes) & set_i(255));
  }

 private:
  const float* table_;
};
#endif

}  // namespace sfumato::SFUMATO_TARGET
