# SPDX-License-Identifier: Apache-2.0
"""How near proposals come to what was there, beside a membrane, on the photographs that were kept from training."""
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from loop import Task, averaged
from torch.nn import functional as F
from unet import folded

from .batches import Batches
from .network import membrane, propose

BATCHES = 16
SEED = 5


def decibels(found: torch.Tensor, wanted: torch.Tensor, cell: int) -> np.ndarray:
    """PSNR in each hole, of means over `cell` × `cell` pixels of the answer. `found`: (n, 3, h, w), `wanted`: (n, 4, h, w)."""
    hole = wanted[:, 3:]
    share = F.avg_pool2d(hole, cell)
    off = F.avg_pool2d((found - wanted[:, :3]) * hole, cell) / share.clamp_min(0.05)
    squared = (off.square().mean(1, keepdim=True) * share).sum((1, 2, 3)) / share.sum((1, 2, 3))
    return -10 * torch.log10(squared.clamp_min(1e-6)).numpy()


@torch.no_grad()
def evaluate(cache: Path, task: Task) -> None:
    net = folded(averaged(task))
    found: dict[tuple[str, int], list[np.ndarray]] = {}
    for given, wanted in islice(Batches(cache, SEED, validation=True), BATCHES):
        smooth = membrane(F.avg_pool2d(given[:, :3], 2), F.avg_pool2d(1 - given[:, 3:], 2))
        for name, colours in (("membrane", smooth), ("network", propose(net, given)[:, :3])):
            for cell in (1, 4):
                found.setdefault((name, cell), []).append(decibels(colours, wanted, cell))
    for (name, cell), values in found.items():
        joined = np.concatenate(values)
        print(f"{name}, means of {2 * cell} pixels: {joined.mean():.2f} dB (worst {joined.min():.2f}), {len(joined)} holes")
