# SPDX-License-Identifier: Apache-2.0
"""
The cached training pictures: `pictures/NAME.npy`, each (height, width, 3) u8 RGB (sRGB numbers), and `pictures/index.json`
with where each came from. Every picture is reduced by at least 2 by areas, which removes most of what the camera's
noise and JPEG left, and to a longest side of at most 2048.
"""
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from .fingerprint import SAME, distance, fingerprint, held_out
from .packages import Source, picture_files, read_sources, unpack

LEAST_REDUCTION = 2
LONGEST = 2048
SHORTEST = 96


@dataclass(frozen=True)
class Picture:
    """One cached picture. `file` is relative to the folder `pictures`."""

    file: str
    kind: str
    width: int
    height: int
    package: str
    source: str
    licence: str


def load_index(cache: Path, kinds: tuple[str, ...] | None = None) -> list[Picture]:
    """The cached pictures of `kinds` (default: all), in a fixed order. Throws SystemExit where there is no cache."""
    path = cache / "pictures" / "index.json"
    if not path.exists():
        raise SystemExit(f"{path} is absent: run python -m pictures first.")
    pictures = [Picture(**entry) for entry in json.loads(path.read_text())]
    return [picture for picture in pictures if kinds is None or picture.kind in kinds]


def load_picture(cache: Path, picture: Picture) -> np.ndarray:
    """The picture's pixels, mapped from the file: read-only, (height, width, 3) u8 RGB."""
    return np.load(cache / "pictures" / picture.file, mmap_mode="r")


def build(cache: Path) -> dict[str, int]:
    """Fills the cache and returns how many pictures of each kind it holds. Goes on where it was stopped."""
    folder = cache / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    excluded = held_out()
    seen: list[int] = []
    kept: list[Picture] = []
    for source in read_sources():
        unpacked = unpack(source, cache / "sources")
        for path in picture_files(source, unpacked):
            name = f"{source.package}/{path.relative_to(unpacked).as_posix()}"
            pixels = read_opaque(path)
            if pixels is None or not worth_learning(pixels):
                continue
            mark = fingerprint(pixels)
            same = next((title for known, title in excluded.items() if distance(mark, known) <= SAME), None)
            if same:
                print(f"{name}: held out, it is {same}")
                continue
            if any(distance(mark, known) <= SAME for known in seen):
                continue
            seen.append(mark)
            kept.append(store(folder, name, source, pixels))
    index = folder / "index.json"
    index.with_suffix(".part").write_text(json.dumps([asdict(picture) for picture in kept], indent=1))
    os.replace(index.with_suffix(".part"), index)
    kinds = [picture.kind for picture in kept]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def read_opaque(path: Path) -> np.ndarray | None:
    """A picture's RGB; None for a picture with transparent pixels, or one too small to be reduced."""
    with Image.open(path) as image:
        if min(image.size) < SHORTEST * LEAST_REDUCTION:
            return None
        if image.mode == "P" and "transparency" in image.info:
            image = image.convert("RGBA")
        if image.mode in {"RGBA", "LA"} and image.getchannel("A").getextrema()[0] < 255:
            return None
        if image.mode.startswith("I") or image.mode == "F":
            return None
        return np.asarray(image.convert("RGB"))


def worth_learning(pixels: np.ndarray) -> bool:
    """Whether it holds any structure, and is no normal map."""
    mean = pixels.reshape(-1, 3)[::17].mean(axis=0)
    bluish = mean[2] > 200 and abs(mean[0] - 128) < 20 and abs(mean[1] - 128) < 20
    return not bluish and float(pixels[::4, ::4].std()) > 4


def store(folder: Path, name: str, source: Source, pixels: np.ndarray) -> Picture:
    height, width = pixels.shape[:2]
    factor = max(LEAST_REDUCTION, max(width, height) / LONGEST)
    size = (round(width / factor), round(height / factor))
    file = name.replace("/", "__") + ".npy"
    if not (folder / file).exists():
        with open(folder / f"{file}.part", "wb") as out:
            np.save(out, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
        os.replace(folder / f"{file}.part", folder / file)
    return Picture(file, source.kind, size[0], size[1], source.package, name.partition("/")[2], source.licence)
