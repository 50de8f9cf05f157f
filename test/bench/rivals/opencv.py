# SPDX-License-Identifier: Apache-2.0
"""OpenCV as a rival: reads one JSON job a line, answers with the milliseconds that its run took."""
import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(2)
rng = np.random.default_rng(1)
pictures = {}


def picture(name, shape, dtype):
    if name not in pictures:
        h, w = shape[:2]
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        base = 0.5 + 0.25 * np.sin(x / 37) + 0.2 * np.cos(y / 53)
        p = np.stack([base] * shape[2], -1) if len(shape) == 3 else base
        p = np.clip(p + rng.normal(0, 0.02, p.shape).astype(np.float32), 0, 1)
        pictures[name] = np.ascontiguousarray((p * 255).astype(np.uint8) if dtype == "u8" else p.astype(np.float32))
    return pictures[name]


def rgb24():
    return picture("rgb24", (4000, 6000, 3), "u8")


def rgba24():
    return picture("rgba24", (4000, 6000, 4), "u8")


def texture24():
    return picture("texture24", (4000, 6000), "u8")


def matte24():
    if "matte24" not in pictures:
        y, x = np.mgrid[0:4000, 0:6000].astype(np.float32)
        dx, dy = x / 6000 - 0.5, y / 4000 - 0.5
        edge = 0.35 + 0.02 * np.sin(60 * np.arctan2(dy, dx)) - np.hypot(dx, dy)
        pictures["matte24"] = (255 * np.clip(edge * 40, 0, 1)).astype(np.uint8)
    return pictures["matte24"]


def small_matte():
    return picture("small", (1024, 1024), "f32")


def noisy():
    p = picture("clean1", (1024, 1024, 3), "u8")
    return np.clip(p + np.random.default_rng(2).normal(0, 25, p.shape), 0, 255).astype(np.uint8)


noisy1 = noisy()


def area_tensor():
    r = cv2.resize(rgb24(), (1024, 1024), interpolation=cv2.INTER_AREA)
    return cv2.split(r.astype(np.float32) * (1 / 255.0))


def half_tensor():
    f = picture("rgba4k", (2160, 3840, 4), "f32")
    r = cv2.resize(f, (1920, 1080), interpolation=cv2.INTER_AREA)
    return [cv2.multiply(c, 2.0) for c in cv2.split(r)[:3]]


def matte_up():
    r = cv2.resize(small_matte(), (6000, 4000), interpolation=cv2.INTER_LINEAR)
    return cv2.convertScaleAbs(r, alpha=255.0)


def premultiply():
    return cv2.cvtColor(rgba24(), cv2.COLOR_RGBA2mRGBA)


def below24():
    return picture("rgba24b", (4000, 6000, 4), "u8")


def over():
    alpha = cv2.extractChannel(rgba24(), 3).astype(np.float32) * (1 / 255.0)
    return cv2.blendLinear(rgba24(), below24(), alpha, 1 - alpha)


def blend_only():
    return cv2.blendLinear(rgba24(), below24(), picture("weights", (4000, 6000), "f32"), picture("weights2", (4000, 6000), "f32"))


def fast_guided():
    s, r, eps = 4, 32 // 4, 1e-4
    guide = cv2.cvtColor(rgb24(), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(guide, None, fx=1 / s, fy=1 / s, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    p = cv2.resize(small_matte(), (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    k = (2 * r + 1, 2 * r + 1)
    mi, mp = cv2.boxFilter(small, -1, k), cv2.boxFilter(p, -1, k)
    cov = cv2.boxFilter(small * p, -1, k) - mi * mp
    var = cv2.boxFilter(small * small, -1, k) - mi * mi
    a = cov / (var + eps)
    b = mp - a * mi
    a, b = cv2.boxFilter(a, -1, k), cv2.boxFilter(b, -1, k)
    size = (guide.shape[1], guide.shape[0])
    a, b = cv2.resize(a, size), cv2.resize(b, size)
    return cv2.convertScaleAbs(a * (guide.astype(np.float32) / 255) + b, alpha=255.0)


def ximgproc(grey):
    guide = cv2.cvtColor(rgb24(), cv2.COLOR_RGB2GRAY) if grey else rgb24()
    p = cv2.resize(small_matte(), (6000, 4000), interpolation=cv2.INTER_LINEAR)
    return cv2.ximgproc.guidedFilter(guide, p, 32, 1e-4 * 255 * 255)


ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21))
jobs = {
    "area-tensor": area_tensor,
    "half-tensor": half_tensor,
    "matte-up": matte_up,
    "premultiply": premultiply,
    "over": over,
    "blend-only": blend_only,
    "fast-guided": fast_guided,
    "ximgproc-grey": lambda: ximgproc(True),
    "ximgproc-rgb": lambda: ximgproc(False),
    "gaussian-20": lambda: cv2.GaussianBlur(matte24(), (0, 0), 20),
    "dilate-ellipse-21": lambda: cv2.dilate(matte24(), ellipse),
    "dilate-ellipse-21-texture": lambda: cv2.dilate(texture24(), ellipse),
    "bilateral": lambda: cv2.bilateralFilter(noisy1, 9, 75, 5),
    "nlmeans-colored": lambda: cv2.fastNlMeansDenoisingColored(noisy1, None, 10, 10, 7, 21),
    "distance": lambda: cv2.distanceTransform(cv2.threshold(matte24(), 127, 255, 0)[1], cv2.DIST_L2, 5),
}

has_ximgproc = hasattr(cv2, "ximgproc")
names = [n for n in jobs if has_ximgproc or not n.startswith("ximgproc")]
print(json.dumps({"version": cv2.__version__, "jobs": names}), flush=True)
for line in sys.stdin:
    run = jobs[json.loads(line)["job"]]
    start = time.perf_counter()
    run()
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
