# SPDX-License-Identifier: Apache-2.0
"""
Batches of pictures and their sky: crops of photographs in every light, some under another sky, behind cables, towers, branches
and cut-out things whose alpha is exact; landscapes with an exact horizon under other skies; and pictures without sky.
"""
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from pictures.embedded import cutouts
from torch.utils.data import IterableDataset

from .light import relit
from .material import landscapes, surfaces
from .skies import sky, tinted
from .strokes import strokes

BATCH = 16
# (height, width) of a batch.
SIZES = ((224, 320), (256, 320), (288, 224), (256, 256), (192, 320))
SHARES = {"sky": 0.47, "landscape": 0.09, "open": 0.07, "none": 0.24, "surface": 0.08, "scene": 0.05}
OTHER_SKY = 0.35
OTHER_HOUR = 0.4
BEFORE = 0.4
# Cables, poles and branches before an open sky, at most: a look up into a tree.
CANOPY = 9
# Pictures that lie on their side.
TURNED = 0.06
# Pixels of half the size around an edge that weigh more.
EDGE = np.ones((5, 5), np.uint8)
EDGE_WEIGHT = 2


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 3, h, w) in 0..1 and (BATCH, 2, h / 2, w / 2): the sky in 0..1 and the loss's weight of each
    pixel. The same seed gives the same batches.
    """

    def __init__(self, cache: Path, seed: int):
        self.seed = seed
        self.kinds: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {"sky": [], "none": [], "scene": []}
        self.skies: list[np.ndarray] = []
        for path in sorted((cache / "sky" / "labels").glob("[0-9]*[0-9].npz")):
            with np.load(path) as label:
                picture, mask, kind = label["picture"], label["sky"], str(label["kind"])
            self.kinds[kind].append((picture, mask))
            # The largest upright rectangle from the top that is nearly all sky.
            full = (mask > 200).mean(1) > 0.97
            rows = int(np.argmin(full)) if not full.all() else len(full)
            if kind == "sky" and rows >= 100:
                self.skies.append(picture[:rows])
        self.landscapes, self.surfaces, self.cutouts = landscapes(cache), surfaces(cache), cutouts(cache)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        names, shares = list(SHARES), np.array(list(SHARES.values()))
        while True:
            size = SIZES[rng.integers(len(SIZES))]
            pairs = [self.drawn(rng, str(kind), size) for kind in rng.choice(names, BATCH, p=shares)]
            pictures = np.stack([picture for picture, _ in pairs]).transpose(0, 3, 1, 2)
            wanted = np.stack([wanted for _, wanted in pairs])
            yield torch.from_numpy(np.ascontiguousarray(pictures)).float().div_(255), torch.from_numpy(wanted)

    def drawn(self, rng: np.random.Generator, kind: str, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """One example: RGB u8 (h, w, 3), and sky and weight f32 (2, h / 2, w / 2)."""
        if kind == "landscape":
            picture, mask = self.landscape(rng, size)
        elif kind == "open":
            picture, mask = self.another_sky(rng, size), np.ones(size, np.float32)
        elif kind == "surface":
            picture, mask = self.surface(rng, size)
        else:
            picture, mask = self.kinds[kind][rng.integers(len(self.kinds[kind]))]
            if rng.random() < TURNED:
                turns = rng.choice((1, 3))
                picture, mask = np.rot90(picture, turns), np.rot90(mask, turns)
            picture, mask = cropped(rng, picture, mask, size)
            if kind == "sky" and mask.mean() > 0.03:
                if rng.random() < OTHER_SKY:
                    picture = over(self.another_sky(rng, size), picture, 1 - mask)
                elif rng.random() < OTHER_HOUR:
                    picture = over(picture * np.float32(rng.uniform(0.15, 1)), tinted(rng, picture), mask)
        if kind == "open" or (kind in {"sky", "landscape", "scene"} and rng.random() < BEFORE):
            if rng.random() < 0.6:
                alpha, colour = strokes(rng, *size, most=CANOPY if kind == "open" else 2)
                picture = over(picture, np.broadcast_to(colour, picture.shape), alpha)
            else:
                alpha, thing = self.thing(rng, size)
                picture = over(picture, thing, alpha)
            mask = mask * (1 - alpha)
        if rng.random() < 0.5:
            picture, mask = picture[:, ::-1], mask[:, ::-1]
        half = cv2.resize(np.ascontiguousarray(mask), (size[1] // 2, size[0] // 2), interpolation=cv2.INTER_AREA)
        weight = 1 + EDGE_WEIGHT * (cv2.dilate(half, EDGE) - cv2.erode(half, EDGE))
        return relit(rng, np.clip(picture, 0, 255).astype(np.uint8)), np.stack([half, weight])

    def landscape(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        rgba = self.landscapes[rng.integers(len(self.landscapes))]
        shown, alpha = cropped(rng, np.ascontiguousarray(rgba[..., :3]), rgba[..., 3], size)
        return over(self.another_sky(rng, size), shown, alpha), 1 - alpha

    def surface(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """A wall, bright or dark to one side, above a floor, or a place out of focus, with things before it: no sky."""
        picture = np.empty((*size, 3), np.float32)
        if rng.random() < 0.45:
            place = self.kinds["none"][rng.integers(len(self.kinds["none"]))]
            picture[:] = cv2.GaussianBlur(cropped(rng, *place, size)[0], (0, 0), rng.uniform(3, 20))
            picture += rng.uniform(-20, 80)
        else:
            floor = int(size[0] * rng.uniform(0.5, 1))
            for rows in (np.s_[:floor], np.s_[floor:]):
                part = picture[rows]
                if part.shape[0] > 4:
                    texture = self.surfaces[rng.integers(len(self.surfaces))]
                    part[:] = cropped(rng, texture, np.zeros(texture.shape[:2], np.uint8), part.shape[:2])[0]
                    if rng.random() < 0.4:
                        # As good as plain: painted, or out of focus.
                        part[:] = cv2.GaussianBlur(part, (0, 0), rng.uniform(4, 20)) + rng.uniform(-20, 90)
            picture *= np.linspace(1, rng.uniform(0.3, 1.2), size[1], dtype=np.float32)[None, :, None]
        for _ in range(rng.integers(0, 3)):
            alpha, thing = self.thing(rng, size)
            picture = over(picture, thing, alpha)
        return picture, np.zeros(size, np.float32)

    def another_sky(self, rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
        if rng.random() < 0.5:
            return sky(rng, *size)
        found = self.skies[rng.integers(len(self.skies))]
        rows = int(len(found) * rng.uniform(0.6, 1))
        shown = cv2.resize(found[:rows], size[::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
        return tinted(rng, shown) if rng.random() < OTHER_HOUR else shown

    def thing(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """A cut-out thing somewhere, as alpha (h, w) in 0..1 and RGB 0..255, f32."""
        cutout = self.cutouts[rng.integers(len(self.cutouts))]
        scale = rng.uniform(0.1, 1) * min(size) / max(cutout.shape[:2])
        shape = cv2.resize(cutout, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
        canvas = np.zeros((*size, 4), np.float32)
        h, w = shape.shape[:2]
        y, x = int(rng.uniform(-0.3 * h, size[0] - 0.7 * h)), int(rng.uniform(-0.3 * w, size[1] - 0.7 * w))
        y0, x0, y1, x1 = max(0, y), max(0, x), min(size[0], y + h), min(size[1], x + w)
        canvas[y0:y1, x0:x1] = shape[y0 - y : y1 - y, x0 - x : x1 - x]
        return canvas[..., 3] / 255, canvas[..., :3]


def over(below: np.ndarray, above: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return below + (above - below) * alpha[..., None]


def cropped(
    rng: np.random.Generator, picture: np.ndarray, mask: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """A crop of about the wanted shape, or the whole, at `size`: RGB 0..255 and mask 0..1, f32."""
    height, width = picture.shape[:2]
    aspect = size[1] / size[0] * np.exp(rng.uniform(-0.2, 0.2))
    part = 1.0 if rng.random() < 0.35 else rng.uniform(0.4, 1)
    h = min(height, width / aspect) * part
    w = min(h * aspect, width)
    y, x = rng.uniform(0, height - h), rng.uniform(0, width - w)
    window = np.s_[int(y) : max(int(y + h), int(y) + 1), int(x) : max(int(x + w), int(x) + 1)]
    smaller = cv2.INTER_AREA if h > size[0] else cv2.INTER_LINEAR
    shown = cv2.resize(np.ascontiguousarray(picture[window]), size[::-1], interpolation=smaller).astype(np.float32)
    return shown, cv2.resize(np.ascontiguousarray(mask[window]), size[::-1], interpolation=smaller).astype(np.float32) / 255
