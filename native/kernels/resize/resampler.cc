// SPDX-License-Identifier: Apache-2.0
#include "resize/resampler.h"

#include <algorithm>
#include <cstring>

#include "convert/steps.h"
#include "resize/rows.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int64_t ring_budget = 1 << 18;  // floats a ring may take: half of a common second-level cache
constexpr int32_t least_columns = 64;

bool is_float(DType t) { return t == DType::f16 || t == DType::f32; }

// How many columns of `in` outputs x..x+n need.
int32_t span(const Axis& axis, int32_t x, int32_t n) {
  const auto last = static_cast<size_t>(x + n - 1);
  return axis.first[last] + axis.count[last] - axis.first[static_cast<size_t>(x)];
}

// Rows of floats must be followed by zeros as far as the loops may read.
size_t slack_of(const Axis& axis) { return static_cast<size_t>(axis.taps) * 4 + row_slack; }

bool rows_enlarge(const Axis& vertical) { return vertical.out > vertical.in; }

}  // namespace

int32_t Resampler::columns(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare) {
  const bool direct = !rows_enlarge(vertical) && !prepare.needed(source.channels);
  const int64_t rows = direct ? 1 : vertical.taps;
  const double reduction = rows_enlarge(vertical) ? 1.0 : std::max(1.0, static_cast<double>(horizontal.in) / horizontal.out);
  const double pixels = static_cast<double>(ring_budget) / static_cast<double>(rows * source.channels) / reduction;
  const auto most = static_cast<int32_t>(std::clamp(pixels, static_cast<double>(least_columns), 1e9));
  if (most >= horizontal.out) return horizontal.out;
  const int32_t blocks = (horizontal.out + most - 1) / most;
  return (horizontal.out + blocks - 1) / blocks;
}

Resampler::Resampler(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare,
                     int32_t x, int32_t n)
    : source_(source),
      horizontal_(horizontal),
      vertical_(vertical),
      prepare_(prepare),
      x_(x),
      n_(n),
      channels_(source.channels),
      widen_first_(rows_enlarge(vertical)),
      direct_(!widen_first_ && !prepare.needed(source.channels)),
      source_x_(horizontal.first[static_cast<size_t>(x)]),
      source_n_(span(horizontal, x, n)),
      slot_floats_(static_cast<size_t>(widen_first_ ? n : source_n_) * static_cast<size_t>(channels_) +
                   slack_of(horizontal)),
      ring_(direct_ ? 1 : slot_floats_ * static_cast<size_t>(vertical.taps)),
      narrow_(static_cast<size_t>(n) * static_cast<size_t>(channels_) + slack_of(horizontal)),
      wide_(static_cast<size_t>(source_n_) * static_cast<size_t>(channels_) + slack_of(horizontal)),
      held_(static_cast<size_t>(vertical.taps), -1),
      rows_(static_cast<size_t>(vertical.taps)),
      weights_(static_cast<size_t>(vertical.taps)) {}

void Resampler::load(int32_t source_y, float* into) const {
  row_load(source_, source_x_, source_y, source_n_, into);
  if (prepare_.transfer != Transfer::linear) {
    if (channels_ == 4) SFUMATO_PICK(step_transfer_rgba)(into, source_n_, prepare_.transfer, Transfer::linear);
    else SFUMATO_PICK(step_transfer)(into, static_cast<int64_t>(source_n_) * channels_, prepare_.transfer, Transfer::linear);
  }
  if (prepare_.premultiply && channels_ == 4) SFUMATO_PICK(step_premultiply_rgba)(into, source_n_);
}

void Resampler::reduce(const float* in, float* out) const {
  const auto x = static_cast<size_t>(x_);
  const auto taps = static_cast<size_t>(horizontal_.taps);
  if (channels_ == 1)
    SFUMATO_PICK(reduce_plane)(in, source_x_, horizontal_.first.data() + x, horizontal_.by_tap.data() + x,
                               horizontal_.out, horizontal_.taps, n_, is_float(source_.dtype), out);
  else
    SFUMATO_PICK(reduce_pixels)(in, source_x_, horizontal_.first.data() + x,
                                is_float(source_.dtype) ? horizontal_.count.data() + x : nullptr,
                                horizontal_.weights.data() + x * taps, horizontal_.taps, channels_, n_, out);
}

