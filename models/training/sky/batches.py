# SPDX-License-Identifier: Apache-2.0
"""Batches of pictures and skies: crops in every light, some under another picture's sky."""
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from depth.batches import BATCH, drawn
from torch.utils.data import IterableDataset

SIZES = ((256, 320), (256, 320), (320, 256), (288, 288), (224, 352))
SHARES = {"photograph": 0.6, "composite": 0.2, "scene": 0.2}
OTHER_SKY = 0.3


class Batches(IterableDataset):
    """Endless. Yields (BATCH, 3, h, w) in 0..1 and (BATCH, 1, h, w) in 0..1; the same seed gives the same batches."""

    def __init__(self, cache: Path, seed: int):
        self.seed = seed
        self.kinds: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {kind: [] for kind in SHARES}
        self.skies: list[tuple[np.ndarray, np.ndarray]] = []
        for path in sorted((cache / "sky" / "labels").glob("[0-9]*[0-9].npz")):
            with np.load(path) as label:
                pair = (label["picture"], label["sky"])
                self.kinds[str(label["kind"])].append(pair)
            if pair[1].mean() > 0.3 * 255:
                self.skies.append(pair)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        names, shares = list(SHARES), np.array(list(SHARES.values()))
        while True:
            size = SIZES[rng.integers(len(SIZES))]
            pairs = []
            for kind in rng.choice(names, BATCH, p=shares):
                labels = self.kinds[kind]
                picture, sky = labels[rng.integers(len(labels))]
                if rng.random() < OTHER_SKY and 0.05 < sky.mean() / 255 < 0.95:
                    picture = self.under_another(rng, picture, sky)
                shown, wanted = drawn(rng, picture, sky, size)
                pairs.append((shown, np.clip(wanted / 255, 0, 1)))
            pictures = np.stack([picture for picture, _ in pairs]).transpose(0, 3, 1, 2)
            skies = np.stack([sky for _, sky in pairs])[:, None]
            yield torch.from_numpy(np.ascontiguousarray(pictures)), torch.from_numpy(np.ascontiguousarray(skies))

    def under_another(self, rng: np.random.Generator, picture: np.ndarray, sky: np.ndarray) -> np.ndarray:
        """The picture with a plain gradient, or with the sky of another picture stretched over its own."""
        height, width = picture.shape[:2]
        if rng.random() < 0.4:
            top, bottom = rng.uniform(40, 255, 3), rng.uniform(90, 255, 3)
            ramp = np.linspace(0, 1, height)[:, None, None]
            new = np.broadcast_to(top * (1 - ramp) + bottom * ramp, picture.shape)
        else:
            other, mask = self.skies[rng.integers(len(self.skies))]
            # The largest upright rectangle from the top that is nearly all sky.
            full = (mask > 200).mean(1) > 0.97
            rows = int(np.argmin(full)) if not full.all() else len(full)
            if rows < 40:
                return picture
            new = cv2.resize(np.ascontiguousarray(other[:rows]), (width, height), interpolation=cv2.INTER_LINEAR)
        alpha = (sky / np.float32(255))[..., None]
        return np.round(picture * (1 - alpha) + new * alpha).astype(np.uint8)
