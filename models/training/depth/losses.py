# SPDX-License-Identifier: Apache-2.0
"""Losses that do not mind scale and offset (Ranftl et al., "Towards Robust Monocular Depth Estimation", 2020)."""
import torch

GRADIENT_SHARE = 0.5
GRADIENT_SCALES = 4


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
    return loss
