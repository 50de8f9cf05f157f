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
constexpr int64_t near_budget = 6144;     // and what is read for every row: most of a first-level cache
constexpr int32_t least_columns = 64;

bool is_float(DType t) { return t == DType::f16 || t == DType::f32; }

// How many columns of `in` outputs x..x+n need.
int32_t span(const Axis& axis, int32_t x, int32_t n) {
  const auto last = static_cast<size_t>(x + n - 1);
  return axis.first[last] + axis.count[last] - axis.first[static_cast<size_t>(x)];
}

// Whether any of the outputs x..x+n has a weight of zero.
bool has_zeros(const Axis& axis, int32_t x, int32_t n) {
  const size_t begin = static_cast<size_t>(x) * static_cast<size_t>(axis.taps);
  const size_t end = begin + static_cast<size_t>(n) * static_cast<size_t>(axis.taps);
  return std::count(axis.weights.begin() + static_cast<ptrdiff_t>(begin),
                    axis.weights.begin() + static_cast<ptrdiff_t>(end), 0.0f) > 0;
}

// Rows of floats must be followed by zeros as far as the loops may read.
size_t slack_of(const Axis& axis) { return static_cast<size_t>(axis.taps) * 4 + row_slack; }

bool rows_enlarge(const Axis& vertical) { return vertical.out > vertical.in; }

// The columns of a block: at most `most`, all blocks about alike.
int32_t even_blocks(int32_t n, int64_t most) {
  if (most >= n) return n;
  const auto blocks = static_cast<int32_t>((n + most - 1) / most);
  return (n + blocks - 1) / blocks;
}

}  // namespace

int32_t Resampler::columns(const ConstImage& source, const Axis& horizontal, const Axis& vertical, Prepare prepare) {
  if (rows_enlarge(vertical)) {
    // A few rows are read again and again, and the weights for each: they stay in the first-level cache.
    const int64_t floats = static_cast<int64_t>(vertical.taps) * source.channels + horizontal.taps + 1;
    return even_blocks(horizontal.out, std::max<int64_t>(near_budget / floats, 1024));
  }
  const bool direct = !prepare.needed(source.channels);
  const int64_t rows = direct ? 1 : vertical.taps;
  const double reduction = std::max(1.0, static_cast<double>(horizontal.in) / horizontal.out);
  const double pixels = static_cast<double>(ring_budget) / static_cast<double>(rows * source.channels) / reduction;
  return even_blocks(horizontal.out, static_cast<int64_t>(std::clamp(pixels, static_cast<double>(least_columns), 1e9)));
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
      careful_(is_float(source.dtype) && has_zeros(horizontal, x, n)),
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
                               horizontal_.out, horizontal_.taps, n_, careful_, out);
  else
    SFUMATO_PICK(reduce_pixels)(in, source_x_, horizontal_.first.data() + x,
                                careful_ ? horizontal_.count.data() + x : nullptr,
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

ptrdiff_t Resampler::next_rows(int32_t taps) const {
  return source_.row_bytes * std::clamp(taps - 1, 1, 4);
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
  blend(rows_.data(), weights_.data(), taps, samples, direct_ ? next_rows(taps) : 0, out);
  if (last_step) return out;
  std::fill_n(wide_.data() + samples, slack_of(horizontal_), 0.0f);
  reduce(wide_.data(), narrow_.data());
  return narrow_.data();
}

int32_t Resampler::rows_as_bytes(int32_t y, int32_t end, uint8_t* out, ptrdiff_t stride) {
  if (!widen_first_) return 0;
  const int32_t taps = take_rows(y, 255.0f);
  const int64_t samples = static_cast<int64_t>(n_) * channels_;
  const auto at = static_cast<size_t>(y);
  if (taps != 2 || vertical_.count[at] != 2) {
    SFUMATO_PICK(blend_rows_to_u8)(rows_.data(), weights_.data(), taps, samples, out);
    return 1;
  }
  float weights[2 * most_byte_rows];
  int32_t rows = 0;
  for (; rows < most_byte_rows && y + rows < end; ++rows) {
    const size_t next = at + static_cast<size_t>(rows);
    const float* w = vertical_.weights.data() + next * static_cast<size_t>(vertical_.taps);
    if (vertical_.first[next] != vertical_.first[at] || vertical_.count[next] != 2 || w[0] == 0.0f || w[1] == 0.0f) break;
    weights[2 * rows] = w[0] * 255.0f;
    weights[2 * rows + 1] = w[1] * 255.0f;
  }
  SFUMATO_PICK(blend_pair_to_u8)(static_cast<const float*>(rows_[0]), static_cast<const float*>(rows_[1]), weights, rows,
                                 samples, out, stride);
  return rows;
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
