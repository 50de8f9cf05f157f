// SPDX-License-Identifier: Apache-2.0
// simd.h in plain loops of four lanes, which compilers turn into SSE2 or NEON where they can.
#pragma once

namespace sfumato::SFUMATO_TARGET {

constexpr int lanes = 4;

struct M { bool v[4]; };
struct F { float v[4]; };
struct I { int32_t v[4]; };

#define SFUMATO_LANES(type, expression) \
  type r;                               \
  for (int i = 0; i < 4; ++i) r.v[i] = (expression); \
  return r;

inline F set(float x) { SFUMATO_LANES(F, x) }
inline F zero() { return set(0.0f); }
inline F load(const float* p) { SFUMATO_LANES(F, p[i]) }
inline void store(float* p, F a) { std::memcpy(p, a.v, sizeof a.v); }
inline I set_i(int32_t x) { SFUMATO_LANES(I, x) }
inline I iota() { SFUMATO_LANES(I, i) }
inline I load_i(const int32_t* p) { SFUMATO_LANES(I, p[i]) }
// Of any alignment; lane i is bytes 4i to 4i+3.
inline I load_bytes(const uint8_t* p) {
  I r;
  std::memcpy(r.v, p, sizeof r.v);
  return r;
}
inline void store_i(int32_t* p, I a) { std::memcpy(p, a.v, sizeof a.v); }
inline void stream(float* p, F a) { store(p, a); }
inline void stream(uint8_t* p, I a) { std::memcpy(p, a.v, sizeof a.v); }
inline void prefetch(const void*) {}
inline void fence() {}

inline F operator+(F a, F b) { SFUMATO_LANES(F, a.v[i] + b.v[i]) }
inline F operator-(F a, F b) { SFUMATO_LANES(F, a.v[i] - b.v[i]) }
inline F operator*(F a, F b) { SFUMATO_LANES(F, a.v[i] * b.v[i]) }
inline F operator/(F a, F b) { SFUMATO_LANES(F, a.v[i] / b.v[i]) }
inline F fma(F a, F b, F c) { SFUMATO_LANES(F, a.v[i] * b.v[i] + c.v[i]) }   // a*b + c
inline F fnma(F a, F b, F c) { SFUMATO_LANES(F, c.v[i] - a.v[i] * b.v[i]) }  // c - a*b
// With a NaN in `a`, min and max return `b`.
inline F min(F a, F b) { SFUMATO_LANES(F, a.v[i] < b.v[i] ? a.v[i] : b.v[i]) }
inline F max(F a, F b) { SFUMATO_LANES(F, a.v[i] > b.v[i] ? a.v[i] : b.v[i]) }
inline F sqrt(F a) { SFUMATO_LANES(F, std::sqrt(a.v[i])) }
inline F rsqrt_fast(F a) { SFUMATO_LANES(F, 1.0f / std::sqrt(a.v[i])) }
inline F rcp_fast(F a) { SFUMATO_LANES(F, 1.0f / a.v[i]) }
inline F floor(F a) { SFUMATO_LANES(F, std::floor(a.v[i])) }
inline F abs(F a) { SFUMATO_LANES(F, std::fabs(a.v[i])) }

inline M operator<(F a, F b) { SFUMATO_LANES(M, a.v[i] < b.v[i]) }
inline M operator<=(F a, F b) { SFUMATO_LANES(M, a.v[i] <= b.v[i]) }
inline M operator>(F a, F b) { SFUMATO_LANES(M, a.v[i] > b.v[i]) }
inline M operator>=(F a, F b) { SFUMATO_LANES(M, a.v[i] >= b.v[i]) }
inline M unequal(F a, F b) { SFUMATO_LANES(M, a.v[i] < b.v[i] || a.v[i] > b.v[i]) }  // NaN equals anything here
inline M operator&(M a, M b) { SFUMATO_LANES(M, a.v[i] && b.v[i]) }
inline M operator|(M a, M b) { SFUMATO_LANES(M, a.v[i] || b.v[i]) }
inline bool any(M m) { return m.v[0] || m.v[1] || m.v[2] || m.v[3]; }
inline bool all(M m) { return m.v[0] && m.v[1] && m.v[2] && m.v[3]; }
inline F select(M m, F yes, F no) { SFUMATO_LANES(F, m.v[i] ? yes.v[i] : no.v[i]) }

inline I operator+(I a, I b) { SFUMATO_LANES(I, a.v[i] + b.v[i]) }
inline I operator-(I a, I b) { SFUMATO_LANES(I, a.v[i] - b.v[i]) }
inline I operator*(I a, I b) { SFUMATO_LANES(I, a.v[i] * b.v[i]) }
inline I operator&(I a, I b) { SFUMATO_LANES(I, a.v[i] & b.v[i]) }
inline I operator|(I a, I b) { SFUMATO_LANES(I, a.v[i] | b.v[i]) }
inline I min(I a, I b) { SFUMATO_LANES(I, a.v[i] < b.v[i] ? a.v[i] : b.v[i]) }
inline I max(I a, I b) { SFUMATO_LANES(I, a.v[i] > b.v[i] ? a.v[i] : b.v[i]) }
template <int n> inline I shift_left(I a) { SFUMATO_LANES(I, static_cast<int32_t>(static_cast<uint32_t>(a.v[i]) << n)) }
template <int n> inline I shift_right(I a) { SFUMATO_LANES(I, a.v[i] >> n) }
inline F to_float(I a) { SFUMATO_LANES(F, static_cast<float>(a.v[i])) }
// Values outside the 32-bit range, and NaN, become INT32_MIN, as on x86.
inline int32_t checked_int(float x) {
  return x >= -2147483648.0f && x < 2147483648.0f ? static_cast<int32_t>(x) : INT32_MIN;
}
inline I round_int(F a) { SFUMATO_LANES(I, checked_int(std::nearbyint(a.v[i]))) }
inline I truncate_int(F a) { SFUMATO_LANES(I, checked_int(std::trunc(a.v[i]))) }
inline F gather(const float* p, I index) { SFUMATO_LANES(F, p[index.v[i]]) }
inline F bits_as_float(I a) {
  F r;
  std::memcpy(r.v, a.v, sizeof r.v);
  return r;
}
inline I float_as_bits(F a) {
  I r;
  std::memcpy(r.v, a.v, sizeof r.v);
  return r;
}

inline float half_to_float(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16, magnitude = h & 0x7fffu;
  uint32_t bits;
  if (magnitude >= 0x7c00u) {
    bits = 0x7f800000u | (magnitude & 0x3ffu) << 13 | ((magnitude & 0x3ffu) ? 0x400000u : 0u);
  } else if (magnitude >= 0x400u) {
    bits = (magnitude << 13) + 0x38000000u;
  } else {
    const float subnormal = static_cast<float>(magnitude) * 5.9604644775390625e-8f;  // 2^-24
    std::memcpy(&bits, &subnormal, 4);
  }
  bits |= sign;
  float f;
  std::memcpy(&f, &bits, 4);
  return f;
}
inline uint16_t float_to_half(float f) {
  uint32_t bits;
  std::memcpy(&bits, &f, 4);
  const uint32_t sign = (bits >> 16) & 0x8000u, magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x1ffu));
  if (magnitude >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);
  if (magnitude < 0x38800000u) {
    float a;
    std::memcpy(&a, &magnitude, 4);
    return static_cast<uint16_t>(sign | static_cast<uint32_t>(std::nearbyint(a * 16777216.0f)));
  }
  const uint32_t odd = (magnitude >> 13) & 1u;
  return static_cast<uint16_t>(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
}

