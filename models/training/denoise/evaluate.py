# SPDX-License-Identifier: Apache-2.0
"""
python -m denoise.evaluate --pictures FOLDER: PSNR and SSIM of the shipped denoiser and of its rivals on held-out
pictures with Gaussian noise of sigma 15, 25 and 50, and their time. The noise of picture i at a level is drawn from
numpy's default_rng((level, i)). It is added to floats and left so (FFDNet's protocol), and with --eight-bit clipped and
rounded as files are.

The shift is how far the mean of a colour moves, of 255, in the mean over the pictures: from the noisy picture's, or where
noise was clipped from the clean one's, since clipping moves it too.

`blind`: the level is what Sfumato's own estimate of the noisy picture gives; others are told the true one. Needs a
built project (the estimate and the native filter are run by test/bench/denoise/ours.mjs), and for FFDNet its graph.
"""
import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from pictures.places import REPOSITORY

from .export import FOLDER
from .network import MULTIPLE

LEVELS = (15, 25, 50)
# Of white noise, the share of power in each octave, finest first: as in core/src/tools/denoise/measure.ts.
OCTAVES = np.array([3 / 4, 3 / 16, 3 / 64, 1 / 64])


class Native:
    """Sfumato's native kernels, through a process that takes one request a line."""

    def __init__(self, threads: int) -> None:
        script = REPOSITORY / "test/bench/denoise/ours.mjs"
        self.process = subprocess.Popen(
            ["node", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "SFUMATO_THREADS": str(threads)},
        )
        self.folder = Path(tempfile.mkdtemp())

    def ask(self, noisy: np.ndarray, **request: object) -> dict:
        path = self.folder / "input"
        noisy.tofile(path)
        height, width = noisy.shape[:2]
        kind = "f32" if noisy.dtype == np.float32 else "u8"
        line = {"input": str(path), "width": width, "height": height, "dtype": kind, **request}
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def level(self, noisy: np.ndarray) -> tuple[np.ndarray, float]:
        """The estimate's variance slope and offset for each colour, and its coarseness."""
        found = self.ask(noisy, kind="estimate")
        power = [float(OCTAVES @ np.square(plane)) for plane in np.reshape(found["spectrum"], (-1, 4))]
        return np.reshape(found["levels"], (-1, 2)), max(power) ** 0.5

    def denoise(self, noisy: np.ndarray) -> np.ndarray:
        output = self.folder / "output"
        self.ask(noisy, kind="run", output=str(output), mode="quality", clipped=noisy.dtype == np.uint8)
        return np.fromfile(output, noisy.dtype).reshape(noisy.shape)


