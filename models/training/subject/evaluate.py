# SPDX-License-Identifier: Apache-2.0
"""IoU of the subject with references of held-out pictures, beside the network that it was begun with, and ISNet."""
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from PIL import Image
from pictures.places import REPOSITORY

from .batches import Batches
from .train import START

DATA = REPOSITORY.parent / "shared" / "data"
# Longer side on which IoU is measured, as in docs/quality.md.
JUDGED = 640
ISNET_SIDE = 1024
COMPOSITES = 16

# Name of the set, RGB u8, and what is the subject, bool.
Case = tuple[str, np.ndarray, np.ndarray]
Finder = Callable[[np.ndarray], np.ndarray]


def references() -> list[Case]:
    """Portraits and an animal, of another source than all that was trained on."""
    files = [(path, DATA / "portraits/alpha" / f"{path.stem}.png") for path in sorted((DATA / "portraits").glob("*.jpg"))]
    files.append((DATA / "matting/lemur.png", DATA / "matting/lemur_alpha.png"))
    found = []
    for picture, alpha in files:
        with Image.open(picture) as image, Image.open(alpha) as reference:
            image = image.convert("RGB")
            image.thumbnail((JUDGED, JUDGED))
            name = "lemur" if picture.stem == "lemur" else "portraits"
            found.append((name, np.asarray(image), np.asarray(reference.convert("L").resize(image.size)) > 127))
    return found


def kept_back(cache: Path) -> list[Case]:
    """Of the training's sources: photographs that were marked by hand, and composites of other stamps and photographs."""
    batches = Batches(cache, 5, held_out=True)
    found = [("photographs marked by hand", picture, alpha > 127) for picture, alpha in batches.labels["marked"]]
    rng = np.random.default_rng(5)
    for _ in range(COMPOSITES):
        picture, alpha = batches.composite(rng, (256, 256))
        found.append(("composites", picture, alpha > 127))
    return found


def finder(path: Path) -> Finder:
    """A network that is shown squares: selfie-segmentation's shape, or ISNet's."""
    session = onnxruntime.InferenceSession(str(path))
    (given,) = session.get_inputs()
    side = given.shape[2] if isinstance(given.shape[2], int) else ISNET_SIDE
    mean, scale = (128, 256) if side == ISNET_SIDE else (0, 255)

    def find(picture: np.ndarray) -> np.ndarray:
        square = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        fed = ((square.astype(np.float32) - mean) / scale).transpose(2, 0, 1)[None]
        found = session.run(None, {given.name: fed})[0].reshape(side, side)
        return cv2.resize(found, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0.5

    return find


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))


def evaluate(cache: Path, graph: Path, isnet: Path | None) -> None:
    finders = {"begun with": START, **({graph.stem: graph} if graph.exists() else {}), **({"ISNet": isnet} if isnet else {})}
    cases = [*references(), *kept_back(cache)]
    for name, path in finders.items():
        find, values = finder(path), {}
        for kind, picture, truth in cases:
            values.setdefault(kind, []).append(iou(truth, find(picture)))
        shown = (f"{kind} ({len(ious)}) {np.mean(ious):.3f}, worst {min(ious):.3f}" for kind, ious in values.items())
        print(f"{name}: {'; '.join(shown)}", flush=True)
