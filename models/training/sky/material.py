# SPDX-License-Identifier: Apache-2.0
"""What the sky model learns from: photographs by name, landscapes cut out along their horizon, cut-out things, and surfaces."""
from pathlib import Path

import numpy as np
from PIL import Image
from pictures.cache import load_index, load_picture
from pictures.embedded import photographs
from pictures.fingerprint import SAME, distance, fingerprint, held_out
from pictures.packages import Source, picture_files, unpack

ALBUM = Source(
    package="kphotoalbum",
    version="5.9.1-1",
    kind="photograph",
    licence="GPL-2.0-or-later",
    include=("usr/share/kphotoalbum/demo/*.jpg",),
)
LANDSCAPES = Source(
    package="stellarium-data",
    version="0.22.2-1",
    kind="cutout",
    licence="GPL-2.0-or-later",
    include=tuple(
        f"usr/share/stellarium/landscapes/{name}[1-8].png"
        for name in ("hurricane/hurricane", "garching/garching-gl", "guereins/guereins")
    ),
)


def named(cache: Path) -> dict[str, np.ndarray]:
    """Every photograph and artwork, RGB u8, by a name that stays the same."""
    found = {picture.file: load_picture(cache, picture) for picture in load_index(cache, ("photograph", "artwork"))}
    found.update(photographs(cache))
    excluded = list(held_out())
    for file in picture_files(ALBUM, unpack(ALBUM, cache / "sources")):
        with Image.open(file) as image:
            pixels = np.asarray(image.convert("RGB"))
        if all(distance(fingerprint(pixels), other) > SAME for other in excluded):
            found[f"{ALBUM.package}/{file.name}"] = pixels
    return found


def landscapes(cache: Path) -> list[np.ndarray]:
    """RGBA u8, straight: the ground, snow, fields and trees below a horizon; alpha is 0 where the sky was."""
    found = []
    for file in picture_files(LANDSCAPES, unpack(LANDSCAPES, cache / "sources")):
        with Image.open(file) as image:
            rgba = np.asarray(image.convert("RGBA"))
        if 0.02 < (rgba[..., 3] < 128).mean() < 0.95:
            found.append(rgba)
    return found


def surfaces(cache: Path) -> list[np.ndarray]:
    """RGB u8: walls, floors, ground, as photographed for games."""
    return [load_picture(cache, picture) for picture in load_index(cache, ("texture",))[::3]]
