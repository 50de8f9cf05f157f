# SPDX-License-Identifier: Apache-2.0
"""
Cut-out things, whose alpha is exact, before photographs and surfaces: batches of pictures with clicks, and of what is to be
selected. Half of them have no click, and what is wanted is everything that stands before the background.
"""
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from pictures.cache import load_index, load_picture
from pictures.embedded import cutouts
from sky.batches import cropped, over
from sky.light import relit
from sky.material import landscapes, surfaces
from torch.utils.data import IterableDataset

BATCH = 16
# (height, width) of a batch.
SIZES = ((256, 256), (224, 288), (288, 224))
# Where things are mostly photographed before: shares of a photograph, a surface, a plain wall.
GROUNDS = (0.6, 0.25, 0.15)
BLURRED = 0.5
CLICKED = 0.5
MOST_CLICKS = 5
# Pixels of the sides that a click is shown by, as the deviation of a spot.
SPOT = 5.0


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 5, h, w): RGB in 0..1 and two planes of spots, where a click adds and where one removes; and
    (BATCH, 1, h / 2, w / 2), the alpha that is wanted. The same seed gives the same batches.
    """

    def __init__(self, cache: Path, seed: int):
        self.seed = seed
        self.things = cutouts(cache)
        self.photographs = [load_picture(cache, picture) for picture in load_index(cache, ("photograph", "artwork"))]
        self.photographs += [rgba[..., :3] for rgba in landscapes(cache)]
        self.surfaces = surfaces(cache)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        while True:
            size = SIZES[rng.integers(len(SIZES))]
            pairs = [self.drawn(rng, size) for _ in range(BATCH)]
            given, wanted = (torch.from_numpy(np.stack(part)) for part in zip(*pairs, strict=True))
            yield given, wanted

    def drawn(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        picture = self.ground(rng, size)
        alphas: list[np.ndarray] = []
        for _ in range(rng.choice((1, 2, 3), p=(0.6, 0.25, 0.15))):
            alpha, thing = self.thing(rng, size)
            picture = over(picture, thing, alpha)
            alphas = [*(other * (1 - alpha) for other in alphas), alpha]
        clicked = rng.random() < CLICKED
        wanted = alphas[rng.integers(len(alphas))] if clicked else 1 - np.prod([1 - a for a in alphas], axis=0)
        spots = clicks(rng, wanted) if clicked else np.zeros((2, *size), np.float32)
        rgb = relit(rng, np.clip(picture, 0, 255).astype(np.uint8)).transpose(2, 0, 1).astype(np.float32) / 255
        half = cv2.resize(wanted, (size[1] // 2, size[0] // 2), interpolation=cv2.INTER_AREA)
        return np.concatenate([rgb, spots]), half[None].astype(np.float32)

    def ground(self, rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
        drawn = rng.random()
        if drawn > GROUNDS[0] + GROUNDS[1]:
            return np.broadcast_to(rng.uniform(0, 255, 3).astype(np.float32), (*size, 3)).copy()
        pictures = self.photographs if drawn < GROUNDS[0] else self.surfaces
        picture = pictures[rng.integers(len(pictures))]
        shown, _ = cropped(rng, picture, np.zeros(picture.shape[:2], np.uint8), size)
        return cv2.GaussianBlur(shown, (0, 0), rng.uniform(0.5, 8)) if rng.random() < BLURRED else shown

    def thing(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Alpha (h, w) in 0..1 and RGB 0..255, f32: a third of the picture to nearly all of its height, turned a little."""
        rgba = self.things[rng.integers(len(self.things))]
        scale = rng.uniform(0.35, 1.1) * min(size) / max(rgba.shape[:2])
        turn = cv2.getRotationMatrix2D((rgba.shape[1] / 2, rgba.shape[0] / 2), float(rng.normal(0, 12)), float(scale))
        turn[:, 2] += [size[1] * rng.uniform(0.25, 0.75) - rgba.shape[1] / 2, size[0] * rng.uniform(0.3, 0.8) - rgba.shape[0] / 2]
        if rng.random() < 0.5:
            rgba = np.ascontiguousarray(rgba[:, ::-1])
        # Premultiplied while it is scaled, so that no colour of transparent pixels shows.
        light = rgba.astype(np.float32)
        light[..., :3] *= light[..., 3:] / 255
        canvas = cv2.warpAffine(light, turn, size[::-1], flags=cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR)
        alpha = canvas[..., 3] / 255
        return alpha, canvas[..., :3] / np.maximum(alpha, 1e-3)[..., None]


def clicks(rng: np.random.Generator, wanted: np.ndarray) -> np.ndarray:
    """(2, h, w): spots deep in what is wanted, one at least, and for later clicks outside of it too."""
    spots = np.zeros((2, *wanted.shape), np.float32)
    for i in range(int(rng.integers(1, MOST_CLICKS + 1))):
        removes = i > 0 and rng.random() < 0.5
        inside = ((wanted > 0.5) != removes).astype(np.uint8)
        depth = cv2.distanceTransform(cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)[1:-1, 1:-1]
        candidates = np.argwhere(depth > (0.6 if i == 0 else 0.2) * depth.max())
        if len(candidates):
            y, x = candidates[rng.integers(len(candidates))]
            show(spots[int(removes)], y, x)
    return spots


def show(plane: np.ndarray, y: float, x: float) -> None:
    """Marks a click on one of the planes that the network is given."""
    rows, columns = np.ogrid[: plane.shape[0], : plane.shape[1]]
    np.maximum(plane, np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / (2 * SPOT**2)), out=plane)
