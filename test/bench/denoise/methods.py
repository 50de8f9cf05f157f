# SPDX-License-Identifier: Apache-2.0
"""Ours and the rivals: each takes a noisy picture, its noise and a strength, and gives a picture and what it took."""
import json
import os
import resource
import subprocess
import tempfile
import time

import cv2
import numpy as np

from pictures import NOISE

cv2.setNumThreads(2)


def ffmpeg(filters):
    """Runs an ffmpeg filter graph with two threads. The time includes starting the program: see `ffmpeg_start`."""

    def run(picture, sigma, strength, kind):
        height, width = picture.shape[:2]
        size = f"{width}x{height}"
        command = ["ffmpeg", "-loglevel", "error", "-filter_threads", "2", "-filter_complex_threads", "2"]
        command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-i", "-"]
        command += ["-filter_complex", filters(sigma * strength), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, input=picture.tobytes(), stdout=subprocess.PIPE, check=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return np.frombuffer(done.stdout, np.uint8).reshape(picture.shape), wall, cpu

    return run


ffmpeg_start = ffmpeg(lambda s: "null")


def opencv(f):
    def run(picture, sigma, strength, kind):
        cpu = time.process_time()
        start = time.perf_counter()
        result = f(picture, sigma * strength)
        return result, time.perf_counter() - start, time.process_time() - cpu

    return run


class Ours:
    """The project's own kernels, in a Node process."""

    def __init__(self, root):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["node", os.path.join(root, "test/bench/denoise/ours.mjs")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
        )

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def paths(self, picture):
        source, target = (os.path.join(self.folder.name, n) for n in ("in.rgb", "out.rgb"))
        picture.tofile(source)
        return source, target, {"width": picture.shape[1], "height": picture.shape[0]}

    def method(self, mode, blind=False, clipped=True):
        def run(picture, sigma, strength, kind):
            source, target, size = self.paths(picture)
            level = None if blind else [strength**2 * v for v in NOISE[kind]]
            answer = self.ask(kind="run", input=source, output=target, mode=mode, level=level, clipped=clipped, **size)
            result = np.fromfile(target, np.uint8).reshape(picture.shape)
            return result, answer["seconds"][0], answer["cpu"]

        return run

    def estimate(self, picture):
        source, _, size = self.paths(picture)
        return self.ask(kind="estimate", input=source, **size)


def all_methods(ours):
    """name -> (function, strengths to try)."""
    clamp = lambda s, low, high: min(max(s, low), high)  # noqa: E731
    two_step = (
        "format=gbrp,split[a][b];[a]bm3d=sigma={0}:estim=basic[r];"
        "[b][r]bm3d=sigma={0}:estim=final:ref=1"
    )
    return {
        "sfumato quality": (ours.method("quality"), [1]),
        "sfumato quality, level estimated": (ours.method("quality", blind=True), [1]),
        "sfumato quality, clipping not undone": (ours.method("quality", clipped=False), [1]),
        "sfumato fast": (ours.method("fast"), [1]),
        "ffmpeg dctdnoiz n=4": (ffmpeg(lambda s: f"dctdnoiz=s={s}:n=4"), [0.9, 1, 1.15]),
        "ffmpeg nlmeans": (ffmpeg(lambda s: f"format=gbrp,nlmeans=s={clamp(s, 1, 30)}"), [0.5, 0.65, 0.8, 1]),
        "ffmpeg bm3d basic": (ffmpeg(lambda s: f"format=gbrp,bm3d=sigma={s}:estim=basic"), [3, 4, 5, 7]),
        "ffmpeg bm3d two-step": (ffmpeg(lambda s: two_step.format(s)), [4, 6, 8, 11]),
        "OpenCV bilateral d=9": (opencv(lambda p, s: cv2.bilateralFilter(p, 9, s, 3)), [4, 6, 8, 11]),
        "OpenCV fastNlMeansColored": (
            opencv(lambda p, s: cv2.fastNlMeansDenoisingColored(p, None, s, s)), [0.5, 0.65, 0.8, 1],
        ),
    }
