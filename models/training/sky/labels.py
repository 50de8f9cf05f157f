# SPDX-License-Identifier: Apache-2.0
"""
The sky labels, made once. A person looked at every photograph: those of `curated.json` under `sky` take the sky that the teacher
finds in the whole picture, at two sizes and mirrored, brought to the picture's edges; those under `none` have no sky, whatever the
teacher says; the rest are left out, since the teacher errs on them. Rendered scenes have a known sky.
`labels/NNNN.npz` holds `picture` (u8 RGB), `sky` (u8, 255 is sky), `kind` (sky, none or scene).
"""
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from .material import named

CURATED = Path(__file__).parent / "curated.json"
STEP = 32
# The longer side that the teacher is made for, and one that shows it more.
TEACHER_SIDES = (384, 512)
LONGEST = 768
# Of the guided filter that brings the teacher's edges to the picture's.
RADIUS = 6
FLOOR = 2e-4
# How much each colour counts for an edge: blue the most.
GUIDE = (0.15, 0.35, 0.5)
CONTRAST = 1.6
MEAN = np.float32([0.485, 0.456, 0.406])
DEVIATION = np.float32([0.229, 0.224, 0.225])


class Teacher:
    """U2-Netp of Sky-Segmentation-and-Post-processing (MIT)."""

    def __init__(self, path: Path, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def sky(self, picture: np.ndarray, longest: int = TEACHER_SIDES[0]) -> np.ndarray:
        """How surely each pixel of an RGB u8 picture is sky, 0..1, f32."""
        height, width = picture.shape[:2]
        scale = longest / max(width, height)
        size = tuple(max(STEP, round(side * scale / STEP) * STEP) for side in (width, height))
        shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        tensor = np.ascontiguousarray(((shown - MEAN) / DEVIATION).transpose(2, 0, 1)[None])
        name = self.session.get_inputs()[0].name
        return cv2.resize(self.session.run(None, {name: tensor})[0][0, 0], (width, height))

    def fused(self, picture: np.ndarray) -> np.ndarray:
        """The mean over sizes and mirror images."""
        mirrored = np.ascontiguousarray(picture[:, ::-1])
        return np.mean([(self.sky(picture, side) + self.sky(mirrored, side)[:, ::-1]) / 2 for side in TEACHER_SIDES], axis=0)


def refined(picture: np.ndarray, sky: np.ndarray) -> np.ndarray:
    """The sky with the picture's own edges: a guided filter (He et al. 2013), then more contrast. f32, 0..1."""
    guide = picture.astype(np.float32) @ np.float32(GUIDE) / 255

    def mean(plane: np.ndarray) -> np.ndarray:
        return cv2.boxFilter(plane, cv2.CV_32F, (2 * RADIUS + 1, 2 * RADIUS + 1), borderType=cv2.BORDER_REFLECT)

    guide_mean, sky_mean = mean(guide), mean(sky)
    slope = (mean(guide * sky) - guide_mean * sky_mean) / (mean(guide * guide) - guide_mean**2 + FLOOR)
    plane = mean(slope) * guide + mean(sky_mean - slope * guide_mean)
    return np.clip((plane - 0.5) * CONTRAST + 0.5, 0, 1)


def fitted(picture: np.ndarray) -> np.ndarray:
    scale = min(1, LONGEST / max(picture.shape[:2]))
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)


def make(cache: Path, teacher: Path) -> int:
    """Writes the labels that are not there yet; returns how many there are."""
    folder = cache / "sky" / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    find, pictures, curated = Teacher(teacher), named(cache), json.loads(CURATED.read_text())
    number = 0
    for kind in ("sky", "none"):
        for name in curated[kind]:
            path, number = folder / f"{number:04d}.npz", number + 1
            if path.exists():
                continue
            picture = fitted(pictures[name])
            sky = refined(picture, find.fused(picture)) if kind == "sky" else np.zeros(picture.shape[:2], np.float32)
            _store(path, picture, sky, kind)
    for source in sorted((cache / "depth" / "labels").glob("[0-9]*[0-9].npz")):
        with np.load(source) as label:
            if str(label["kind"]) != "scene":
                continue
            picture, sky = label["picture"], label["nearness"].astype(np.float32) < 1e-3
        path, number = folder / f"{number:04d}.npz", number + 1
        if not path.exists():
            _store(path, picture, sky.astype(np.float32), "scene")
    return number


def _store(path: Path, picture: np.ndarray, sky: np.ndarray, kind: str) -> None:
    part = path.with_suffix(".part.npz")
    np.savez(part, picture=picture, sky=np.round(sky * 255).astype(np.uint8), kind=np.array(kind))
    part.rename(path)
