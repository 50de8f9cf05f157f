# SPDX-License-Identifier: Apache-2.0
"""
Difference hashes of pictures: 256 bits that survive scaling and recompression, not cropping. They keep pictures that
are evaluated on out of the training set, and find duplicates.
"""
import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from .places import REPOSITORY

HELD_OUT = Path(__file__).parent / "held-out.json"
SIDE = 16
# Two scalings of one photograph differ by a few bits of 256, two photographs by about 128.
SAME = 28

Image.MAX_IMAGE_PIXELS = None


def fingerprint(picture: np.ndarray) -> int:
    """Hash of an RGB u8 picture: whether brightness rises to the right, in 16 × 16 cells."""
    grey = picture.astype(np.float32) @ np.float32([0.299, 0.587, 0.114])
    small = cv2.resize(grey, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(a: int, b: int) -> int:
    return (a ^ b).bit_count()


def held_out() -> dict[int, str]:
    """Hashes of every evaluation picture, mirrored ones too, with the names."""
    found = json.loads(HELD_OUT.read_text())
    return {int(text, 16): name for name, texts in found.items() for text in texts}


def record_held_out() -> None:
    """Rewrites held-out.json from test/data and, beside the checkout, ../shared/data."""
    folders = [REPOSITORY / "test/data", REPOSITORY.parent / "shared/data"]
    if not folders[1].exists():
        raise SystemExit(f"{folders[1]} is absent: its pictures would be lost from {HELD_OUT.name}.")
    hashes = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in {".png", ".jpg", ".jpeg"} or "alpha" in str(path) or "trimap" in path.name:
                continue
            picture = np.asarray(Image.open(path).convert("RGB"))
            pair = (fingerprint(picture), fingerprint(np.ascontiguousarray(picture[:, ::-1])))
            hashes[f"{folder.parent.name}/{path.relative_to(folder)}"] = [f"{value:064x}" for value in pair]
    HELD_OUT.write_text(json.dumps(hashes, indent=2) + "\n")
    print(f"{len(hashes)} pictures are held out.")


if __name__ == "__main__":
    record_held_out()
