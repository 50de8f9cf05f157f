# SPDX-License-Identifier: Apache-2.0
"""Losses that do not mind scale and offset (Ranftl et al., "Towards Robust Monocular Depth Estimation", 2020)."""
import math

import torch
from torch.nn import functional as F

GRADIENT_SHARE = 0.5
GRADIENT_SCALES = 4
RATIO_SHARE = 1.0
HINT_SHARE = 2.0
HINT_FLOOR = 1e-2
# The nearest of a picture is taken to be this many times as near as the farthest.
RANGE = 10.0


def standardised(nearness: torch.Tensor) -> torch.Tensor:
    """Each map of (n, 1, h, w) with median 0 and mean absolute deviation 1."""
    flat = nearness.flatten(1)
    moved = flat - flat.median(1, keepdim=True).values
    return (moved / moved.abs().mean(1, keepdim=True).clamp_min(1e-4)).view_as(nearness)


def depth_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference after alignment, and the same of the slopes at four scales: edges where they belong."""
    difference = standardised(found) - standardised(wanted)
    loss = difference.abs().mean()
    for scale in range(GRADIENT_SCALES):
        d = difference[:, :, :: 2**scale, :: 2**scale]
        across = (d[..., 1:] - d[..., :-1]).abs().mean()
        down = (d[:, :, 1:] - d[:, :, :-1]).abs().mean()
        loss = loss + GRADIENT_SHARE * (across + down) / 2
    return loss + RATIO_SHARE * ratio_loss(found, wanted)


def ratio_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean |log| of the depths' ratio after alignment by least squares, the wanted range, 1 % to 99 %, taken as depths 1 to RANGE."""
    f, w = found.flatten(1), wanted.flatten(1)
    with torch.no_grad():
        low, high = torch.quantile(w, torch.tensor([0.01, 0.99]), dim=1, keepdim=True)
    f0, w0 = f - f.mean(1, keepdim=True), w - w.mean(1, keepdim=True)
    slope = ((f0 * w0).mean(1, keepdim=True) / f0.square().mean(1, keepdim=True).clamp_min(1e-6)).clamp_min(0)
    aligned = slope * f0 + w.mean(1, keepdim=True)
    floor = 1 / RANGE
    near = [floor + (1 - floor) * (x - low) / (high - low).clamp_min(1e-4) for x in (aligned, w)]
    # Below the floor the logarithm goes on as a line, so that what is too far away is still drawn back.
    logs = [torch.where(x > floor, x.clamp_min(floor).log(), (x - floor) / floor + math.log(floor)) for x in near]
    return (logs[0] - logs[1].clamp_min(math.log(floor))).abs().clamp_max(3).mean()


def hinted_loss(found: torch.Tensor, guessed: torch.Tensor, wanted: torch.Tensor, hints: torch.Tensor) -> torch.Tensor:
    """depth_loss, and how far the guesses of the teacher's planes are off, in parts of each plane's deviation in the batch."""
    known = hints[:, 0, 0, 0].isfinite()
    loss = depth_loss(found, wanted)
    if not known.any():
        return loss
    spread = hints[known].std((0, 2, 3), keepdim=True).clamp_min(HINT_FLOOR)
    return loss + HINT_SHARE * F.smooth_l1_loss(guessed[known] / spread, hints[known] / spread)
