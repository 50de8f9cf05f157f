# SPDX-License-Identifier: Apache-2.0
"""Batches of pictures and inverse depths from the labels: random crops and shapes, mirrored, and in every light."""
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset

# (height, width) of a batch, and how often each kind is drawn.
SIZES = ((256, 320), (256, 352), (320, 256), (288, 288), (224, 384))
SHARES = {"photograph": 0.3, "view": 0.4, "composite": 0.2, "scene": 0.1}
BATCH = 12
# A thing right before the lens would take all of a rendered scene's range.
NEAREST = 97
# Batches between looks for new labels.
LOOK_EVERY = 300


# Planes of a label's hints, and the part of the sides that they have (see teacher.py).
HINTED, HINT_STEP = 288, 16


@dataclass(frozen=True)
class Label:
    picture: np.ndarray
    nearness: np.ndarray
    # (HINTED, h, w) f16, or none for rendered scenes.
    hints: np.ndarray | None


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 3, h, w) in 0..1, and the inverse depth (BATCH, 1, h / 2, w / 2) with the teacher's hints
    (BATCH, HINTED, h / 16, w / 16), not a number where there are none. The same seed gives the same batches once all
    labels are made; those that appear while it runs are taken in now and then.
    """

    def __init__(self, cache: Path, seed: int):
        self.seed = seed
        self.folder = cache / "depth" / "labels"
        self.seen: set[Path] = set()
        self.kinds: dict[str, list[Label]] = {kind: [] for kind in SHARES}
        self._take_in()

    def _take_in(self) -> None:
        for path in sorted(set(self.folder.glob("[0-9]*[0-9].npz")) - self.seen):
            hint = path.with_suffix(".hint.npy")
            with np.load(path) as label:
                kind, nearness = str(label["kind"]), label["nearness"]
                if kind == "scene":
                    nearness = np.minimum(nearness, np.float16(np.percentile(nearness.astype(np.float32), NEAREST)))
                elif not hint.exists():
                    continue
                self.seen.add(path)
                if float(nearness.astype(np.float32).std()) > 1e-4:
                    self.kinds[kind].append(Label(label["picture"], nearness, None if kind == "scene" else np.load(hint)))

    def __len__(self) -> int:
        return sum(len(labels) for labels in self.kinds.values())

    def __iter__(self) -> Iterator[tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        names, shares = list(SHARES), np.array(list(SHARES.values()))
        for number in count():
            if number % LOOK_EVERY == LOOK_EVERY - 1:
                self._take_in()
            size = SIZES[rng.integers(len(SIZES))]
            drawn_ones = []
            for kind in rng.choice(names, BATCH, p=shares):
                labels = self.kinds[kind]
                drawn_ones.append(drawn(rng, labels[rng.integers(len(labels))], size))
            pictures, nearness, hints = (torch.from_numpy(np.stack(part)) for part in zip(*drawn_ones, strict=True))
            yield pictures, (nearness, hints)


def drawn(rng: np.random.Generator, label: Label, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    A crop of about the wanted shape, scaled to `size`: RGB (3, h, w) f32 in 0..1, its inverse depth (1, h / 2, w / 2) and its
    hints (HINTED, h / 16, w / 16).
    """
    height, width = label.picture.shape[:2]
    aspect = size[1] / size[0] * np.exp(rng.uniform(-0.2, 0.2))
    part = 1.0 if rng.random() < 0.4 else rng.uniform(0.55, 1)
    h = min(height, width / aspect) * part
    w = min(h * aspect, width)
    y, x = rng.uniform(0, height - h), rng.uniform(0, width - w)
    window = np.s_[int(y) : int(y + h), int(x) : int(x + w)]
    smaller = cv2.INTER_AREA if h > size[0] else cv2.INTER_LINEAR
    shown = cv2.resize(np.ascontiguousarray(label.picture[window]), size[::-1], interpolation=smaller)
    near = cv2.resize(label.nearness[window].astype(np.float32), (size[1] // 2, size[0] // 2), interpolation=cv2.INTER_AREA)
    grid = (size[0] // HINT_STEP, size[1] // HINT_STEP)
    hints = sampled(label.hints, (y / height, x / width, h / height, w / width), grid)
    if rng.random() < 0.5:
        shown, near, hints = shown[:, ::-1], near[:, ::-1], hints[..., ::-1]
    lit = relit(rng, shown).transpose(2, 0, 1)
    return np.ascontiguousarray(lit), np.ascontiguousarray(near)[None], np.ascontiguousarray(hints)


def sampled(hints: np.ndarray | None, window: tuple[float, float, float, float], grid: tuple[int, int]) -> np.ndarray:
    """The hints at the middles of a grid over a window of the picture: top, left, height, width as parts of its sides."""
    if hints is None:
        return np.full((HINTED, *grid), np.nan, np.float32)
    top, left, high, wide = window
    rows = np.clip((top + (np.arange(grid[0]) + 0.5) / grid[0] * high) * hints.shape[1] - 0.5, 0, hints.shape[1] - 1)
    columns = np.clip((left + (np.arange(grid[1]) + 0.5) / grid[1] * wide) * hints.shape[2] - 0.5, 0, hints.shape[2] - 1)
    return between(between(hints.astype(np.float32), rows, 1), columns, 2)


def between(planes: np.ndarray, at: np.ndarray, axis: int) -> np.ndarray:
    """Linear between the planes' samples along an axis."""
    first = np.floor(at).astype(int)
    second = np.minimum(first + 1, planes.shape[axis] - 1)
    part = (at - first).astype(np.float32).reshape([-1 if i == axis else 1 for i in range(3)])
    return np.take(planes, first, axis) * (1 - part) + np.take(planes, second, axis) * part


def relit(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """The picture as another camera in other light would have taken it. u8 to f32 in 0..1."""
    x = picture.astype(np.float32) / 255
    if rng.random() < 0.15:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.5, 1.8))
    x = np.maximum(x, 1e-4) ** np.float32(np.exp(rng.normal(0, 0.25)))
    x = x * np.exp(rng.normal(0, 0.08, 3)).astype(np.float32)
    grey = x.mean(2, keepdims=True)
    x = grey + (x - grey) * np.float32(0 if rng.random() < 0.1 else rng.uniform(0.5, 1.4))
    x = (x - 0.5) * np.float32(rng.uniform(0.7, 1.25)) + 0.5 + np.float32(rng.normal(0, 0.05))
    if rng.random() < 0.25:
        x = x + rng.standard_normal(x.shape, np.float32) * np.float32(rng.uniform(0.005, 0.06))
    x = np.clip(x, 0, 1)
    if rng.random() < 0.1:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))]
        _, coded = cv2.imencode(".jpg", np.round(x * 255).astype(np.uint8), quality)
        x = cv2.imdecode(coded, cv2.IMREAD_COLOR).astype(np.float32) / 255
    return x
