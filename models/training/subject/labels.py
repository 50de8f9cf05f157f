# SPDX-License-Identifier: Apache-2.0
"""
Labels of whole photographs: a subject that a person marked by a box and clicks (`curated.json`) and GrabCut (Rother et al. 2004)
cut out of it, people as the Apache-2.0 model selfie-segmentation finds them where a person found it right, and nothing where
there is no subject.
"""
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from sky.material import named

CURATED = Path(__file__).parent / "curated.json"
# Longer side of the labelled pictures.
LONGEST = 480
ROUNDS = 7
# Pixels that a box is wider than it was drawn.
SLACK = 2
# Parts and holes smaller than these shares of the largest part, of the whole, are slips.
LEAST_PART, LEAST_HOLE = 0.04, 0.004


def fitted(picture: np.ndarray) -> np.ndarray:
    """RGB u8 whose longer side is at most LONGEST."""
    scale = min(1, LONGEST / max(picture.shape[:2]))
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)


def marked(picture: np.ndarray, marks: dict) -> np.ndarray:
    """
    The subject inside `box` (left, top, right, bottom), u8 0 or 1; spots (x, y, radius) `add` to it and `remove` from it.
    All in hundredths of the picture's longer side.
    """
    height, width = picture.shape[:2]
    unit = max(height, width) / 100
    left, top, right, bottom = (round(value * unit) for value in marks["box"])
    map_ = np.full((height, width), cv2.GC_BGD, np.uint8)
    map_[max(0, top - SLACK) : bottom + SLACK, max(0, left - SLACK) : right + SLACK] = cv2.GC_PR_FGD
    for kind, value in (("add", cv2.GC_FGD), ("remove", cv2.GC_BGD)):
        for x, y, radius in marks.get(kind, []):
            cv2.circle(map_, (int(x * unit), int(y * unit)), int(radius * unit), value, -1)
    cv2.setRNGSeed(1)
    cv2.grabCut(picture[..., ::-1].copy(), map_, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    return tidy(((map_ == cv2.GC_FGD) | (map_ == cv2.GC_PR_FGD)).astype(np.uint8))


def tidy(mask: np.ndarray) -> np.ndarray:
    """Without stray parts and without pinholes."""
    count, parts, sizes, _ = cv2.connectedComponentsWithStats(mask)
    for i in range(1, count):
        if sizes[i, cv2.CC_STAT_AREA] < LEAST_PART * sizes[1:, cv2.CC_STAT_AREA].max():
            mask[parts == i] = 0
    count, parts, sizes, _ = cv2.connectedComponentsWithStats(1 - mask)
    for i in range(1, count):
        if sizes[i, cv2.CC_STAT_AREA] < LEAST_HOLE * mask.sum():
            mask[parts == i] = 1
    return mask


class People:
    """selfie-segmentation: RGB u8 to a matte of 0..1."""

    def __init__(self, graph: Path):
        self.session = onnxruntime.InferenceSession(str(graph))

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        given = cv2.resize(picture, (256, 256), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        found = self.session.run(None, {self.session.get_inputs()[0].name: given.transpose(2, 0, 1)[None]})[0]
        return cv2.resize(found.reshape(256, 256), picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def make_labels(cache: Path, graph: Path) -> int:
    """Writes `subject/labels/NUMBER.npz` (picture, alpha u8, kind, name), and returns how many there are. Goes on where it was stopped."""
    folder = cache / "subject" / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    curated, pictures, people = json.loads(CURATED.read_text()), named(cache), People(graph)
    wanted = [("marked", name) for name in curated["marked"]]
    wanted += [(kind, name) for kind in ("people", "none") for name in curated[kind]]
    for number, (kind, name) in enumerate(wanted):
        path = folder / f"{number:04d}.npz"
        if path.exists():
            continue
        picture = np.rot90(fitted(pictures[name]), curated["turned"].get(name, 0))
        picture = np.ascontiguousarray(picture)
        if kind == "marked":
            mask = marked(picture, curated["marked"][name]).astype(np.float32)
            # GrabCut's outline is a staircase; a lens makes it as soft as this.
            alpha = cv2.GaussianBlur(mask, (0, 0), 0.7)
        else:
            # Twice as steep: the model's own edge is as wide as a hand.
            alpha = np.clip(2 * people(picture) - 0.5, 0, 1) if kind == "people" else np.zeros(picture.shape[:2], np.float32)
        part = path.with_suffix(".part.npz")
        np.savez(part, picture=picture, alpha=np.round(alpha * 255).astype(np.uint8), kind=np.array(kind), name=np.array(name))
        part.rename(path)
    return len(wanted)
