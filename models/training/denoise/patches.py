# SPDX-License-Identifier: Apache-2.0
"""Clean patches to train on: crops of the cached pictures at several scales, turned, and with other colours."""
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pictures.cache import load_index, load_picture
from pictures.embedded import photographs

# Share of patches by kind of picture; "embedded" are many small photographs, compressed, and therefore halved.
KINDS = {"photograph": 0.4, "embedded": 0.3, "texture": 0.22, "artwork": 0.05, "astronomy": 0.03}
# Share of patches by how much the picture was reduced: what was sharp in a large picture is as fine as it gets in a small one.
REDUCED = {1: 0.45, 2: 0.35, 4: 0.2}
# Patches less structured than this teach little after the first thousand steps; this share of them is kept.
EVEN = 10.0
KEPT = 0.2
# Of the photographs, these (each n-th) are kept for validation.
VALIDATION_STEP = 8
VALIDATED = ("photograph", "embedded")


class Patches:
    """Draws batches of clean patches. Pictures are chosen by area within their kind, places at random."""

    def __init__(self, cache: Path, side: int) -> None:
        self.side = side
        self.random = np.random.default_rng()
        self.pictures: dict[str, list[np.ndarray]] = {}
        self.weights: dict[str, np.ndarray] = {}
        for kind in KINDS:
            pictures = pictures_of(cache, kind)
            if kind in VALIDATED:
                pictures = [p for i, p in enumerate(pictures) if i % VALIDATION_STEP]
            pictures = [p for p in pictures if min(p.shape[:2]) >= side]
            self.pictures[kind] = pictures
            areas = np.array([p.shape[0] * p.shape[1] for p in pictures], dtype=np.float64)
            self.weights[kind] = areas / areas.sum()

    def batch(self, count: int, random: np.random.Generator) -> Tensor:
        """(count, 3, side, side) f32, 0..1, drawn by `random` alone."""
        self.random = random
        patches = np.stack([self.patch() for _ in range(count)]).astype(np.float32) / 255
        return recolour(torch.from_numpy(patches).permute(0, 3, 1, 2).contiguous(), self.random)

    def patch(self) -> np.ndarray:
        kind = self.random.choice(list(KINDS), p=list(KINDS.values()))
        patch = self.crop(kind)
        while structure(patch) < EVEN and self.random.random() > KEPT:
            patch = self.crop(kind)
        if self.random.random() < 0.5:
            patch = patch.transpose(1, 0, 2)
        return patch[:: self.random.choice((-1, 1)), :: self.random.choice((-1, 1))]

    def crop(self, kind: str) -> np.ndarray:
        pictures = self.pictures[kind]
        picture = pictures[self.random.choice(len(pictures), p=self.weights[kind])]
        height, width = picture.shape[:2]
        scale = self.random.choice(list(REDUCED), p=list(REDUCED.values()))
        while scale > 1 and min(height, width) < 2 * self.side * scale:
            scale //= 2
        length = self.side * scale
        y = self.random.integers(height - length + 1)
        x = self.random.integers(width - length + 1)
        return reduced(picture[y : y + length, x : x + length], scale)


def pictures_of(cache: Path, kind: str) -> list[np.ndarray]:
    """RGB u8 of one of KINDS, in a fixed order."""
    if kind == "embedded":
        return [reduced(pixels, 2) for _, pixels in photographs(cache)]
    return [np.array(load_picture(cache, entry)) for entry in load_index(cache, (kind,))]


def reduced(picture: np.ndarray, scale: int) -> np.ndarray:
    """By the mean of scale × scale pixels; a rest at the right and below is left out."""
    if scale == 1:
        return picture
    height, width = (side // scale for side in picture.shape[:2])
    whole = picture[: height * scale, : width * scale]
    sums = whole.reshape(height, scale, width, scale, 3).sum(axis=(1, 3), dtype=np.uint16)
    return ((sums + scale**2 // 2) // scale**2).astype(np.uint8)


def structure(patch: np.ndarray) -> float:
    """Mean of the differences between neighbours, of 255, along both axes together."""
    green = patch[..., 1].astype(np.int16)
    return float(np.abs(np.diff(green, axis=0)).mean() + np.abs(np.diff(green, axis=1)).mean())


def recolour(patches: Tensor, random: np.random.Generator) -> Tensor:
    """Half of the patches with other exposure, white balance, contrast, saturation or order of channels."""
    count = patches.shape[0]
    chosen = random.random(count) < 0.5
    for i in np.flatnonzero(chosen):
        patch = patches[i]
        gain = torch.from_numpy(random.uniform(0.45, 1.25) * random.uniform(0.9, 1.1, (3, 1, 1))).float()
        patch = (patch * gain).clamp_(0, 1).pow_(random.uniform(0.75, 1.3))
        grey = patch.mean(0, keepdim=True)
        patch = grey + (patch - grey) * random.uniform(0.2, 1.4)
        if random.random() < 0.3:
            patch = patch[torch.from_numpy(random.permutation(3))]
        patches[i] = patch.clamp(0, 1)
    return patches
