# SPDX-License-Identifier: Apache-2.0
"""Pictures, noise and measures of the denoise benchmark. All pictures are RGB, 8 bits."""
import glob
import os

import cv2
import numpy as np

# Variance of the noise by the clean value x: slope * x + offset, in 8-bit steps. Noisy pictures are clipped to 0..255.
NOISE = {"15": (0, 15**2), "25": (0, 25**2), "50": (0, 50**2), "pg": (3, 25)}


def load(path):
    return np.ascontiguousarray(cv2.imread(path, cv2.IMREAD_COLOR)[:, :, ::-1])


def tuning_set(root):
    """Crops of the project's own sample photographs: strengths are tuned on these alone."""
    names = sorted(glob.glob(os.path.join(root, "test/data/*.png")) + glob.glob(os.path.join(root, "test/data/*.jpg")))
    crops = []
    for name in names:
        picture = load(name)
        height, width = picture.shape[:2]
        side = min(320, height, width)
        y, x = (height - side) // 2, (width - side) // 2
        crops.append(np.ascontiguousarray(picture[y : y + side, x : x + side]))
    return crops


def add_noise(picture, kind, seed):
    slope, offset = NOISE[kind]
    x = picture.astype(np.float64)
    normal = np.random.default_rng(seed).standard_normal(x.shape)
    return np.clip(np.round(x + np.sqrt(slope * x + offset) * normal), 0, 255).astype(np.uint8)


def average_sigma(picture, kind):
    slope, offset = NOISE[kind]
    return float(np.sqrt(np.mean(slope * picture.astype(np.float64) + offset)))


def psnr(a, b):
    return float(10 * np.log10(255**2 / np.mean((a.astype(np.float64) - b) ** 2)))


def ssim(a, b):
    """Wang et al. 2004 on luma, Gaussian window of deviation 1.5."""
    weights = np.array([0.299, 0.587, 0.114])
    x, y = a @ weights, b @ weights
    blur = lambda p: cv2.GaussianBlur(p, (11, 11), 1.5)  # noqa: E731
    mx, my = blur(x), blur(y)
    vx, vy, c = blur(x * x) - mx * mx, blur(y * y) - my * my, blur(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(np.mean((2 * mx * my + c1) * (2 * c + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))))
