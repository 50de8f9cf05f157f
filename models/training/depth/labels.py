# SPDX-License-Identifier: Apache-2.0
"""
The depth labels, made once: photographs and crops of them, composites with cut-outs on them, both labelled by the teacher;
rendered scenes with their true depth. `labels/NNNNN.npz` holds `picture` (u8 RGB), `nearness` (f16 inverse depth) and `kind`;
`labels/NNNNN.hint.npy`, where the teacher saw the picture, what it made of it on its way.
"""
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from pictures.cache import load_index, load_picture
from pictures.embedded import cutouts, photographs

from .scenes import render
from .teacher import Teacher

LONGEST = 512
CROPS = 5
COMPOSITES = 500
VIEWS = 3200
# Of the views, those of large pictures; degrees of turning, and how far the gamma is off.
VIEWS_OF_LARGE = 0.45
TURNED, GAMMA = 4.0, 0.2
SCENES = 420
SCENE_SIZE = (320, 240)


class Material:
    """What pictures are made of. The order is fixed, so that a number means the same picture every time."""

    def __init__(self, cache: Path):
        index = load_index(cache, ("photograph", "artwork"))
        self.large = [load_picture(cache, picture) for picture in index]
        self.small = [pixels for _, pixels in photographs(cache)]
        self.cutouts = cutouts(cache)
        self.textures = [load_picture(cache, picture) for picture in load_index(cache, ("texture",))[::4]]
        self.grounds = [*self.large, *self.small]

    def jobs(self) -> list[tuple[str, int]]:
        photos = [("photograph", i) for i in range(len(self.large) * (1 + CROPS) + len(self.small) * 2)]
        made = [*(("composite", i) for i in range(COMPOSITES)), *(("scene", i) for i in range(SCENES))]
        return [*photos, *made, *(("view", i) for i in range(VIEWS))]

    def photograph(self, number: int) -> np.ndarray:
        rng = np.random.default_rng([number, 1])
        if number < len(self.large) * (1 + CROPS):
            picture, first = self.large[number // (1 + CROPS)], number % (1 + CROPS) == 0
            least = 0.3
        else:
            number -= len(self.large) * (1 + CROPS)
            picture, first = self.small[number // 2], number % 2 == 0
            least = 0.6
        return fitted(picture if first else _crop(rng, picture, least))

    def view(self, number: int) -> np.ndarray:
        """Another part of a photograph, turned a little and in other light: labelled as it is then, not as it was."""
        rng = np.random.default_rng([number, 3])
        pictures = self.large if rng.random() < VIEWS_OF_LARGE else self.small
        picture = pictures[rng.integers(len(pictures))]
        part = fitted(_crop(rng, picture, 0.35 if pictures is self.large else 0.6))
        height, width = part.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, TURNED), rng.uniform(1.05, 1.2))
        turned = cv2.warpAffine(part, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        lit = (turned.astype(np.float32) / 255) ** np.exp(rng.normal(0, GAMMA)) * rng.uniform(0.7, 1.2)
        return np.round(np.clip(lit, 0, 1) * 255).astype(np.uint8)

    def composite(self, number: int) -> np.ndarray:
        rng = np.random.default_rng([number, 2])
        ground = self.grounds[rng.integers(len(self.grounds))]
        picture = fitted(_crop(rng, ground, 0.5)).astype(np.float32)
        if rng.random() < 0.4:
            picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(1, 5))
        for _ in range(rng.integers(1, 4)):
            _paste(rng, picture, self.cutouts[rng.integers(len(self.cutouts))])
        return np.round(picture).astype(np.uint8)


def fitted(picture: np.ndarray) -> np.ndarray:
    """The picture with its longer side at LONGEST, or as it is where that is shorter."""
    height, width = picture.shape[:2]
    scale = min(1, LONGEST / max(height, width))
    size = (round(width * scale), round(height * scale))
    return cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)


def _crop(rng: np.random.Generator, picture: np.ndarray, least: float) -> np.ndarray:
    height, width = picture.shape[:2]
    part = rng.uniform(least, 0.9)
    h, w = int(height * part), int(width * part)
    aspect = rng.uniform(0.75, 1.6)
    w, h = min(w, int(h * aspect)), min(h, int(w / aspect * 1.6))
    y, x = rng.integers(height - h + 1), rng.integers(width - w + 1)
    return picture[y : y + h, x : x + w]


def _paste(rng: np.random.Generator, picture: np.ndarray, cutout: np.ndarray) -> None:
    """In place, standing low in the picture more often than not, and in its light."""
    height, width = picture.shape[:2]
    wanted = rng.uniform(0.25, 0.95) * min(height, width)
    scale = wanted / max(cutout.shape[:2])
    shape = cv2.resize(cutout, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        shape = shape[:, ::-1]
    h, w = shape.shape[:2]
    x = int(rng.uniform(-0.3 * w, width - 0.7 * w))
    y = int(height - h * rng.uniform(0.6, 1.0)) if rng.random() < 0.7 else int(rng.uniform(-0.2 * h, height - 0.6 * h))
    x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    if x1 <= x0 or y1 <= y0:
        return
    part = shape[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32)
    alpha = part[..., 3:] / 255
    under = picture[y0:y1, x0:x1]
    gain = np.clip((under.mean() + 60) / (part[..., :3].mean() + 60), 0.5, 1.5) ** 0.5
    picture[y0:y1, x0:x1] = under * (1 - alpha) + np.clip(part[..., :3] * gain, 0, 255) * alpha


def make(cache: Path, teacher: Path, workers: int = 2) -> int:
    """Writes the labels that are not there yet; returns how many there are."""
    folder = cache / "depth" / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    count = len(Material(cache).jobs())
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(cache, teacher)) as pool:
        # In a scattered order, so that what is made first is of every kind.
        order = np.random.default_rng(5).permutation(count).tolist()
        for done, _ in enumerate(pool.map(_make_one, order, [folder] * count, chunksize=8)):
            if done % 100 == 0:
                print(f"{done} of {count}", flush=True)
    return count


_material: Material
_teacher: Teacher


def _begin(cache: Path, teacher: Path) -> None:
    global _material, _teacher  # noqa: PLW0603: a worker's own
    cv2.setNumThreads(1)
    _material, _teacher = Material(cache), Teacher(teacher, threads=1)


def _make_one(number: int, folder: Path) -> None:
    path, hint = folder / f"{number:05}.npz", folder / f"{number:05}.hint.npy"
    kind, i = _material.jobs()[number]
    if not path.exists():
        if kind == "scene":
            picture, nearness = render(i, [*_material.grounds, *_material.textures], *SCENE_SIZE)
        else:
            draw = {"photograph": _material.photograph, "composite": _material.composite, "view": _material.view}[kind]
            picture = draw(i)
            nearness = _teacher.fused(picture, picture.shape[1], picture.shape[0])
        part = path.with_suffix(".part.npz")
        np.savez(part, picture=picture, nearness=nearness.astype(np.float16), kind=np.array(kind))
        part.rename(path)
    if kind != "scene" and not hint.exists():
        with np.load(path) as label:
            np.save(hint, _teacher.hints(label["picture"]))
