# SPDX-License-Identifier: Apache-2.0
"""What of the training is the sky model's own."""
from pathlib import Path

import torch
from loop import Task
from torch import nn
from torch.nn import functional as F
from unet import Shape, UNet

from .batches import Batches


class Sure(nn.Module):
    """The network with its activation: how surely each pixel is sky, 0..1."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.net(picture))


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
