// SPDX-License-Identifier: Apache-2.0
// Where the content of one frame lies in another.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

struct MotionOptions {
  // Deviation of the noise of one sample, of full scale, the same in both frames. Motion that explains no more than
  // noise does is not followed. At least 0.001 is assumed.
  float noise = 2.0f / 255;
  // The values are linear light: their square roots are compared, so that shadows count.
  bool linear = false;
};

// Displacements on a grid of cells of step x step pixels, row by row. What `frame` shows at the centre of cell (i, j),
// ((i + 0.5) step, (j + 0.5) step), lies in `other` at that place + (x, y). `error` is the mean squared difference
// there over what noise alone makes of it: about 1 where the frames show the same.
struct MotionField {
  int32_t step = 0, columns = 0, rows = 0;
  std::vector<float> x, y, error;
};

// A frame's brightness (the mean of its colours, cut to 0..1; NaN is 0) at full size and by halves. Made once for a
// frame and used for all that it is compared with. Some 6 bytes a pixel.
class MotionPyramid {
 public:
  struct Level;
  MotionPyramid(const ConstImage& image, bool linear, const Job& job);
  MotionPyramid(MotionPyramid&&) noexcept;
  ~MotionPyramid();
  const std::deque<Level>& levels() const;
  int32_t channels() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Block motion by inverse search (Lucas-Kanade on patches of 8 x 8, Baker & Matthews 2004; Kroeger et al. 2016) from
// coarse to half size; patches lean on the prediction as far as noise hides the truth (a Gaussian prior), and take
// their neighbours' median where that explains them as well. No motion at all wins every tie, so what rests has exactly
// 0. Finds motion up to some 6 % of the shorter side, and more where it is the same over large areas. Steps of 8
// pixels; of 4 where a side is under 128. The same on any number of threads. Throws std::invalid_argument when the
// frames' sizes differ.
MotionField motion_estimate(const MotionPyramid& frame, const MotionPyramid& other, const MotionOptions& options,
                            const Job& job);
MotionField motion_estimate(const ConstImage& frame, const ConstImage& other, const MotionOptions& options,
                            const Job& job);

}  // namespace sfumato
