# SPDX-License-Identifier: Apache-2.0
"""
The sky labels, made once: photographs and composites of the depth labels, whose sky the teacher finds, and rendered scenes, whose
sky is known. `labels/NNNNN.npz` holds `picture` (u8 RGB), `sky` (u8, 255 is sky), `kind`.
"""
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

STEP = 32
# The longer side that the teacher is made for.
TEACHER_SIDE = 384
MEAN = np.float32([0.485, 0.456, 0.406])
DEVIATION = np.float32([0.229, 0.224, 0.225])


class Teacher:
    """U2-Netp of Sky-Segmentation-and-Post-processing (MIT)."""

    def __init__(self, path: Path, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def sky(self, picture: np.ndarray) -> np.ndarray:
        """How surely each pixel of an RGB u8 picture is sky, 0..1, f32."""
        height, width = picture.shape[:2]
        scale = TEACHER_SIDE / max(width, height)
        size = tuple(max(STEP, round(side * scale / STEP) * STEP) for side in (width, height))
        shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        tensor = np.ascontiguousarray(((shown - MEAN) / DEVIATION).transpose(2, 0, 1)[None])
        name = self.session.get_inputs()[0].name
        return cv2.resize(self.session.run(None, {name: tensor})[0][0, 0], (width, height))


def make(cache: Path, teacher: Path) -> int:
    """Writes the labels that are not there yet; returns how many there are."""
    source, folder = cache / "depth" / "labels", cache / "sky" / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    find = Teacher(teacher)
    paths = sorted(source.glob("[0-9]*[0-9].npz"))
    # In a scattered order, so that what is made first is of every kind.
    for done, i in enumerate(np.random.default_rng(6).permutation(len(paths)).tolist()):
        path = folder / paths[i].name
        if path.exists():
            continue
        with np.load(paths[i]) as label:
            picture, kind = label["picture"], str(label["kind"])
            sky = label["nearness"].astype(np.float32) < 1e-3 if kind == "scene" else find.sky(picture)
        part = path.with_suffix(".part.npz")
        np.savez(part, picture=picture, sky=np.round(sky.astype(np.float32) * 255).astype(np.uint8), kind=np.array(kind))
        part.rename(path)
        if done % 50 == 0:
            print(f"{done} of {len(paths)}", flush=True)
    return len(paths)
