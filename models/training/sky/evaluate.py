# SPDX-License-Identifier: Apache-2.0
"""Compares the model with its teacher on pictures that no label came from."""
import json
from pathlib import Path

import cv2
import numpy as np
from depth.evaluate import held_out, student
from PIL import Image

from .labels import Teacher

LONGEST = 384
# Of the picture that is compared.
SHOWN = 768
# Below this share of the picture a teacher's sky counts as none, and a model's as a stray.
LEAST_SHARE = 0.005


def agreement(wanted: np.ndarray, found: np.ndarray) -> float:
    """Intersection over union at 1/2; where the teacher sees no sky, 1 less the share that is called sky."""
    a, b = wanted > 0.5, found > 0.5
    if a.mean() < LEAST_SHARE:
        return float(1 - b.mean())
    return float((a & b).sum() / (a | b).sum())


def evaluate(graph: Path, teacher_path: Path) -> None:
    """Prints the agreement by set, names the worst, and writes it beside the model as evaluation.json."""
    teacher, run = Teacher(teacher_path, threads=2), student(graph)
    rows, every = [], []
    for name, paths in held_out().items():
        values = []
        for path in paths:
            picture = np.asarray(Image.open(path).convert("RGB"))
            scale = min(1, SHOWN / max(picture.shape[:2]))
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            height, width = picture.shape[:2]
            found = cv2.resize(run(picture, LONGEST), (width, height))
            values.append(round(agreement(teacher.sky(picture), found), 4))
            every.append((values[-1], path.name))
        rows.append({"name": f"{name.removeprefix('shared/data/')} ({len(paths)})", "values": {"iou": values}})
        print(rows[-1]["name"], f"{np.mean(values):.3f} ({min(values):.3f})", flush=True)
    print("all", f"{np.mean([value for value, _ in every]):.3f}", "worst", sorted(every)[:12])
    note = "IoU with the teacher on held-out pictures; where the teacher sees no sky, 1 less the share that was called sky."
    (graph.parent / "evaluation.json").write_text(json.dumps({"note": note, "rows": rows}, indent=1) + "\n")
