# SPDX-License-Identifier: Apache-2.0
"""Batches to train on, made ahead of time by a process of their own if wanted. What is in one depends on the seed and the step alone."""
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Full

import cv2
import numpy as np
import torch
import torch.multiprocessing as processes
from torch import Tensor

from .noise import degrade
from .patches import Patches

Batch = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class Recipe:
    """What makes the batches: patches of `side`, `count` of them."""

    side: int
    count: int
    seed: int

    def patches(self, cache: Path) -> Patches:
        return Patches(cache, self.side)

    def batch(self, patches: Patches, step: int) -> Batch:
        """Clean patches, noisy ones, and maps of the noise's deviation."""
        random = np.random.default_rng((self.seed, step))
        torch_random = torch.Generator().manual_seed(int(random.integers(2**62)))
        clean = patches.batch(self.count, random)
        return clean, *degrade(clean, random, torch_random)


def fill(queue: processes.Queue, cache: Path, recipe: Recipe, step: int) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    patches = recipe.patches(cache)
    parent = os.getppid()
    while os.getppid() == parent:
        put(queue, recipe.batch(patches, step), parent)
        step += 1


def put(queue: processes.Queue, batch: Batch, parent: int) -> None:
    """Waits for room as long as there is somebody to take it: a trainer that was killed takes no more."""
    while os.getppid() == parent:
        try:
            return queue.put(batch, timeout=5)
        except Full:
            pass


def batches(cache: Path, recipe: Recipe, step: int, ahead: int) -> Iterator[Batch]:
    """The batches of `step` and all after it; up to `ahead` are made by another process, or with 0 each when it is asked for."""
    if ahead == 0:
        patches = recipe.patches(cache)
        while True:
            yield recipe.batch(patches, step)
            step += 1
    context = processes.get_context("spawn")
    queue = context.Queue(ahead)
    context.Process(target=fill, args=(queue, cache, recipe, step), daemon=True).start()
    while True:
        yield queue.get()
