// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "convert/blue_noise.h"
#include "convert/steps.h"
#include "resize/resampler.h"
#include "sfumato/row.h"
#include "sfumato/tensor.h"
#include "tensor/place.h"
#include "tensor/rows.h"

namespace sfumato {
namespace {

// Rows of planes on their way into a picture.
class RowReader {
 public:
  RowReader(const Image& into, const PixelsOptions& options, int32_t channels, int32_t x, int32_t n)
      : into_(into), options_(options), channels_(channels), x_(x), n_(n), stride_((n + 15) / 16 * 16 + 16),
        planes_(static_cast<size_t>(stride_) * 4), noise_(static_cast<size_t>(stride_)) {}

  float* plane(int32_t c) const { return planes_.data() + c * stride_; }
  int32_t stride() const { return stride_; }

  // The tensor's channels are in plane(0..channels) (one channel: in `grey`, which it may change).
  void store(int32_t y, float* grey) {
    const int32_t last = channels_ == 4 ? 3 : channels_;
    if (channels_ != 1 && options_.bgr) std::swap_ranges(plane(0), plane(0) + n_, plane(2));
    for (int32_t c = 0; c < channels_; ++c) {
      float* p = channels_ == 1 ? grey : plane(c);
      const int32_t k = options_.bgr && c < 3 && channels_ != 1 ? 2 - c : c;
      const float a = options_.deviation[k] / options_.scale, b = options_.mean[k] / options_.scale;
      if (a != 1.0f || b != 0.0f) SFUMATO_PICK(affine_row)(p, a, b, n_, p);
      if (c < last) SFUMATO_PICK(step_transfer)(p, n_, options_.from, options_.to);
    }
    if (options_.dither.on && into_.dtype == DType::u8) {
      blue_noise_row(options_.dither.seed, x_, y, n_, 1, noise_.data());
      for (int32_t c = 0; c < channels_; ++c)
        SFUMATO_PICK(step_add)(channels_ == 1 ? grey : plane(c), noise_.data(), 1.0f / 255.0f, n_);
    }
    if (into_.channels == 1) return row_store(into_, x_, y, n_, grey);
    if (channels_ == 1)
      for (int32_t c = 0; c < 3; ++c) std::copy_n(grey, n_, plane(c));
    if (into_.channels == 4) set_alpha(y);
    row_store_planar(into_, x_, y, n_, planes_.data(), stride_);
  }

 private:
  void set_alpha(int32_t y) {
    if (options_.keep_alpha) {
      const Scratch<float> old(static_cast<size_t>(stride_) * 4);
      row_load_planar(into_, x_, y, n_, old.data(), stride_);
      std::copy_n(old.data() + 3 * stride_, n_, plane(3));
    } else if (channels_ != 4) {
      std::fill_n(plane(3), n_, 1.0f);
    }
  }

  const Image& into_;
  const PixelsOptions& options_;
  const int32_t channels_, x_, n_, stride_;
  Scratch<float> planes_, noise_;
};

// One channel whose numbers are the picture's already.
bool is_plain_plane(int32_t channels, const Image& into, const PixelsOptions& o) {
  return channels == 1 && into.channels == 1 && o.from == o.to && o.deviation[0] == o.scale && o.mean[0] == 0.0f;
}

}  // namespace

void tensor_to_pixels(const Tensor& tensor, const Image& into, const PixelsOptions& options, const Job& job) {
  const int32_t channels = tensor.channels;
  if (channels != 1 && channels > into.channels)
    throw std::invalid_argument("Expected into of at least the tensor's channels");
  const Rect part = checked_part(options.part, tensor);
  const bool planar = tensor.layout == Layout::nchw;
  std::vector<ConstImage> sources;
  if (planar)
    for (int32_t c = 0; c < channels; ++c) sources.push_back(crop(ConstImage(tensor_plane(tensor, c)), part));
  else
    sources.push_back(crop(ConstImage(tensor_pixels(tensor)), part));
  if (is_plain_plane(channels, into, options)) {
    resize_pixels(sources[0], into, {options.filter, Transfer::linear, Alpha::premultiplied, options.dither}, job);
    return;
  }
  const Axis horizontal = make_axis(part.width, into.width, options.filter);
  const Axis vertical = make_axis(part.height, into.height, options.filter);
  for_resampled_blocks(sources[0], horizontal, vertical, {}, job,
                       [&](Resampler& first, int32_t x, int32_t n, int32_t begin, int32_t end) {
                         std::vector<std::unique_ptr<Resampler>> more;
                         for (size_t c = 1; c < sources.size(); ++c)
                           more.push_back(std::make_unique<Resampler>(sources[c], horizontal, vertical, Prepare{}, x, n));
                         RowReader reader(into, options, channels, x, n);
                         for (int32_t y = begin; y < end; ++y) {
                           float* row = first.row(y);
                           if (!planar && channels != 1) {
                             SFUMATO_PICK(pixels_to_planes)(row, n, channels, reader.plane(0), reader.stride());
                           } else if (channels != 1) {
                             std::copy_n(row, n, reader.plane(0));
                             for (size_t c = 0; c < more.size(); ++c)
                               std::copy_n(more[c]->row(y), n, reader.plane(static_cast<int32_t>(c) + 1));
                           }
                           reader.store(y, row);
                         }
                       });
}

}  // namespace sfumato
