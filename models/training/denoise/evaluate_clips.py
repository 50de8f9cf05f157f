# SPDX-License-Identifier: Apache-2.0
"""
python -m denoise.evaluate_clips --fixed CLIP --pan PICTURE: the denoise tool on the frames of held-out clips, with those
around and without, beside ffmpeg's filters: mean PSNR of the frames, flicker, CPU and wall seconds for each megapixel of a
frame. The noise is Gaussian, clipped and rounded as files are, drawn from numpy's default_rng(sigma). The tool finds its
level itself; of ffmpeg's filters the best of the strengths tried is given, for each clip its own.

Flicker is the mean difference of successive frames, of 255, where the clean clip rests. `where it moves` is the PSNR of
the pixels where the clean clip changes most, a twentieth of them: ghosts and blur show there.

Needs a built project: the tool is run by test/bench/denoise/clip.mjs.
"""
import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from pictures.places import REPOSITORY

from .evaluate import psnr

FILTERS = {
    "ffmpeg nlmeans": [f"nlmeans=s={s}" for s in (6, 9, 12)],
    "ffmpeg bm3d": [f"bm3d=sigma={s}" for s in (15, 20, 30)],
    "ffmpeg hqdn3d": [f"hqdn3d={s}" for s in (15, 30, 60)],
}
METHODS = {
    "still": {"method": "quality", "neighbours": False},
    "**clip**": {"method": "quality", "neighbours": True},
    "still, trained model": {"method": "learned", "neighbours": False},
    "clip, trained model": {"method": "learned", "neighbours": True},
}
# A pixel rests if its mean over 5 × 5 changes by less, of 255.
STILL = 1.0
# CPU and wall seconds.
Seconds = tuple[float, float]


