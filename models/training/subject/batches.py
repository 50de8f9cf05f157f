# SPDX-License-Identifier: Apache-2.0
"""
Batches of pictures and their subjects: labelled photographs in every crop and light; cut-out things, whose alpha is exact,
before photographs, surfaces, walls and skies, sharp before blurred things, with shadows; and pictures without a subject.
"""
import json
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
from sky.skies import sky
from torch.utils.data import IterableDataset

from .labels import CURATED
from .things import HELD_OUT, invented, placed, premultiplied, reduced, trimmed

BATCH = 8
# (height, width) that a picture is made in, before it is pressed into the network's square.
SIZES = ((256, 256), (208, 304), (304, 208))
SQUARE = 256
SHARES = {"photograph": 0.42, "composite": 0.52, "none": 0.06}
# Where things for composites come from.
SOURCES = {"stamp": 0.3, "subject": 0.25, "people": 0.2, "invented": 0.25}
GROUNDS = {"photograph": 0.55, "surface": 0.2, "plain": 0.15, "sky": 0.1}
# Of the labelled photographs.
PEOPLE = 0.35
BLURRED = 0.55
SHADOWED = 0.4
# A thing in the background, out of focus, that nobody wants.
BEHIND = 0.3
# How often a crop of a photograph cuts its subject, for each side.
CUT = 0.12
# Longer side of the backgrounds that are kept.
LONGEST = 400
# Composites of this side are kept and shown in other crops and light again; a few of each batch are new.
SIDE, POOL, NEW = 256, 900, 2

# A picture (h, w, 3) and its subject (h, w), u8.
Label = tuple[np.ndarray, np.ndarray]


class Batches(IterableDataset):
    """
    Endless. Yields (BATCH, 3, SQUARE, SQUARE), RGB in 0..1, and (BATCH, 1, SQUARE, SQUARE), the alpha of the subject. The
    same seed gives the same batches. With `held_out`, from the things and labels that are never trained on.
    """

    def __init__(self, cache: Path, seed: int, held_out: bool = False):
        # Before anything is resized: a worker forked beside OpenCV's threads would wait for them for ever.
        cv2.setNumThreads(1)
        self.seed = seed
        mine = lambda items: [item for i, item in enumerate(items) if (i % HELD_OUT == 0) == held_out]  # noqa: E731
        labels = [_read(path) for path in sorted((cache / "subject" / "labels").glob("[0-9]*[0-9].npz"))]
        self.labels = {kind: mine([label[:2] for label in labels if label[2] == kind]) for kind in ("marked", "people", "none")}
        self.things = {"stamp": [reduced(premultiplied(rgba)) for rgba in mine(cutouts(cache))]}
        for source, kind in (("subject", "marked"), ("people", "people")):
            found = [trimmed(picture, alpha) for picture, alpha in self.labels[kind]]
            self.things[source] = [thing for thing in found if thing is not None]
        marked = json.loads(CURATED.read_text())["marked"]
        places = [picture for picture in load_index(cache, ("photograph",)) if picture.file not in marked]
        places = [*(load_picture(cache, place) for place in places), *(rgba[..., :3] for rgba in landscapes(cache))]
        self.empty = [picture for picture, _ in self.labels["none"]]
        self.places = [_smaller(place) for place in mine(places)] + self.empty
        self.surfaces = [_smaller(surface) for surface in mine(surfaces(cache))[::8]]

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        rng = np.random.default_rng(self.seed)
        pool: list[Label] = []
        while True:
            for _ in range(NEW if pool else BATCH):
                if len(pool) == POOL:
                    pool.pop(rng.integers(POOL))
                pool.append(self.composite(rng, (SIDE, SIDE)))
            pairs = [self.drawn(rng, pool) for _ in range(BATCH)]
            pictures, alphas = (torch.from_numpy(np.stack(part)) for part in zip(*pairs, strict=True))
            yield pictures, alphas

    def drawn(self, rng: np.random.Generator, pool: list[Label]) -> tuple[np.ndarray, np.ndarray]:
        kind, size = chosen(rng, SHARES), SIZES[rng.integers(len(SIZES))]
        if kind == "none":
            picture, alpha = self.ground(rng, size, self.empty), np.zeros(size, np.float32)
        else:
            labels = pool if kind == "composite" else self.labels["people" if rng.random() < PEOPLE else "marked"]
            picture, alpha = kept(rng, *labels[rng.integers(len(labels))], size)
        if rng.random() < 0.5:
            picture, alpha = picture[:, ::-1], alpha[:, ::-1]
        rgb = relit(rng, np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8)))
        square = [cv2.resize(np.ascontiguousarray(plane), (SQUARE, SQUARE), interpolation=cv2.INTER_AREA) for plane in (rgb, alpha)]
        return square[0].transpose(2, 0, 1).astype(np.float32) / 255, square[1][None].astype(np.float32)

    def composite(self, rng: np.random.Generator, size: tuple[int, int]) -> Label:
        picture = self.ground(rng, size, self.places)
        if rng.random() < BEHIND:
            alpha, thing = placed(rng, self.thing(rng), size, large=False)
            behind, soft = over(picture, thing, alpha), rng.uniform(2, 9)
            picture = cv2.GaussianBlur(behind, (0, 0), soft)
        elif rng.random() < BLURRED:
            picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 8))
        wanted = np.zeros(size, np.float32)
        for i in range(rng.choice((1, 2, 3), p=(0.7, 0.2, 0.1))):
            alpha, thing = placed(rng, self.thing(rng), size, large=i == 0)
            if rng.random() < 0.3:
                soft = rng.uniform(0.4, 1.6)
                alpha, thing = cv2.GaussianBlur(alpha, (0, 0), soft), cv2.GaussianBlur(thing, (0, 0), soft * 0.7)
            if rng.random() < SHADOWED:
                picture = picture * (1 - shadow(rng, alpha))[..., None]
            picture = over(picture, harmonised(rng, thing, alpha, picture), alpha)
            wanted = alpha + wanted * (1 - alpha)
        return np.clip(picture, 0, 255).astype(np.uint8), np.round(wanted * 255).astype(np.uint8)

    def thing(self, rng: np.random.Generator) -> np.ndarray:
        source = chosen(rng, SOURCES)
        if source == "invented":
            return invented(rng, self.places if rng.random() < 0.5 else self.surfaces)
        things = self.things[source]
        return things[rng.integers(len(things))]

    def ground(self, rng: np.random.Generator, size: tuple[int, int], places: list[np.ndarray]) -> np.ndarray:
        kind = chosen(rng, GROUNDS)
        if kind == "sky":
            return sky(rng, *size)
        if kind == "plain":
            wall = np.broadcast_to(rng.uniform(0, 255, 3).astype(np.float32), (*size, 3))
            across = np.linspace(1, rng.uniform(0.5, 1.3), size[1], dtype=np.float32)[None, :, None]
            return wall * across * np.linspace(1, rng.uniform(0.5, 1.3), size[0], dtype=np.float32)[:, None, None]
        pictures = places if kind == "photograph" else self.surfaces
        picture = pictures[rng.integers(len(pictures))]
        return cropped(rng, picture, np.zeros(picture.shape[:2], np.uint8), size)[0]


