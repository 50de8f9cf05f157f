# SPDX-License-Identifier: Apache-2.0
"""Pictures with holes, and what was there: crops of every size of the cached pictures, reduced to the network's."""
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from pictures.cache import load_index, load_picture
from pictures.embedded import photographs
from sky.light import relit
from torch.utils.data import IterableDataset

from .holes import hole

BATCH = 24
# (height, width) of a batch.
SIZES = ((128, 128), (96, 128), (128, 96), (96, 160), (128, 160))
SHARES = {"photograph": 0.4, "embedded": 0.38, "artwork": 0.07, "texture": 0.13, "astronomy": 0.02}
# Crops of less deviation, of 255, teach little; this share of them is kept.
EVEN, KEPT = 18.0, 0.15
# Of the photographs, these (each n-th) are kept for validation.
VALIDATION_STEP = 8
VALIDATED = ("photograph", "embedded")


def pictures_of(cache: Path, kind: str, validation: bool) -> list[np.ndarray]:
    """RGB u8 of one of SHARES, in a fixed order: what is trained on, or what is kept for validation."""
    if kind == "embedded":
        pictures = [pixels for _, pixels in photographs(cache)]
    else:
        pictures = [load_picture(cache, entry) for entry in load_index(cache, (kind,))]
    if kind not in VALIDATED:
        return [] if validation else pictures
    return [picture for i, picture in enumerate(pictures) if (i % VALIDATION_STEP == 0) == validation]


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 4, h, w), RGB in 0..1 that is 0 in the hole, and the hole as 1; and (BATCH, 4, h / 2, w / 2): the whole
    picture and the hole's share of each pixel. The same seed gives the same batches.
    """

    def __init__(self, cache: Path, seed: int, validation: bool = False):
        self.seed, self.validation = seed, validation
        self.kinds = {kind: found for kind in SHARES if (found := pictures_of(cache, kind, validation))}

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        names = list(self.kinds)
        shares = np.array([SHARES[name] for name in names])
        while True:
            size = SIZES[rng.integers(len(SIZES))]
            pairs = []
            for kind in rng.choice(names, BATCH, p=shares / shares.sum()):
                pictures = self.kinds[str(kind)]
                pairs.append(drawn(rng, pictures[rng.integers(len(pictures))], size, self.validation))
            yield torch.from_numpy(np.stack([given for given, _ in pairs])), torch.from_numpy(
                np.stack([wanted for _, wanted in pairs])
            )


def drawn(
    rng: np.random.Generator, picture: np.ndarray, size: tuple[int, int], as_it_is: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """One example, f32: what is given (4, h, w) and wanted (4, h / 2, w / 2)."""
    shown = cropped(rng, picture, size)
    while shown.std() < EVEN and rng.random() > KEPT:
        shown = cropped(rng, picture, size)
    if not as_it_is:
        shown = relit(rng, shown)
    shown = shown[:, :: rng.choice((-1, 1))]
    missing = hole(rng, *size)
    truth = np.ascontiguousarray(shown).astype(np.float32) / 255
    given = np.dstack([truth * (1 - missing)[..., None], missing.astype(np.float32)])
    whole = np.dstack([truth, missing.astype(np.float32)])
    half = cv2.resize(whole, (size[1] // 2, size[0] // 2), interpolation=cv2.INTER_AREA)
    return tuple(np.ascontiguousarray(plane.transpose(2, 0, 1)) for plane in (given, half))


def cropped(rng: np.random.Generator, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A crop of the shape of `size` at any scale from one pixel a pixel to the whole, brought to `size`."""
    height, width = picture.shape[:2]
    most = min(height / size[0], width / size[1])
    scale = min(most, np.exp(rng.uniform(0, np.log(max(1.0, most))) * 1.15))
    h, w = (max(1, min(whole, round(side * scale))) for whole, side in ((height, size[0]), (width, size[1])))
    y, x = rng.integers(height - h + 1), rng.integers(width - w + 1)
    part = np.asarray(picture[y : y + h, x : x + w])
    while min(part.shape[0] / size[0], part.shape[1] / size[1]) > 8:
        part = part[::2, ::2]
    return cv2.resize(part, size[::-1], interpolation=cv2.INTER_AREA if scale >= 1 else cv2.INTER_LINEAR)
