// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <cstring>

#include "session.h"

using namespace ofxhost;

namespace {

// IEEE 754 half, towards zero: good enough for a pattern of positive numbers.
uint16_t half_of(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const int exponent = static_cast<int>((bits >> 23) & 0xFF) - 112;
  if (exponent <= 0) return 0;
  return static_cast<uint16_t>((exponent << 10) | ((bits >> 13) & 0x3FF));
}

float sample_at(int x, int y, int channel, unsigned int& state) {
  state = state * 1664525u + 1013904223u;
  const float noise = static_cast<float>(state >> 8) / 16777216.0f;
  if (channel == 3) return 1;
  const float wave = 0.5f + 0.3f * std::sin(0.05f * static_cast<float>(x + channel * 17)) *
                                std::cos(0.04f * static_cast<float>(y));
  return 0.9f * wave + 0.1f * noise;
}

}  // namespace

std::vector<uint8_t> pattern(Format format, int width, int height, unsigned int seed) {
  std::vector<uint8_t> pixels(static_cast<size_t>(width) * static_cast<size_t>(height) *
                              static_cast<size_t>(format.pixel_bytes()));
  uint8_t* out = pixels.data();
  unsigned int state = seed;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < format.channels(); ++c, out += format.sample_bytes()) {
        const float value = sample_at(x, y, format.channels() == 1 ? 0 : c, state);
        const auto byte = static_cast<uint8_t>(value * 255 + 0.5f);
        const auto word = static_cast<uint16_t>(value * 65535 + 0.5f);
        const uint16_t half = half_of(value);
        switch (format.depth) {
          case Depth::byte: *out = byte; break;
          case Depth::short_int: std::memcpy(out, &word, 2); break;
          case Depth::half: std::memcpy(out, &half, 2); break;
          case Depth::real: std::memcpy(out, &value, 4); break;
        }
      }
    }
  }
  return pixels;
}
