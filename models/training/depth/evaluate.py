# SPDX-License-Identifier: Apache-2.0
"""Compares the model with the fused teacher on pictures that neither its labels nor its textures came from."""
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from PIL import Image
from pictures.places import REPOSITORY

from .losses import RANGE
from .teacher import Teacher, resized

STEP = 32
HELD_OUT = ("shared/data/photos", "shared/data/portraits", "shared/data/sky", "shared/data/noise/CBSD68", "shared/data/depth")


def held_out() -> dict[str, list[Path]]:
    """Pictures by set; without duplicates of the same scene."""
    found = {}
    for name in HELD_OUT:
        folder = REPOSITORY.parent / name
        paths = [path for path in sorted(folder.glob("*")) if path.suffix in {".png", ".jpg"} and "right" not in path.name]
        if paths:
            found[name] = paths
    if not found:
        raise SystemExit("The evaluation pictures (../shared/data) are absent.")
    return found


def student(graph: Path, step: int = STEP):
    """A function from an RGB u8 picture and a longer side to the model's map; sides become multiples of `step`."""
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])

    def run(picture: np.ndarray, longest: int) -> np.ndarray:
        height, width = picture.shape[:2]
        scale = longest / max(width, height)
        size = tuple(max(step, round(side * scale / step) * step) for side in (width, height))
        shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        tensor = np.ascontiguousarray(shown.transpose(2, 0, 1)[None].astype(np.float32) / 255)
        return session.run(None, {"image": tensor})[0][0, 0]

    return run


def aligned(found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Moved by the scale and offset of least squares."""
    slope, offset = np.polyfit(found.ravel(), wanted.ravel(), 1)
    return found * slope + offset


def delta1(wanted: np.ndarray, found: np.ndarray) -> float:
    """Share of pixels whose depth is within 25 %. The teacher's range, 1 % to 99 %, is taken as depths 1 to RANGE."""
    low, high = np.percentile(wanted, (1, 99))
    floor = 1 / RANGE
    nearness = [floor + (1 - floor) * (plane - low) / max(high - low, 1e-6) for plane in (wanted, aligned(found, wanted))]
    a, b = (np.maximum(plane, floor) for plane in nearness)
    return float(np.mean(np.maximum(a / b, b / a) < 1.25))


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    ranks = [np.argsort(np.argsort(plane.ravel()[::7])) for plane in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


def evaluate(graph: Path, teacher_path: Path, longest: int = 512) -> None:
    """Prints the agreement by set and writes it beside the model as evaluation.json."""
    teacher, run = Teacher(teacher_path), student(graph)
    rows = []
    for name, paths in held_out().items():
        values = {"delta1": [], "rank": []}
        for path in paths:
            picture = np.asarray(Image.open(path).convert("RGB"))
            scale = min(1, 512 / max(picture.shape[:2]))
            width, height = (round(side * scale) for side in picture.shape[1::-1])
            wanted = teacher.fused(picture, width, height)
            found = resized(run(picture, longest), width, height)
            values["delta1"].append(round(delta1(wanted, found), 4))
            values["rank"].append(round(spearman(wanted, found), 4))
        rows.append({"name": f"{name.removeprefix('shared/data/')} ({len(paths)})", "values": values})
        print(rows[-1]["name"], {key: (np.mean(v).round(4), min(v)) for key, v in values.items()}, flush=True)
    whole = {key: sum((row["values"][key] for row in rows), []) for key in ("delta1", "rank")}
    rows.append({"name": f"all ({len(whole['rank'])})", "values": whole})
    print("all", {key: (np.mean(v).round(4), min(v)) for key, v in whole.items()})
    note = (
        "Agreement with the fused teacher on held-out pictures of other sources. δ1: share of pixels within 25 % in depth after scale and "
        f"offset, the teacher's range taken as depths 1 to {RANGE:.0f}."
    )
    (graph.parent / "evaluation.json").write_text(json.dumps({"note": note, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
