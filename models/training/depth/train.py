# SPDX-License-Identifier: Apache-2.0
"""What of the training is the depth model's own."""
from pathlib import Path

from loop import Task
from unet import Shape

from .batches import Batches
from .losses import depth_loss


def task(cache: Path) -> Task:
    return Task(
        shape=Shape((56, 96, 128, 152)),
        loss=depth_loss,
        batches=lambda seed: Batches(cache, seed),
        checkpoint=cache / "depth" / "checkpoint.pt",
    )
