# SPDX-License-Identifier: Apache-2.0
"""What of the training is the inpainting model's own."""
from pathlib import Path

import torch
from loop import Task
from torch.nn import functional as F

from .batches import Batches
from .network import SHAPE, UNIT, propose

# Squared error, of 1, below which a picture has nothing more to teach.
FLOOR = 4e-4
# Pixels of the answer over which content is averaged for the coarse part of the loss.
CELL = 8
SURENESS = 0.1


def hole_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """
    The logarithm of each picture's squared error in the hole, which is what decibels count, as it is and coarsely; and the likelihood
    of the coarse errors (Kendall and Gal 2017), which says how sure the answer is (nothing asks for that yet: the exported graph leaves it out). `found`, `wanted`: (n, 4, h, w).
    """
    hole = wanted[:, 3:]
    off = (found[:, :3] - wanted[:, :3]) * hole
    fine = off.square().sum((1, 2, 3)) / (3 * hole.sum((1, 2, 3)))
    share = F.avg_pool2d(hole, CELL // 2)
    away = F.avg_pool2d(off, CELL // 2) / share.clamp_min(0.05)
    squared = away.square().mean(1, keepdim=True)
    coarse = (squared * share).sum((1, 2, 3)) / share.sum((1, 2, 3))
    spread = F.avg_pool2d(found[:, 3:], CELL // 2).clamp(-10, 4)
    likely = (spread + squared.detach() / UNIT**2 * torch.exp(-spread)) * share
    return (
        torch.log(fine + FLOOR).mean() + torch.log(coarse + FLOOR).mean() + SURENESS * likely.sum() / share.sum()
    )


def task(cache: Path) -> Task:
    return Task(
        shape=SHAPE,
        loss=hole_loss,
        batches=lambda seed: Batches(cache, seed),
        forward=propose,
        checkpoint=cache / "inpaint" / "checkpoint.pt",
    )
