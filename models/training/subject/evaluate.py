# SPDX-License-Identifier: Apache-2.0
"""IoU with the references of held-out pictures: without a click, beside ISNet, and after one, three and five clicks."""
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from loop import averaged
from PIL import Image
from pictures.places import REPOSITORY
from unet import STEP, UNet, folded

from .batches import show
from .train import task

DATA = REPOSITORY.parent / "shared" / "data"
# Longer side that the network sees, and the one on which IoU is measured, as in docs/quality.md.
SEEN, JUDGED = 320, 640
ISNET_SIDE = 1024
CLICKS = 5


def cases() -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Name, RGB u8 and what is to be selected, bool."""
    files = [(path, DATA / "portraits/alpha" / f"{path.stem}.png") for path in sorted((DATA / "portraits").glob("*.jpg"))]
    files.append((DATA / "matting/lemur.png", DATA / "matting/lemur_alpha.png"))
    found = []
    for picture, alpha in files:
        with Image.open(picture) as image, Image.open(alpha) as reference:
            image = image.convert("RGB")
            image.thumbnail((JUDGED, JUDGED))
            found.append((picture.stem, np.asarray(image), np.asarray(reference.convert("L").resize(image.size)) > 127))
    return found


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))


@torch.no_grad()
def selected(net: UNet, picture: np.ndarray, clicks: list[tuple[float, float, int]]) -> np.ndarray:
    """`clicks`: row and column as parts of the sides, and 1 for one that removes."""
    scale = SEEN / max(picture.shape[:2])
    height, width = (max(STEP, round(side * scale / STEP) * STEP) for side in picture.shape[:2])
    given = np.zeros((5, height, width), np.float32)
    given[:3] = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).transpose(2, 0, 1) / 255
    for row, column, removes in clicks:
        show(given[3 + removes], row * height, column * width)
    found = net(torch.from_numpy(given)[None])[0, 0].numpy()
    return cv2.resize(found, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0


def next_click(truth: np.ndarray, found: np.ndarray) -> tuple[float, float, int] | None:
    """At the deepest point of what is missed or wrongly taken, as in test/quality/clicks.mjs."""
    best, click = 0.0, None
    for removes, wrong in enumerate((truth & ~found, found & ~truth)):
        depth = cv2.distanceTransform(cv2.copyMakeBorder(wrong.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5)
        y, x = np.unravel_index(depth.argmax(), depth.shape)
        if depth[y, x] > best:
            best, click = float(depth[y, x]), ((y - 0.5) / truth.shape[0], (x - 0.5) / truth.shape[1], removes)
    return click


def isnet(session: onnxruntime.InferenceSession, picture: np.ndarray) -> np.ndarray:
    square = cv2.resize(picture, (ISNET_SIDE, ISNET_SIDE), interpolation=cv2.INTER_AREA)
    given = ((square.astype(np.float32) - 128) / 256).transpose(2, 0, 1)[None]
    found = session.run(None, {session.get_inputs()[0].name: given})[0]
    return cv2.resize(found.reshape(ISNET_SIDE, ISNET_SIDE), picture.shape[1::-1], interpolation=cv2.INTER_AREA) > 0.5


def evaluate(cache: Path, teacher: Path | None) -> None:
    net = folded(averaged(task(cache)))
    session = onnxruntime.InferenceSession(str(teacher)) if teacher else None
    rows: dict[str, list[float]] = {}
    for _, picture, truth in cases():
        rows.setdefault("no click", []).append(iou(truth, selected(net, picture, [])))
        if session:
            rows.setdefault("ISNet", []).append(iou(truth, isnet(session, picture)))
        clicks: list[tuple[float, float, int]] = []
        found = np.zeros_like(truth)
        for count in range(1, CLICKS + 1):
            click = next_click(truth, found)
            if click:
                clicks.append(click)
                found = selected(net, picture, clicks)
            rows.setdefault(f"{count} clicks", []).append(iou(truth, found))
    for name, values in rows.items():
        print(f"{name}: IoU {np.mean(values):.3f} (worst {min(values):.3f})")
