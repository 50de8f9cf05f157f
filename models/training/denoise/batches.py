# SPDX-License-Identifier: Apache-2.0
"""Batches to train on, made ahead of time by a process of their own if wanted. What is in one depends on the seed and the step alone."""
import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.multiprocessing as processes
from torch import Tensor

from .noise import degrade
from .patches import Patches

Batch = tuple[Tensor, Tensor, Tensor]


def make(patches: Patches, count: int, seed: int, step: int) -> Batch:
    """Clean patches, noisy ones, and maps of the noise's deviation."""
    random = np.random.default_rng((seed, step))
    torch_random = torch.Generator().manual_seed(int(random.integers(2**62)))
    clean = patches.batch(count, random)
    return clean, *degrade(clean, random, torch_random)


def fill(queue: processes.Queue, cache: Path, side: int, count: int, seed: int, step: int) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    patches = Patches(cache, side)
    parent = os.getppid()
    while os.getppid() == parent:
        queue.put(make(patches, count, seed, step))
        step += 1


def batches(cache: Path, side: int, count: int, seed: int, step: int, ahead: int) -> Iterator[Batch]:
    """The batches of `step` and all after it; up to `ahead` are made by another process, or with 0 each when it is asked for."""
    if ahead == 0:
        patches = Patches(cache, side)
        while True:
            yield make(patches, count, seed, step)
            step += 1
    context = processes.get_context("spawn")
    queue = context.Queue(ahead)
    context.Process(target=fill, args=(queue, cache, side, count, seed, step), daemon=True).start()
    while True:
        yield queue.get()
