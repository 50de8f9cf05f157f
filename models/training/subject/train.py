# SPDX-License-Identifier: Apache-2.0
"""What of the training is the subject model's own."""
from pathlib import Path

import torch
from loop import Task
from torch.nn import functional as F
from unet import Shape, UNet

from .batches import Batches


def overlap_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy, and one minus the soft overlap of each picture. `found` is before the activation."""
    sure = torch.sigmoid(found)
    both = (sure * wanted).sum((1, 2, 3))
    either = (sure + wanted - sure * wanted).sum((1, 2, 3))
    return F.binary_cross_entropy_with_logits(found, wanted) + (1 - both / (either + 1)).mean()


def task(cache: Path) -> Task:
    return Task(
        shape=Shape((40, 80, 128, 144), planes=5),
        loss=overlap_loss,
        batches=lambda seed: Batches(cache, seed),
        forward=UNet.half,
        checkpoint=cache / "subject" / "checkpoint.pt",
    )
