# SPDX-License-Identifier: Apache-2.0
"""What of the training is the sky model's own."""
from pathlib import Path

import torch
from loop import Task
from torch import nn
from torch.nn import functional as F
from unet import Shape, UNet

from .batches import Batches


# Pixels of half the picture's sides on both sides of where the sky seems to end, in which the finer look counts.
REACH = 8
# How much of the coarse look's opinion still counts there.
COARSE = 0.4


class Sure(nn.Module):
    """
    What is exported: how surely each pixel is sky, 0..1. The network looks twice: at half the picture's sides, where it knows best
    what is sky, and at all of it, which decides near the edges that the first look found.
    """

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        coarse = self.net(F.avg_pool2d(picture, 2))
        sure = torch.sigmoid(coarse)
        side = 2 * REACH + 1
        spread = F.max_pool2d(sure, side, 1, REACH) + F.max_pool2d(1 - sure, side, 1, REACH) - 1
        band, coarse = (
            F.interpolate(plane, scale_factor=2.0, mode="bilinear", align_corners=False)
            for plane in (F.avg_pool2d(spread, 5, 1, 2), coarse)
        )
        return torch.sigmoid(coarse + band * (self.net(picture) - (1 - COARSE) * coarse))


def sky_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """
    Cross entropy, weighted by pixel, and one minus the soft overlap of each picture. `found`: (n, 1, h, w) before the activation;
    `wanted`: (n, 2, h, w), the sky and the weights.
    """
    sky, weight = wanted[:, :1], wanted[:, 1:]
    entropy = F.binary_cross_entropy_with_logits(found, sky, weight=weight)
    sure = torch.sigmoid(found)
    both = (sure * sky).sum((1, 2, 3))
    either = (sure + sky - sure * sky).sum((1, 2, 3))
    # A hundredth of the picture: without it a picture without sky would punish one stray pixel as much as a lost sky.
    floor = 0.01 * sky[0].numel()
    return entropy + 0.5 * (1 - (both + floor) / (either + floor)).mean()


def task(cache: Path) -> Task:
    return Task(
        shape=Shape((32, 64, 88, 80)),
        loss=sky_loss,
        batches=lambda seed: Batches(cache, seed),
        forward=UNet.half,
        checkpoint=cache / "sky" / "checkpoint.pt",
    )