class Graph:
    """A model of contract denoise.noise-map.v1 on whole pictures."""

    def __init__(self, file: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(self, picture: np.ndarray, deviation: np.ndarray | float) -> np.ndarray:
        """`picture` (height, width, 3), 1 is white; `deviation` one number or one for each pixel."""
        height, width = picture.shape[:2]
        pad = ((0, -height % MULTIPLE), (0, -width % MULTIPLE))
        x = np.pad(picture, (*pad, (0, 0)), mode="symmetric").transpose(2, 0, 1)[None]
        level = np.pad(np.broadcast_to(np.float32(deviation), (height, width)), pad, mode="symmetric")
        sigma = level.reshape(level.shape[0] // 2, 2, level.shape[1] // 2, 2).mean((1, 3))[None, None]
        [clean] = self.session.run(None, {"x": np.ascontiguousarray(x), "sigma": np.ascontiguousarray(sigma)})
        return clean[0].transpose(1, 2, 0)[:height, :width]


def blind(graph: Graph, native: Native, noisy: np.ndarray) -> np.ndarray:
    """With the level by Sfumato's estimate, looked up by the colours of 2 × 2 pixels as the tool does."""
    levels, coarseness = native.level(noisy)
    picture = noisy.astype(np.float32) / (255 if noisy.dtype == np.uint8 else 1)
    seen = cv2.blur(np.clip(picture, 0, 1), (2, 2))
    variance = np.mean([np.maximum(slope * seen[..., c] + offset, 0) for c, (slope, offset) in enumerate(levels)], axis=0)
    return graph.run(picture, coarseness * np.sqrt(variance))


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(-10 * np.log10(np.mean((a.astype(np.float64) - b) ** 2)))


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Wang et al. 2004 on luma, Gaussian window of deviation 1.5, as in test/bench/denoise/pictures.py."""
    weights = np.array([0.299, 0.587, 0.114])
    x, y = 255 * (a @ weights), 255 * (b @ weights)
    blur = lambda p: cv2.GaussianBlur(p, (11, 11), 1.5)  # noqa: E731
    mx, my = blur(x), blur(y)
    vx, vy, c = blur(x * x) - mx * mx, blur(y * y) - my * my, blur(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(np.mean((2 * mx * my + c1) * (2 * c + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))))


def bm3d_of(picture: np.ndarray, level: float) -> np.ndarray:
    import bm3d  # Slow, and licensed for research: compared with only.

    return bm3d.bm3d_rgb(picture.astype(np.float64), level).astype(np.float32)


def nlmeans(noisy: np.ndarray, level: float) -> np.ndarray:
    pixels = np.clip(np.round(noisy * 255), 0, 255).astype(np.uint8)
    strength = 0.9 * level * 255
    return cv2.fastNlMeansDenoisingColored(pixels, None, strength, strength, 7, 21).astype(np.float32) / 255


def main() -> None:
    parser = argparse.ArgumentParser(prog="denoise.evaluate", description="Measures the still denoiser.")
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--ffdnet", type=Path, help="FFDNet's colour graph (with --eight-bit: the one for clipped noise)")
    parser.add_argument("--graph", type=Path, default=FOLDER / "denoise-still.onnx")
    parser.add_argument("--eight-bit", action="store_true")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--rivals", nargs="*", default=[], choices=["native", "nlmeans", "bm3d"])
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    cv2.setNumThreads(given.threads)
    native, ours = Native(given.threads), Graph(given.graph, given.threads)
    unit = lambda p: p.astype(np.float32) / (255 if p.dtype == np.uint8 else 1)  # noqa: E731
    methods: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
        "noisy": lambda noisy, _: unit(noisy),
        "ours, blind": lambda noisy, _: blind(ours, native, noisy),
        "ours, true level": lambda noisy, level: ours.run(unit(noisy), level),
    }
    if given.ffdnet:
        ffdnet = Graph(given.ffdnet, given.threads)
        methods["FFDNet, true level"] = lambda noisy, level: ffdnet.run(unit(noisy), level)
    if "native" in given.rivals:
        methods["native quality, blind"] = lambda noisy, _: unit(native.denoise(noisy))
    if "nlmeans" in given.rivals:
        methods["OpenCV nlmeans, true level"] = lambda noisy, level: nlmeans(unit(noisy), level)
    if "bm3d" in given.rivals:
        methods["BM3D, true level"] = lambda noisy, level: bm3d_of(unit(noisy), level)
    files = sorted(given.pictures.glob("*.png"))
    scores: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
    seconds: dict[str, float] = dict.fromkeys(methods, 0.0)
    megapixels = 0.0
    for i, file in list(enumerate(files))[:: given.every]:
        clean = np.ascontiguousarray(cv2.imread(str(file))[..., ::-1]).astype(np.float32) / 255
        for level in LEVELS:
            normal = np.random.default_rng((level, i)).standard_normal(clean.shape)
            noisy = (clean + level / 255 * normal).astype(np.float32)
            if given.eight_bit:
                noisy = np.clip(np.round(noisy * 255), 0, 255).astype(np.uint8)
            megapixels += clean.shape[0] * clean.shape[1] / 1e6
            for name, method in methods.items():
                started = time.perf_counter()
                result = method(noisy, level / 255)
                seconds[name] += time.perf_counter() - started
                shift = 255 * float(np.abs((result - (clean if given.eight_bit else noisy)).mean((0, 1))).max())
                scores.setdefault((name, level), []).append((psnr(clean, result), ssim(clean, result), shift))
    print("| method | " + " | ".join(f"σ {level}: dB (worst) / SSIM" for level in LEVELS) + " | largest shift | s/MP |")
    print("|---|---|---|---|---|---|")
    for name in methods:
        cells = []
        for level in LEVELS:
            decibels, similarity, _ = np.array(scores[name, level]).T
            cells.append(f"{decibels.mean():.2f} ({decibels.min():.2f}) / {similarity.mean():.3f}")
        shift = max(float(np.mean([s[2] for s in scores[name, level]])) for level in LEVELS)
        print(f"| {name} | {' | '.join(cells)} | {shift:.2f} | {seconds[name] / megapixels:.2f} |")


if __name__ == "__main__":
    main()
