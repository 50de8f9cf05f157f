// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "convert/steps.h"
#include "resize/resampler.h"
#include "row/stream.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"
#include "sfumato/tensor.h"
#include "tensor/place.h"
#include "tensor/rows.h"

namespace sfumato {
namespace {

// Tensor channel c is a[c] * value + b[c].
struct Normalisation {
  float a[4], b[4];
  explicit Normalisation(const TensorOptions& o) {
    for (int32_t c = 0; c < 4; ++c) {
      a[c] = o.scale / o.deviation[c];
      b[c] = -o.mean[c] / o.deviation[c];
    }
  }
};

// One row of a picture, as it comes from the resampler, into the tensor.
class RowWriter {
 public:
  RowWriter(const Tensor& tensor, const TensorOptions& options, int32_t channels, int32_t n)
      : tensor_(tensor), options_(options), normal_(options), channels_(channels), n_(n),
        stride_((n + 15) / 16 * 16 + 16), planes_(static_cast<size_t>(stride_) * 4) {}

  // `row`: n interleaved pixels; they go to column x, row y of the tensor.
  void write(float* row, int32_t x, int32_t y) {
    if (options_.from != options_.to) {
      if (channels_ == 4) SFUMATO_PICK(step_transfer_rgba)(row, n_, options_.from, options_.to);
      else SFUMATO_PICK(step_transfer)(row, static_cast<int64_t>(n_) * channels_, options_.from, options_.to);
    }
    split(row);
    for (int32_t c = 0; c < tensor_.channels; ++c) {
      float* p = plane(c);
      SFUMATO_PICK(affine_row)(source_plane(c), normal_.a[c], normal_.b[c], n_, p);
      if (tensor_.layout == Layout::nchw) row_store(tensor_plane(tensor_, c), x, y, n_, p);
    }
    if (tensor_.layout == Layout::nhwc) row_store_planar(tensor_pixels(tensor_), x, y, n_, planes_.data(), stride_);
  }

 private:
  float* plane(int32_t c) const { return planes_.data() + c * stride_; }

  // The picture's channels as planes that normalisation may overwrite in order.
  void split(const float* row) {
    if (channels_ == 1) {
      grey_ = row;
      return;
    }
    SFUMATO_PICK(pixels_to_planes)(row, n_, channels_, planes_.data(), stride_);
    if (tensor_.channels == 1) SFUMATO_PICK(step_luma)(plane(0), plane(1), plane(2), n_, plane(0));
    else if (options_.bgr) std::swap_ranges(plane(0), plane(0) + n_, plane(2));
    if (tensor_.channels == 4 && channels_ == 3) std::fill_n(plane(3), n_, 1.0f);
  }

  const float* source_plane(int32_t c) {
    if (channels_ != 1) return plane(c);
    if (c < 3) return grey_;
    std::fill_n(plane(3), n_, 1.0f);
    return plane(3);
  }

  const Tensor& tensor_;
  const TensorOptions& options_;
  const Normalisation normal_;
  const int32_t channels_, n_;
  const int32_t stride_;
  Scratch<float> planes_;
  const float* grey_ = nullptr;
};

// Half the size exactly, from float RGBA to three float planes: one pass, written past the caches.
bool halves_exactly(const ConstImage& s, const Tensor& t, const TensorOptions& o, Rect place) {
  return s.dtype == DType::f32 && s.channels == 4 && t.dtype == DType::f32 && t.channels == 3 &&
         t.layout == Layout::nchw && s.width == 2 * place.width && s.height == 2 * place.height &&
         o.from == o.to && !o.premultiply && !o.bgr && (o.filter == Filter::area || o.filter == Filter::bilinear_aliased);
}

void halve(const ConstImage& source, const Tensor& tensor, const TensorOptions& options, Rect place, const Job& job) {
  const Normalisation normal(options);
  const int32_t n = place.width;
  const size_t plane_floats = static_cast<size_t>(tensor.width) * static_cast<size_t>(tensor.height);
  parallel_for(place.height, std::max(1, 32768 / n), job, [&](int64_t begin, int64_t end) {
    const size_t stride = (static_cast<size_t>(n) + 31) / 16 * 16;
    const Scratch<float> rows(stride * 3);
    for (int64_t y = begin; y < end; ++y) {
      const auto at = static_cast<int32_t>(2 * y);
      SFUMATO_PICK(halve_rgba_to_planes)(reinterpret_cast<const float*>(source.row(at)),
                                         reinterpret_cast<const float*>(source.row(at + 1)), n, normal.a, normal.b,
                                         rows.data(), rows.data() + stride, rows.data() + 2 * stride);
      for (size_t c = 0; c < 3; ++c) {
        float* plane = static_cast<float*>(tensor.data) + c * plane_floats;
        float* out = plane + static_cast<size_t>(place.y + y) * static_cast<size_t>(tensor.width) + place.x;
        SFUMATO_PICK(stream_row)(rows.data() + c * stride, n, out);
      }
    }
    SFUMATO_PICK(stream_fence)();
    job.report(static_cast<double>(end) / place.height);
  });
}

}  // namespace

void tensor_from_pixels(const ConstImage& source, const Tensor& tensor, const TensorOptions& options, const Job& job) {
  const Rect place = checked_part(options.place, tensor);
  if (halves_exactly(source, tensor, options, place)) {
    halve(source, tensor, options, place, job);
  } else {
    const Axis horizontal = make_axis(source.width, place.width, options.filter);
    const Axis vertical = make_axis(source.height, place.height, options.filter);
    for_resampled_blocks(source, horizontal, vertical, {Transfer::linear, options.premultiply}, job,
                         [&](Resampler& resampler, int32_t x, int32_t n, int32_t begin, int32_t end) {
                           RowWriter writer(tensor, options, source.channels, n);
                           for (int32_t y = begin; y < end; ++y)
                             writer.write(resampler.row(y), place.x + x, place.y + y);
                         });
  }
  float outside[4];
  const Normalisation normal(options);
  for (int32_t c = 0; c < 4; ++c) outside[c] = options.pad_value[c] * normal.a[c] + normal.b[c];
  pad_tensor(tensor, place, options.pad, outside);
}

}  // namespace sfumato