class Tool:
    """The denoise tool, through a process that takes one request a line."""

    def __init__(self, threads: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.process = subprocess.Popen(
            ["node", str(REPOSITORY / "test/bench/denoise/clip.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "SFUMATO_THREADS": str(threads)},
        )

    def clean(self, frames: np.ndarray, **how: object) -> tuple[np.ndarray, Seconds]:
        source, target = self.folder / "noisy", self.folder / "clean"
        frames.tofile(source)
        size = {"width": frames.shape[2], "height": frames.shape[1]}
        self.process.stdin.write(json.dumps({"input": str(source), "output": str(target), **size, **how}) + "\n")
        self.process.stdin.flush()
        took = json.loads(self.process.stdout.readline())
        return np.fromfile(target, np.uint8).reshape(frames.shape), (took["cpu"] * len(frames), took["wall"] * len(frames))


def filtered(frames: np.ndarray, graph: str, threads: int) -> tuple[np.ndarray, Seconds]:
    """By ffmpeg, in 4:4:4 so that no colour is lost."""
    count, height, width, _ = frames.shape
    shape = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"]
    command = ["ffmpeg", "-v", "error", "-filter_threads", str(threads), *shape, "-i", "-", "-vf", f"format=yuv444p,{graph}", *shape, "-"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    out = subprocess.run(command, input=frames.tobytes(), capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return np.frombuffer(out, np.uint8).reshape(-1, height, width, 3)[:count], (cpu, time.perf_counter() - started)


def changes(clip: np.ndarray) -> np.ndarray:
    """How much each frame's surroundings differ from the one before, of 255; of the first from the one after."""
    steps = [cv2.blur(cv2.absdiff(a, b).astype(np.float32).mean(2), (5, 5)) for a, b in zip(clip, clip[1:], strict=False)]
    return np.stack([steps[0], *steps])


def flicker(clean: np.ndarray, found: np.ndarray) -> float:
    rests = changes(clean)[1:] < STILL
    return float(np.abs(np.diff(found.astype(np.float32), axis=0)).mean(3)[rests].mean()) if rests.any() else float("nan")


def fixed(file: Path, first: int, count: int) -> np.ndarray:
    """Frames of a clip from `first` on."""
    capture = cv2.VideoCapture(str(file))
    frames = [capture.read()[1] for _ in range(first + count)][first:]
    return np.ascontiguousarray(np.stack(frames)[..., ::-1])


def pan(file: Path, count: int) -> np.ndarray:
    """1280 × 720 out of a picture, moving by (5.3, 1.7) pixels a frame, cubic between pixels."""
    picture = cv2.imread(str(file))[..., ::-1]
    scale = max((1280 + 5.3 * count) / picture.shape[1], (720 + 1.7 * count) / picture.shape[0])
    if scale > 1:
        raise SystemExit(f"Expected a picture that need not be enlarged but received {file.name}.")
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    shifts = [np.float32([[1, 0, 5.3 * i], [0, 1, 1.7 * i]]) for i in range(count)]
    return np.stack([cv2.warpAffine(picture, m, (1280, 720), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP) for m in shifts])


def main() -> None:
    parser = argparse.ArgumentParser(prog="denoise.evaluate_clips", description="Measures the denoise tool on clips.")
    parser.add_argument("--fixed", nargs="*", default=[], help="clips; CLIP@N from frame N on")
    parser.add_argument("--pan", type=Path, nargs="*", default=[], help="pictures to move a camera over")
    parser.add_argument("--sigma", type=float, default=20)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--methods", nargs="*", choices=METHODS, default=list(METHODS))
    parser.add_argument("--no-rivals", action="store_true")
    parser.add_argument("--save", type=Path, help="folder for a frame of each, as PNG")
    given = parser.parse_args()
    tool = Tool(given.threads)
    clips = [(Path(name), fixed(Path(name), int(first or 0), given.frames)) for name, _, first in (f.partition("@") for f in given.fixed)]
    clips += [(file, pan(file, given.frames)) for file in given.pan]
    for file, clean in clips:
        noise = np.random.default_rng(int(given.sigma)).standard_normal(clean.shape) * given.sigma
        noisy = np.clip(np.round(clean + noise), 0, 255).astype(np.uint8)
        count, height, width, _ = clean.shape
        moving = changes(clean)
        moving = moving >= np.quantile(moving, 0.95)
        middle = count // 2
        kept = {"clean": clean[middle], "noisy": noisy[middle]}

        def row(name: str, made: tuple[np.ndarray, Seconds], clean: np.ndarray = clean, moving: np.ndarray = moving) -> tuple[float, str]:
            found, seconds = made
            decibels = float(np.mean([psnr(c / 255, f / 255) for c, f in zip(clean, found, strict=True)]))
            cpu, wall = (s / (clean.size / 3e6) for s in seconds)
            where = psnr(clean[moving] / 255, found[moving] / 255)
            return decibels, f"| {name} | {decibels:.2f} | {where:.2f} | {flicker(clean, found):.2f} | {cpu:.2f} | {wall:.2f} |"

        print(f"\n| {file.name}, {width} × {height}, {count} frames | dB | where it moves | flicker | CPU s/MP | wall s/MP |")
        print("|---|---|---|---|---|---|")
        print(row("noisy", (noisy, (0, 0)))[1])
        for name in given.methods:
            made = tool.clean(noisy, **METHODS[name])
            kept[name.strip("*")] = made[0][middle]
            print(row(name, made)[1], flush=True)
        for name, graphs in {} if given.no_rivals else FILTERS.items():
            tried = [(*row(f"{name} ({graph})", made), made[0][middle]) for graph in graphs for made in [filtered(noisy, graph, given.threads)]]
            best = max(tried, key=lambda one: one[0])
            kept[name] = best[2]
            print(best[1], flush=True)
        for name, frame in kept.items() if given.save else ():
            given.save.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(given.save / f"{file.stem}-{name.replace(' ', '-')}.png"), frame[..., ::-1])


if __name__ == "__main__":
    main()
