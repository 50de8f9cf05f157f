// SPDX-License-Identifier: Apache-2.0
// Pictures to a model's input, and a model's output to pictures.
#pragma once

#include "sfumato/resize.h"

namespace sfumato {

// Where the channels of a tensor lie: one plane after another, or one pixel after another.
enum class Layout : uint8_t { nchw, nhwc };

// One picture of a model's input or output: height x width x channels (1, 3 or 4) numbers, f32 or f16, without gaps.
struct Tensor {
  void* data = nullptr;
  int32_t width = 0, height = 0, channels = 0;
  Layout layout = Layout::nchw;
  DType dtype = DType::f32;
};

// What stands around the picture inside the tensor. `mirror` reflects about the picture's outermost pixels.
enum class Pad : uint8_t { value, mirror };

struct TensorOptions {
  Filter filter = Filter::area;
  // The picture's numbers (averaged as they are) are recoded after the resize; equal: not.
  Transfer from = Transfer::linear, to = Transfer::linear;
  bool premultiply = false;  // four-channel pictures: over black. Otherwise alpha is ignored.
  bool bgr = false;          // tensor channel 0 is blue
  float scale = 1.0f;        // tensor = (value * scale - mean) / deviation, by tensor channel
  float mean[4] = {0, 0, 0, 0}, deviation[4] = {1, 1, 1, 1};
  Rect place;                // where the picture goes in the tensor; of no width: the whole tensor
  Pad pad = Pad::value;
  float pad_value[4] = {0, 0, 0, 0};  // as picture values, before normalisation, by tensor channel
};

// `source` resized into `tensor`. Grey is repeated for three channels, luma (Rec. 709) taken for one; a fourth tensor
// channel gets alpha (1 when there is none). Overbright values, NaN and infinities are kept. Against double precision
// within 3e-6 of full scale times scale / deviation (f32). Reads every byte once, but for the rows that two outputs
// share. Throws std::invalid_argument when `place` lies outside the tensor.
void tensor_from_pixels(const ConstImage& source, const Tensor& tensor, const TensorOptions& options, const Job& job);

struct PixelsOptions {
  Filter filter = Filter::bilinear;
  Rect part;                 // what to use of the tensor; of no width: all
  float scale = 1.0f;        // value = (tensor * deviation + mean) / scale
  float mean[4] = {0, 0, 0, 0}, deviation[4] = {1, 1, 1, 1};
  bool bgr = false;
  Transfer from = Transfer::linear, to = Transfer::linear;
  bool keep_alpha = false;   // leave the alpha of `into` as it is; otherwise it becomes 1 (or the tensor's fourth channel)
  Dither dither;
};

// The reverse: `tensor` resized into `into`, quantised to its type. Channels: 1 to any (repeated), 3 to 3 or 4, 4 to 4.
// Throws std::invalid_argument for other channels and for a part outside the tensor.
void tensor_to_pixels(const Tensor& tensor, const Image& into, const PixelsOptions& options, const Job& job);

}  // namespace sfumato
