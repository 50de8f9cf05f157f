# SPDX-License-Identifier: Apache-2.0
"""
python -m denoise.evaluate_clips --fixed CLIP --pan PICTURE: the clip denoiser beside the still one it was made from and
ffmpeg's filters, on held-out clips with Gaussian noise, clipped and rounded as files are: mean PSNR of the frames,
flicker, seconds for each megapixel of a frame. The noise is drawn from numpy's default_rng(sigma).

Of ffmpeg's filters the best of the strengths tried is given, for each clip its own. Flicker is the mean difference of
successive frames, of 255, where the clean clip rests. The neighbours are moved by OpenCV's DIS flow between blurred frames;
into a still network's frame they are averaged (fusion.py).
"""
import argparse
import subprocess
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from pictures.places import cache_folder

from .evaluate import psnr
from .export import graph_of, load
from .fusion import calm, fused, moved

FILTERS = {
    "ffmpeg nlmeans": [f"nlmeans=s={s}" for s in (6, 9, 12)],
    "ffmpeg bm3d": [f"bm3d=sigma={s}" for s in (15, 20, 30)],
    "ffmpeg hqdn3d": [f"hqdn3d={s}" for s in (15, 30, 60)],
}
# A pixel rests if its mean over 5 × 5 changes by less, of 255.
STILL = 1.0


class Network:
    """A run's network, as it is exported, told the true level."""

    def __init__(self, checkpoint: Path, threads: int) -> None:
        model = load(checkpoint)
        self.neighbours = model.shape.neighbours
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        content = graph_of(model).SerializeToString()
        self.session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def clean(self, frames: np.ndarray, sigma: float, fuse: int) -> np.ndarray:
        """
        Frames (count, height, width, 3) u8, sides multiples of 8. Neighbours are given to a network that was trained with
        them, or `fuse` of them are averaged into the frame before it.
        """
        found = []
        for i, frame in enumerate(frames):
            if self.neighbours:
                near = sorted((j for j in range(len(frames)) if j != i), key=lambda j: abs(j - i))[: self.neighbours]
                flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
                flows = [flow.calc(calm(frame), calm(frames[j]), None) for j in sorted(near)]
                aligned = [moved(frames[j].astype(np.float32), f)[0] for j, f in zip(sorted(near), flows, strict=True)]
                x, level = np.concatenate([frame.astype(np.float32), *aligned], axis=2), np.full(frame.shape[:2], sigma)
            else:
                x, level = fused(frames, i, fuse, sigma)
            half = cv2.resize(level.astype(np.float32) / 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            given = np.ascontiguousarray(x.transpose(2, 0, 1)[None] / 255)
            [result] = self.session.run(None, {"x": given, "sigma": half[None, None]})
            found.append(np.clip(np.round(255 * result[0].transpose(1, 2, 0)), 0, 255).astype(np.uint8))
        return np.stack(found)


def filtered(frames: np.ndarray, graph: str, threads: int) -> np.ndarray:
    """By ffmpeg, in 4:4:4 so that no colour is lost."""
    count, height, width, _ = frames.shape
    shape = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"]
    command = ["ffmpeg", "-v", "error", "-filter_threads", str(threads), *shape, "-i", "-", "-vf", f"format=yuv444p,{graph}", *shape, "-"]
    out = subprocess.run(command, input=frames.tobytes(), capture_output=True, check=True).stdout
    return np.frombuffer(out, np.uint8).reshape(-1, height, width, 3)[:count]


def flicker(clean: np.ndarray, found: np.ndarray) -> float:
    changes = [cv2.blur(np.abs(np.diff(clean[i : i + 2].astype(np.float32), axis=0))[0].mean(2), (5, 5)) for i in range(len(clean) - 1)]
    rests = np.stack(changes) < STILL
    return float(np.abs(np.diff(found.astype(np.float32), axis=0)).mean(3)[rests].mean())


def fixed(file: Path, count: int) -> np.ndarray:
    """The first frames of a clip."""
    capture = cv2.VideoCapture(str(file))
    frames = np.stack([capture.read()[1][..., ::-1] for _ in range(count)])
    return np.ascontiguousarray(frames[:, : frames.shape[1] // 8 * 8, : frames.shape[2] // 8 * 8])


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
    parser = argparse.ArgumentParser(prog="denoise.evaluate_clips", description="Measures the clip denoiser.")
    parser.add_argument("--cache", help="folder of all training data")
    parser.add_argument("--runs", nargs="+", required=True, help="names of runs, for stills or clips")
    parser.add_argument("--fixed", type=Path, nargs="*", default=[], help="clips")
    parser.add_argument("--pan", type=Path, nargs="*", default=[], help="pictures to move a camera over")
    parser.add_argument("--sigma", type=float, default=20)
    parser.add_argument("--fuse", type=int, nargs="*", default=[4], help="how many neighbours to average in for still networks")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-rivals", action="store_true")
    given = parser.parse_args()
    cv2.setNumThreads(given.threads)
    networks = {name: Network(cache_folder(given.cache) / "runs" / name / "last.pt", given.threads) for name in given.runs}
    sources = [(file, fixed(file, given.frames)) for file in given.fixed] + [(file, pan(file, given.frames)) for file in given.pan]
    for file, clean in sources:
        noise = np.random.default_rng(int(given.sigma)).standard_normal(clean.shape) * given.sigma
        noisy = np.clip(np.round(clean + noise), 0, 255).astype(np.uint8)
        megapixels = clean.shape[0] * clean.shape[1] * clean.shape[2] / 1e6

        def row(name: str, found: np.ndarray, seconds: float, clean: np.ndarray = clean, area: float = megapixels) -> tuple[float, str]:
            decibels = float(np.mean([psnr(c / 255, f / 255) for c, f in zip(clean, found, strict=True)]))
            return decibels, f"| {name} | {decibels:.2f} | {flicker(clean, found):.2f} | {seconds / area:.2f} |"

        print(f"\n| {file.name}, {clean.shape[2]} × {clean.shape[1]} | dB | flicker | s/MP |\n|---|---|---|---|")
        print(row("noisy", noisy, 0)[1])
        for name, network in networks.items():
            for fuse in (0,) if network.neighbours else (0, *given.fuse):
                started = time.perf_counter()
                found = network.clean(noisy, given.sigma, fuse)
                title = f"{name}, {fuse} neighbours averaged in" if fuse else name
                print(row(title, found, time.perf_counter() - started)[1], flush=True)
        for name, graphs in {} if given.no_rivals else FILTERS.items():
            rows = []
            for graph in graphs:
                started = time.perf_counter()
                found = filtered(noisy, graph, given.threads)
                rows.append(row(f"{name} ({graph})", found, time.perf_counter() - started))
            print(max(rows)[1], flush=True)


if __name__ == "__main__":
    main()
