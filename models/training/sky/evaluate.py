# SPDX-License-Identifier: Apache-2.0
"""Agreement with the teacher on held-out pictures whose sky a person checked, and false skies where there is none."""
import json
from pathlib import Path

import cv2
import numpy as np
from depth.evaluate import student
from PIL import Image, ImageOps
from pictures.places import REPOSITORY

from .labels import Teacher, fitted

HELD_OUT = Path(__file__).parent / "held-out.json"
LONGEST = 768
# The model looks at the whole and at half of it.
STEP = 64
# From here on a sky counts as right.
RIGHT = 0.9
# Share of a picture without sky that may be called sky.
STRAY = 0.01


def opened(name: str) -> np.ndarray:
    """RGB u8, upright, reduced as the labels are."""
    with Image.open(REPOSITORY / name) as image:
        return fitted(np.asarray(ImageOps.exif_transpose(image).convert("RGB")))


def overlap(wanted: np.ndarray, found: np.ndarray) -> float:
    a, b = wanted > 0.5, found > 0.5
    return float((a & b).sum() / max(1, (a | b).sum()))


def worst(values: dict[str, float]) -> dict[str, float]:
    return {name.rpartition("/")[2]: round(abs(value), 3) for value, name in sorted((v, n) for n, v in values.items())[:10]}


def evaluate(graph: Path, teacher_path: Path) -> None:
    """Prints what is right and what is wrong, and writes it beside the model as evaluation.json."""
    teacher, run = Teacher(teacher_path), student(graph, STEP)
    names = json.loads(HELD_OUT.read_text())
    if not (REPOSITORY / names["sky"][0]).exists():
        raise SystemExit("The evaluation pictures (../shared/data) are absent.")
    ious, strays = {}, {}
    for name in names["sky"]:
        picture = opened(name)
        ious[name] = overlap(teacher.sky(picture), cv2.resize(run(picture, LONGEST), picture.shape[1::-1]))
    for name in names["none"]:
        strays[name] = float((run(opened(name), LONGEST) > 0.5).mean())
    right, clean = sum(v > RIGHT for v in ious.values()), sum(v < STRAY for v in strays.values())
    print(f"sky: {right} of {len(ious)} above IoU {RIGHT}, mean {np.mean(list(ious.values())):.3f}")
    print("  worst", worst(ious))
    print(f"no sky: {clean} of {len(strays)} with less than {STRAY:.0%} called sky, mean {np.mean(list(strays.values())):.4f}")
    print("  worst", worst({name: -v for name, v in strays.items()}))
    note = (
        f"Held-out pictures, checked by eye. Sky: IoU with the teacher where the teacher is right; {right} of {len(ious)} above {RIGHT}. "
        f"No sky: share called sky; {clean} of {len(strays)} below {STRAY:.0%}."
    )
    rows = [
        {"name": f"sky ({len(ious)})", "values": {"iou": [round(v, 4) for v in ious.values()]}},
        {"name": f"no sky ({len(strays)})", "values": {"stray": [round(v, 4) for v in strays.values()]}},
    ]
    (graph.parent / "evaluation.json").write_text(json.dumps({"note": note, "rows": rows}, indent=1) + "\n")
