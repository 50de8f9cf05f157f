// SPDX-License-Identifier: Apache-2.0
#include "sfumato/convert.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "convert/blue_noise.h"
#include "convert/steps.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t chunk = 512;  // pixels that go through the steps at a time, in the first-level cache

// Which of the steps a conversion needs.
struct Plan {
  bool unpremultiply, premultiply, recode, luma, dither;

  Plan(const ConstImage& source, const Image& into, const ConvertOptions& o) {
    recode = o.from != o.to;
    luma = into.channels == 1 && source.channels != 1 && o.pick == Pick::luma;
    const bool has_alpha = source.channels == 4, alpha_alone = into.channels == 1 && o.pick == Pick::alpha;
    const bool was = o.from_alpha == Alpha::premultiplied, becomes = o.to_alpha == Alpha::premultiplied;
    unpremultiply = has_alpha && !alpha_alone && was && (recode || !becomes);
    premultiply = has_alpha && !alpha_alone && becomes && (recode || !was);
    dither = o.dither.on && into.dtype == DType::u8;
  }
  bool copies() const { return !unpremultiply && !premultiply && !recode && !luma && !dither; }
};

bool same_format(const ConstImage& a, const Image& b) {
  return a.dtype == b.dtype && a.range == b.range && a.channels == b.channels;
}

// Puts the planes of `into` together from those of `source`, after decoding and before encoding.
void change_channels(int32_t from, int32_t to, Pick pick, int32_t n, float* planes) {
  const auto copy = [&](int32_t target, int32_t source) {
    if (target != source) std::memcpy(planes + target * chunk, planes + source * chunk, static_cast<size_t>(n) * 4);
  };
  if (from == 1 && to != 1) {
    copy(1, 0);
    copy(2, 0);
  } else if (from != 1 && to == 1) {
    if (pick == Pick::luma) SFUMATO_PICK(step_luma)(planes, planes + chunk, planes + 2 * chunk, n, planes);
    else if (pick == Pick::alpha && from == 3) std::fill_n(planes, n, 1.0f);
    else copy(0, static_cast<int32_t>(pick) - static_cast<int32_t>(Pick::red));
  }
  if (from != 4 && to == 4) std::fill_n(planes + 3 * chunk, n, 1.0f);
}

void convert_chunk(const ConstImage& source, const Image& into, const ConvertOptions& o, const Plan& plan, int32_t x,
                   int32_t y, int32_t n) {
  alignas(64) float planes[4 * chunk], alpha[chunk];
  row_load_planar(source, x, y, n, planes, chunk);
  const int32_t colours = std::min(source.channels, 3), kept = std::min(into.channels, 3);
  const bool alpha_alone = into.channels == 1 && o.pick == Pick::alpha;
  if (plan.unpremultiply)
    for (int32_t c = 0; c < 3; ++c) SFUMATO_PICK(step_divide)(planes + c * chunk, planes + 3 * chunk, n);
  if (plan.premultiply) std::memcpy(alpha, planes + 3 * chunk, static_cast<size_t>(n) * 4);
  if (plan.recode && plan.luma)
    for (int32_t c = 0; c < colours; ++c) SFUMATO_PICK(step_transfer)(planes + c * chunk, n, o.from, Transfer::linear);
  change_channels(source.channels, into.channels, o.pick, n, planes);
  if (plan.recode && !alpha_alone)
    for (int32_t c = 0; c < kept; ++c)
      SFUMATO_PICK(step_transfer)(planes + c * chunk, n, plan.luma ? Transfer::linear : o.from, o.to);
  if (plan.premultiply)
    for (int32_t c = 0; c < kept; ++c) SFUMATO_PICK(step_multiply)(planes + c * chunk, alpha, n);
  if (plan.dither) {
    blue_noise_row(o.dither.seed, x, y, n, 1, alpha);
    for (int32_t c = 0; c < into.channels; ++c)
      SFUMATO_PICK(step_add)(planes + c * chunk, alpha, 1.0f / 255.0f, n);
  }
  row_store_planar(into, x, y, n, planes, chunk);
}

// Where only the sample type changes: no planes, and no copy where one side is float.
void convert_samples(const ConstImage& source, const Image& into, int32_t x, int32_t y, int32_t n) {
  if (into.dtype == DType::f32) {
    row_load(source, x, y, n, reinterpret_cast<float*>(into.row(y)) + static_cast<ptrdiff_t>(x) * into.channels);
  } else if (source.dtype == DType::f32) {
    row_store(into, x, y, n,
              reinterpret_cast<const float*>(source.row(y)) + static_cast<ptrdiff_t>(x) * source.channels);
  } else {
    alignas(64) float samples[4 * chunk];
    row_load(source, x, y, n, samples);
    row_store(into, x, y, n, samples);
  }
}

}  // namespace

void convert_pixels(const ConstImage& source, const Image& into, const ConvertOptions& options, const Job& job) {
  if (source.width != into.width || source.height != into.height)
    throw std::invalid_argument("Expected into of " + std::to_string(source.width) + "x" +
                                std::to_string(source.height) + " but received " + std::to_string(into.width) + "x" +
                                std::to_string(into.height));
  const Plan plan(source, into, options);
  const bool copies = plan.copies() && same_format(source, into);
  const bool samples_only = plan.copies() && source.channels == into.channels;
  if (copies && source.data == into.data && source.row_bytes == into.row_bytes) return;
  std::atomic<int64_t> done{0};
  parallel_for(source.height, std::max(1, 65536 / source.width), job, [&](int64_t begin, int64_t end) {
    for (auto y = static_cast<int32_t>(begin); y < end; ++y) {
      if (copies) {
        std::memcpy(into.row(y), source.row(y), static_cast<size_t>(source.width) * source.pixel_bytes());
        continue;
      }
      for (int32_t x = 0; x < source.width; x += chunk) {
        const int32_t n = std::min(chunk, source.width - x);
        if (samples_only) convert_samples(source, into, x, y, n);
        else convert_chunk(source, into, options, plan, x, y, n);
      }
    }
    job.report(static_cast<double>(done += end - begin) / source.height);
  });
}

}  // namespace sfumato
