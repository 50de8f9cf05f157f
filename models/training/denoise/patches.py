# SPDX-License-Identifier: Apache-2.0
"""Clean patches to train on: crops of the cached pictures at several scales, turned, and with other colours."""
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pictures.cache import load_index, load_picture

# Share of patches by kind of picture.
KINDS = {"photograph": 0.62, "texture": 0.24, "artwork": 0.09, "astronomy": 0.05}
# Of the photographs, these (each n-th) are kept for validation.
VALIDATION_STEP = 8


class Patches:
    """Draws batches of clean patches. Pictures are chosen by area within their kind, places at random."""

    def __init__(self, cache: Path, side: int) -> None:
        self.side = side
        self.random = np.random.default_rng()
        self.pictures: dict[str, list[np.ndarray]] = {}
        self.weights: dict[str, np.ndarray] = {}
        for kind in KINDS:
            entries = [p for p in load_index(cache, (kind,)) if min(p.width, p.height) >= side]
            if kind == "photograph":
                entries = [p for i, p in enumerate(entries) if i % VALIDATION_STEP]
            self.pictures[kind] = [np.array(load_picture(cache, entry)) for entry in entries]
            areas = np.array([p.shape[0] * p.shape[1] for p in self.pictures[kind]], dtype=np.float64)
            self.weights[kind] = areas / areas.sum()

    def batch(self, count: int, random: np.random.Generator) -> Tensor:
        """(count, 3, side, side) f32, 0..1, drawn by `random` alone."""
        self.random = random
        patches = np.stack([self.patch() for _ in range(count)]).astype(np.float32) / 255
        return recolour(torch.from_numpy(patches).permute(0, 3, 1, 2).contiguous(), self.random)

    def patch(self) -> np.ndarray:
        """One patch of the two drawn that has more structure: even areas teach little after the first thousand steps."""
        kind = self.random.choice(list(KINDS), p=list(KINDS.values()))
        drawn = [self.crop(kind) for _ in range(2 if self.random.random() < 0.6 else 1)]
        patch = max(drawn, key=structure) if len(drawn) == 2 else drawn[0]
        if self.random.random() < 0.5:
            patch = patch.transpose(1, 0, 2)
        return patch[:: self.random.choice((-1, 1)), :: self.random.choice((-1, 1))]

    def crop(self, kind: str) -> np.ndarray:
        pictures = self.pictures[kind]
        picture = pictures[self.random.choice(len(pictures), p=self.weights[kind])]
        height, width = picture.shape[:2]
        scale = 2 if min(height, width) >= 4 * self.side and self.random.random() < 0.35 else 1
        length = self.side * scale
        y = self.random.integers(height - length + 1)
        x = self.random.integers(width - length + 1)
        crop = picture[y : y + length, x : x + length]
        if scale == 1:
            return crop
        sums = crop.reshape(self.side, 2, self.side, 2, 3).sum(axis=(1, 3), dtype=np.uint16)
        return ((sums + 2) // 4).astype(np.uint8)


def structure(patch: np.ndarray) -> float:
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


def validation(cache: Path, side: int = 256) -> Tensor:
    """Two crops each of the photographs that `Patches` leaves out: (N, 3, side, side) f32, 0..1."""
    entries = [p for p in load_index(cache, ("photograph",)) if min(p.width, p.height) >= side][::VALIDATION_STEP]
    crops = []
    for entry in entries:
        picture = load_picture(cache, entry)
        height, width = picture.shape[:2]
        for fraction in (0.25, 0.6):
            y, x = int((height - side) * fraction), int((width - side) * (1 - fraction))
            crops.append(np.array(picture[y : y + side, x : x + side]))
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255