inline F load_u8(const uint8_t* p) { SFUMATO_LANES(F, static_cast<float>(p[i])) }
inline F load_u16(const uint16_t* p) { SFUMATO_LANES(F, static_cast<float>(p[i])) }
inline F load_f16(const uint16_t* p) { SFUMATO_LANES(F, half_to_float(p[i])) }
inline void store_f16(uint16_t* p, F a) {
  for (int i = 0; i < 4; ++i) p[i] = float_to_half(a.v[i]);
}
// Rounds, clamps to 0..limit (limit <= 255 or 65535), NaN to 0.
inline I clamp_round(F a, float limit) { return round_int(min(max(a, zero()), set(limit))); }
inline void store_u16(uint16_t* p, F a, float limit = 65535.0f) {
  const I r = clamp_round(a, limit);
  for (int i = 0; i < 4; ++i) p[i] = static_cast<uint16_t>(r.v[i]);
}
inline void store_u8(uint8_t* p, F a) {
  const I r = clamp_round(a, 255.0f);
  for (int i = 0; i < 4; ++i) p[i] = static_cast<uint8_t>(r.v[i]);
}
inline float sum(F a) { return (a.v[0] + a.v[1]) + (a.v[2] + a.v[3]); }

#undef SFUMATO_LANES

}  // namespace sfumato::SFUMATO_TARGET
