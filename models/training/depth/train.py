# SPDX-License-Identifier: Apache-2.0
"""What of the training is the depth model's own."""
from pathlib import Path

from loop import Task
from unet import Shape, UNet

from .batches import Batches
from .losses import hinted_loss


def task(cache: Path) -> Task:
    return Task(
        shape=Shape((56, 96, 128, 152), hints=(192, 96)),
        loss=hinted_loss,
        forward=UNet.hinted,
        batches=lambda seed: Batches(cache, seed),
        checkpoint=cache / "depth" / "checkpoint.pt",
    )
