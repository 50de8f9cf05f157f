# SPDX-License-Identifier: Apache-2.0
"""Pictures that packages carry inside other files, or cut out: photographs of an education suite, and drawing stamps."""
import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from .fingerprint import SAME, distance, fingerprint, held_out
from .packages import Source, picture_files, unpack

PHOTOGRAPHS = Source(
    package="gcompris-qt-data",
    version="3.1-2",
    kind="photograph",
    licence="GPL-3.0-or-later AND CC-BY-SA-4.0 AND CC-BY-SA-3.0 AND CC-BY-SA-2.0 AND CC-BY-3.0 AND CC-BY-2.0 AND CC0-1.0",
    include=tuple(
        f"usr/share/gcompris-qt/rcc/{name}.rcc"
        for name in (
            "categorization",
            "clickgame",
            "details",
            "explore_farm_animals",
            "explore_monuments",
            "explore_world_animals",
            "explore_world_music",
        )
    ),
    note="Qt resource files, which hold JPEG, PNG and WebP files as they were. The copyright file names author and terms of each.",
)
CUTOUTS = Source(
    package="tuxpaint-stamps-default",
    version="2022.06.04-1",
    kind="cutout",
    licence="GPL-2.0-only",
    include=tuple(
        f"usr/share/tuxpaint/stamps/{folder}/*.png"
        for folder in ("animals", "clothes", "food", "hobbies", "household", "people", "plants", "sports", "town", "vehicles")
    ),
)
STARTS = re.compile(rb"RIFF....WEBP|\xff\xd8\xff[\xe0\xe1\xdb]|\x89PNG\r\n\x1a\n", re.DOTALL)
LEAST_SIDE = 200


def photographs(cache: Path) -> list[tuple[str, np.ndarray]]:
    """Name and RGB u8 of each opaque photograph, without duplicates and without what is evaluated on, in a fixed order."""
    excluded = list(held_out())
    seen: list[int] = []
    found = []
    for file in picture_files(PHOTOGRAPHS, unpack(PHOTOGRAPHS, cache / "sources")):
        for at, image in _images_in(file.read_bytes()):
            if min(image.size) < LEAST_SIDE or image.convert("RGBA").getchannel("A").getextrema()[0] < 255:
                continue
            pixels = np.asarray(image.convert("RGB"))
            mark = fingerprint(pixels)
            if pixels.std() > 12 and all(distance(mark, other) > SAME for other in [*excluded, *seen]):
                seen.append(mark)
                found.append((f"{PHOTOGRAPHS.package}/{file.name}@{at}", pixels))
    return found


def cutouts(cache: Path) -> list[np.ndarray]:
    """RGBA u8, straight, trimmed to what is not transparent."""
    found = []
    for file in picture_files(CUTOUTS, unpack(CUTOUTS, cache / "sources")):
        with Image.open(file) as image:
            rgba = image.convert("RGBA")
        box = rgba.getchannel("A").getbbox()
        if box is None or rgba.getchannel("A").getextrema()[0] == 255:
            continue
        pixels = np.asarray(rgba.crop(box))
        if min(pixels.shape[:2]) >= 120:
            found.append(pixels)
    return found


def _images_in(content: bytes) -> Iterator[tuple[int, Image.Image]]:
    for start in STARTS.finditer(content):
        try:
            image = Image.open(io.BytesIO(content[start.start() :]))
            image.load()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            continue  # A run of bytes that only begins like a picture, such as a thumbnail inside one.
        yield start.start(), image
