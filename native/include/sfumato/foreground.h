// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sfumato/image.h"
#include "sfumato/job.h"

namespace sfumato {

struct ForegroundOptions {
  int32_t iterations = 4;         // at each level of the pyramid, 1..6 (the smallest levels take more)
  float regularisation = 1e-5f;   // pull between neighbours everywhere, 1e-6..1
  float gradient_weight = 1.0f;   // more pull where the alpha changes, 0..10
};

// The foreground's own colours, free of the background that shows through soft edges: multi-level estimation
// (Germer et al. 2020): at every level, Jacobi steps for F and B of I = a F + (1 - a) B with smooth F and B.
// `image` has 3 or 4 channels (its own alpha is not looked at), `alpha` one, of any format; `into` has 3 channels, or 4
// of which the last receives `alpha` (a straight cut-out), in any format; all are of one size and `into` shares memory
// with neither. Work in the encoding that the picture was shot in or in linear light: the picture's own decides.
// Where alpha is 1 or more the picture's colours come back unchanged. Colours lie within 0 and the largest value of the
// picture (at least 1); NaN counts as 0. Scratch: pictures beyond 1.5 megapixels are solved at a quarter of their
// size (3.4 bytes a pixel of the picture) and finished by tiles where alpha lies between 0 and 1 (where it is 0 the
// colours of the quarter stay); smaller ones whole (54 bytes a pixel).
void estimate_foreground(const ConstImage& image, const ConstImage& alpha, const Image& into,
                         const ForegroundOptions& options, const Job& job);

}  // namespace sfumato