const float* Resampler::ring_row(int32_t source_y) {
  const auto slot = static_cast<size_t>(source_y) % held_.size();
  float* row = ring_.data() + slot * slot_floats_;
  if (held_[slot] == source_y) return row;
  held_[slot] = source_y;
  if (!widen_first_ || horizontal_.identity()) {
    load(source_y, row);
  } else {
    load(source_y, wide_.data());
    std::fill_n(wide_.data() + static_cast<size_t>(source_n_) * static_cast<size_t>(channels_), slack_of(horizontal_), 0.0f);
    reduce(wide_.data(), row);
  }
  return row;
}

int32_t Resampler::take_rows(int32_t y, float scale) {
  const auto at = static_cast<size_t>(y);
  const int32_t first = vertical_.first[at], count = vertical_.count[at];
  const float* weights = vertical_.weights.data() + at * static_cast<size_t>(vertical_.taps);
  int32_t taps = 0;
  for (int32_t k = 0; k < count; ++k) {
    if (weights[k] == 0.0f) continue;
    weights_[static_cast<size_t>(taps)] = weights[k] * scale;
    rows_[static_cast<size_t>(taps++)] =
        direct_ ? source_.row(first + k) + static_cast<size_t>(source_x_) * source_.pixel_bytes()
                : static_cast<const void*>(ring_row(first + k));
  }
  return taps;
}

float* Resampler::row(int32_t y) {
  const int32_t taps = take_rows(y, direct_ ? 1.0f / source_.max_value() : 1.0f);
  const int64_t samples = static_cast<int64_t>(widen_first_ ? n_ : source_n_) * channels_;
  const bool last_step = widen_first_ || horizontal_.identity();
  float* out = last_step ? narrow_.data() : wide_.data();
  const auto blend = !direct_ || source_.dtype == DType::f32 ? SFUMATO_PICK(blend_rows_f32)
                     : source_.dtype == DType::u8            ? SFUMATO_PICK(blend_rows_u8)
                     : source_.dtype == DType::u16           ? SFUMATO_PICK(blend_rows_u16)
                                                             : SFUMATO_PICK(blend_rows_f16);
  blend(rows_.data(), weights_.data(), taps, samples, out);
  if (last_step) return out;
  std::fill_n(wide_.data() + samples, slack_of(horizontal_), 0.0f);
  reduce(wide_.data(), narrow_.data());
  return narrow_.data();
}

bool Resampler::row_as_bytes(int32_t y, uint8_t* out) {
  if (!widen_first_) return false;
  const int32_t taps = take_rows(y, 255.0f);
  SFUMATO_PICK(blend_rows_to_u8)(rows_.data(), weights_.data(), taps, static_cast<int64_t>(n_) * channels_, out);
  return true;
}

void for_resampled_blocks(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare,
                          const Job& job,
                          const std::function<void(Resampler&, int32_t x, int32_t n, int32_t begin, int32_t end)>& body) {
  const int32_t columns = Resampler::columns(source, horizontal, vertical, prepare);
  const int32_t across = (horizontal.out + columns - 1) / columns;
  // Some megapixels at most between two looks at the job, several strips a thread.
  const double reduction = std::max(1.0, static_cast<double>(vertical.in) / vertical.out);
  const double row_cost = reduction * std::max(horizontal.out, horizontal.in) / across;
  const auto patience = static_cast<int32_t>(std::clamp(4e6 / row_cost, 1.0, 1e6));
  const int32_t fair = (vertical.out + thread_count() * 8 - 1) / (thread_count() * 8);
  const int32_t strip = std::max(1, std::min(patience, std::max(fair, 16)));
  const int64_t strips = (vertical.out + strip - 1) / strip;
  std::atomic<int64_t> done{0};
  parallel_for(strips * across, 1, job, [&](int64_t begin, int64_t) {
    const auto strip_index = static_cast<int32_t>(begin / across), column = static_cast<int32_t>(begin % across);
    const int32_t x = column * columns, n = std::min(columns, horizontal.out - x);
    const int32_t y = strip_index * strip;
    Resampler resampler(source, horizontal, vertical, prepare, x, n);
    body(resampler, x, n, y, std::min(y + strip, vertical.out));
    job.report(static_cast<double>(++done) / static_cast<double>(strips * across));
  });
}

}  // namespace sfumato
