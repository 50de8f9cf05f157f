// SPDX-License-Identifier: Apache-2.0
#include "sfumato/resize.h"

#include <stdexcept>
#include <string>

#include "convert/blue_noise.h"
#include "convert/steps.h"
#include "resize/resampler.h"
#include "row/stream.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {
constexpr int64_t stream_from = 1 << 20;  // pixels: smaller results may still be in the cache when they are read
}

void resize_pixels(const ConstImage& source, const Image& into, const ResizeOptions& options, const Job& job) {
  const int32_t channels = source.channels;
  if (channels != into.channels)
    throw std::invalid_argument("Expected into of " + std::to_string(channels) + " channels but received " +
                                std::to_string(into.channels));
  const Axis horizontal = make_axis(source.width, into.width, options.filter);
  const Axis vertical = make_axis(source.height, into.height, options.filter);
  const bool straight = channels == 4 && options.alpha == Alpha::straight;
  const bool dither = options.dither.on && into.dtype == DType::u8;
  const bool streamed = static_cast<int64_t>(into.width) * into.height >= stream_from;
  const auto body = [&](Resampler& resampler, int32_t x, int32_t n, int32_t begin, int32_t end) {
    const int64_t samples = static_cast<int64_t>(n) * channels;
    const Scratch<float> noise(dither ? static_cast<size_t>(samples) : 1);
    const bool plain = !straight && !dither && options.transfer == Transfer::linear && into.dtype == DType::u8;
    const ptrdiff_t stride = (samples + 63) / 64 * 64;
    const Scratch<uint8_t> bytes(plain && streamed ? static_cast<size_t>(stride * Resampler::most_byte_rows) : 1);
    for (int32_t y = begin; y < end; ++y) {
      if (plain) {
        const auto place = [&](int32_t at) { return into.row(at) + static_cast<size_t>(x) * into.pixel_bytes(); };
        const int32_t rows = resampler.rows_as_bytes(y, end, streamed ? bytes.data() : place(y),
                                                     streamed ? stride : into.row_bytes);
        for (int32_t k = 0; streamed && k < rows; ++k)
          SFUMATO_PICK(stream_bytes)(bytes.data() + k * stride, samples, place(y + k));
        if (rows > 0) {
          y += rows - 1;
          continue;
        }
      }
      float* row = resampler.row(y);
      if (straight) SFUMATO_PICK(step_unpremultiply_rgba)(row, n);
      if (options.transfer != Transfer::linear) {
        if (channels == 4) SFUMATO_PICK(step_transfer_rgba)(row, n, Transfer::linear, options.transfer);
        else SFUMATO_PICK(step_transfer)(row, samples, Transfer::linear, options.transfer);
      }
      if (dither) {
        blue_noise_row(options.dither.seed, x, y, n, channels, noise.data());
        SFUMATO_PICK(step_add)(row, noise.data(), 1.0f / 255.0f, samples);
      }
      row_store(into, x, y, n, row);
    }
    SFUMATO_PICK(stream_fence)();
  };
  for_resampled_blocks(source, horizontal, vertical, {options.transfer, straight}, job, body);
}

}  // namespace sfumato