def chosen(rng: np.random.Generator, shares: dict[str, float]) -> str:
    return str(rng.choice(list(shares), p=list(shares.values())))


def kept(rng: np.random.Generator, picture: np.ndarray, alpha: np.ndarray, size: tuple[int, int]) -> Label:
    """A part of a picture around its subject, of which now and then something is cut off: RGB 0..255 and alpha 0..1, f32."""
    height, width = picture.shape[:2]
    rows, columns = (np.nonzero((alpha > 127).any(axis))[0] for axis in (1, 0))
    top, bottom, left, right = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if len(rows) else (0, height, 0, width)
    cuts = rng.uniform(0.05, 0.4, 4) * (rng.random(4) < CUT)
    tall, wide = bottom - top, right - left
    top, left = rng.uniform(0, 1) * top + cuts[0] * tall * 0.5, rng.uniform(0, 1) * left + cuts[1] * wide
    bottom, right = bottom - cuts[2] * tall, right - cuts[3] * wide
    bottom, right = bottom + (height - bottom) * rng.uniform(0, 1), right + (width - right) * rng.uniform(0, 1)
    # Towards the wanted shape, as far as there is more to see; the rest is stretched.
    lack_x, lack_y = (bottom - top) * size[1] / size[0] - (right - left), (right - left) * size[0] / size[1] - (bottom - top)
    left, right = max(0, left - max(0, lack_x) / 2), min(width, right + max(0, lack_x) / 2)
    top, bottom = max(0, top - max(0, lack_y) / 2), min(height, bottom + max(0, lack_y) / 2)
    window = np.s_[int(top) : max(int(bottom), int(top) + 16), int(left) : max(int(right), int(left) + 16)]
    smaller = cv2.INTER_AREA if bottom - top > size[0] else cv2.INTER_LINEAR
    shown, part = (
        cv2.resize(np.ascontiguousarray(plane[window]), size[::-1], interpolation=smaller).astype(np.float32)
        for plane in (picture, alpha)
    )
    return shown, part / 255


def shadow(rng: np.random.Generator, alpha: np.ndarray) -> np.ndarray:
    """How much light a thing takes from the ground behind it, 0..1."""
    height, width = alpha.shape
    lean = np.float32([[1, rng.normal(0, 0.6), 0], [0, rng.uniform(0.15, 1), 0]])
    rows = np.nonzero(alpha.max(1) > 0.5)[0]
    foot = rows.max() if len(rows) else height
    lean[0, 2], lean[1, 2] = -lean[0, 1] * foot, foot - lean[1, 1] * foot + rng.uniform(-2, 8)
    cast = cv2.warpAffine(alpha, lean, (width, height))
    return cv2.GaussianBlur(cast, (0, 0), rng.uniform(1.5, 14)) * np.float32(rng.uniform(0.15, 0.7))


def harmonised(rng: np.random.Generator, thing: np.ndarray, alpha: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """In more or less the light of what it is put before."""
    few = np.s_[::4, ::4]
    weight = alpha[few][..., None] / max(1.0, float(alpha[few].sum()))
    toward = (ground[few].mean((0, 1)) - (thing[few] * weight).sum((0, 1))) * np.float32(rng.uniform(0, 0.6))
    return thing + toward


def _smaller(picture: np.ndarray) -> np.ndarray:
    scale = min(1, LONGEST / max(picture.shape[:2]))
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)


def _read(path: Path) -> tuple[np.ndarray, np.ndarray, str]:
    with np.load(path) as label:
        return label["picture"], label["alpha"], str(label["kind"])
