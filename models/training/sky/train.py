# SPDX-License-Identifier: Apache-2.0
"""What of the training is the sky model's own."""
from pathlib import Path

import torch
from loop import Task
from torch import nn
from torch.nn import functional as F
from unet import Shape

from .batches import Batches


class Sure(nn.Module):
    """The network with its activation: how surely each pixel is sky, 0..1."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.net(picture))


def sky_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy, heavier near edges, and one minus the soft overlap of each picture."""
    edge = F.max_pool2d(wanted, 9, 1, 4) - (1 - F.max_pool2d(1 - wanted, 9, 1, 4))
    entropy = F.binary_cross_entropy_with_logits(found, wanted, weight=1 + 2 * edge)
    sure = torch.sigmoid(found)
    both = (sure * wanted).sum((1, 2, 3))
    either = (sure + wanted - sure * wanted).sum((1, 2, 3))
    # A hundredth of the picture: without it a picture without sky would punish one stray pixel as much as a lost sky.
    floor = 0.01 * wanted[0].numel()
    return entropy + 0.5 * (1 - (both + floor) / (either + floor)).mean()


def task(cache: Path) -> Task:
    return Task(
        shape=Shape((32, 64, 88, 80)),
        loss=sky_loss,
        batches=lambda seed: Batches(cache, seed),
        checkpoint=cache / "sky" / "checkpoint.pt",
    )
