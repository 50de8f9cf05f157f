# SPDX-License-Identifier: Apache-2.0
"""Batches of pictures and inverse depths from the labels: random crops and shapes, mirrored, and in every light."""
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset

# (height, width) of a batch, and how often each kind is drawn.
SIZES = ((224, 288), (224, 288), (288, 224), (256, 256), (192, 320))
SHARES = {"photograph": 0.55, "composite": 0.25, "scene": 0.2}
BATCH = 16
# A thing right before the lens would take all of a rendered scene's range.
NEAREST = 97
# Batches between looks for new labels.
LOOK_EVERY = 300


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 3, h, w) in 0..1 and (BATCH, 1, h, w). The same seed gives the same batches once all labels are
    made; those that appear while it runs are taken in now and then.
    """

    def __init__(self, cache: Path, seed: int):
        self.seed = seed
        self.folder = cache / "depth" / "labels"
        self.seen: set[Path] = set()
        self.kinds: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {kind: [] for kind in SHARES}
        self._take_in()

    def _take_in(self) -> None:
        for path in sorted(set(self.folder.glob("[0-9]*[0-9].npz")) - self.seen):
            self.seen.add(path)
            with np.load(path) as label:
                kind, nearness = str(label["kind"]), label["nearness"]
                if kind == "scene":
                    nearness = np.minimum(nearness, np.float16(np.percentile(nearness.astype(np.float32), NEAREST)))
                if float(nearness.astype(np.float32).std()) > 1e-4:
                    self.kinds[kind].append((label["picture"], nearness))

    def __len__(self) -> int:
        return sum(len(labels) for labels in self.kinds.values())

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        names, shares = list(SHARES), np.array(list(SHARES.values()))
        for number in count():
            if number % LOOK_EVERY == LOOK_EVERY - 1:
                self._take_in()
            size = SIZES[rng.integers(len(SIZES))]
            pairs = []
            for kind in rng.choice(names, BATCH, p=shares):
                labels = self.kinds[kind]
                pairs.append(drawn(rng, *labels[rng.integers(len(labels))], size))
            pictures = np.stack([picture for picture, _ in pairs]).transpose(0, 3, 1, 2)
            nearness = np.stack([near for _, near in pairs])[:, None]
            yield torch.from_numpy(np.ascontiguousarray(pictures)), torch.from_numpy(nearness)


def drawn(
    rng: np.random.Generator, picture: np.ndarray, nearness: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """A crop of about the wanted shape, scaled to `size`, RGB f32 in 0..1, and its inverse depth."""
    height, width = picture.shape[:2]
    aspect = size[1] / size[0] * np.exp(rng.uniform(-0.2, 0.2))
    part = 1.0 if rng.random() < 0.4 else rng.uniform(0.55, 1)
    h = min(height, width / aspect) * part
    w = min(h * aspect, width)
    y, x = rng.uniform(0, height - h), rng.uniform(0, width - w)
    window = np.s_[int(y) : int(y + h), int(x) : int(x + w)]
    smaller = cv2.INTER_AREA if h > size[0] else cv2.INTER_LINEAR
    shown = cv2.resize(np.ascontiguousarray(picture[window]), size[::-1], interpolation=smaller)
    near = cv2.resize(nearness[window].astype(np.float32), size[::-1], interpolation=smaller)
    if rng.random() < 0.5:
        shown, near = shown[:, ::-1], near[:, ::-1]
    return relit(rng, shown), near


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
