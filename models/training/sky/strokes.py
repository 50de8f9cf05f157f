# SPDX-License-Identifier: Apache-2.0
"""Thin things before the sky, with exact alpha: cables, poles, lattice towers, bare branches, leaves."""
import cv2
import numpy as np

# Bits below a pixel in OpenCV's coordinates.
SHIFT = 4


def strokes(rng: np.random.Generator, height: int, width: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Up to `most` things of one colour: alpha (height, width) f32 in 0..1, drawn at twice the size; f32 in 0..255."""
    alpha = np.zeros((2 * height, 2 * width), np.uint8)
    for _ in range(rng.integers(1, most + 1)):
        (_cables, _pole, _tower, _branch, _leaves)[rng.integers(5)](rng, alpha)
    dark = rng.uniform(5, 90) if rng.random() < 0.75 else rng.uniform(120, 240)
    colour = np.clip(dark + rng.normal(0, 10, 3), 0, 255).astype(np.float32)
    return cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255, colour


def _line(alpha: np.ndarray, a: np.ndarray, b: np.ndarray, thick: float) -> None:
    points = [tuple(int(round(value * 2**SHIFT)) for value in point) for point in (a, b)]
    cv2.line(alpha, points[0], points[1], 255, max(1, round(thick)), cv2.LINE_AA, SHIFT)


def _cables(rng: np.random.Generator, alpha: np.ndarray) -> None:
    height, width = alpha.shape
    thick = int(rng.integers(1, 5))
    at, slope, sag = rng.uniform(0, 0.7) * height, rng.normal(0, 0.25) * height, rng.uniform(0, 0.15) * height
    x = np.linspace(0, 1, 24)
    for i in range(rng.integers(1, 6)):
        y = at + i * rng.uniform(0.02, 0.08) * height + slope * x + sag * 4 * x * (1 - x)
        points = np.round(np.stack([x * width, y], 1) * 2**SHIFT).astype(np.int32)
        cv2.polylines(alpha, [points[:, None]], False, 255, thick, cv2.LINE_AA, SHIFT)


def _pole(rng: np.random.Generator, alpha: np.ndarray) -> None:
    height, width = alpha.shape
    x, top, thick = rng.uniform(0, width), rng.uniform(0, 0.6) * height, rng.integers(2, 16)
    _line(alpha, np.array([x, top]), np.array([x + rng.normal(0, 0.02) * width, height]), thick)
    for i in range(rng.integers(0, 3)):
        arm, y = rng.uniform(0.02, 0.15) * width, top + (0.02 + 0.05 * i) * height
        _line(alpha, np.array([x - arm, y]), np.array([x + arm, y]), thick / 2)


def _tower(rng: np.random.Generator, alpha: np.ndarray) -> None:
    height, width = alpha.shape
    x, top, foot = rng.uniform(0, width), rng.uniform(0, 0.5) * height, rng.uniform(0.03, 0.12) * width
    thick, bays = rng.integers(1, 4), int(rng.integers(5, 14))
    y = np.linspace(top, height, bays + 1)
    half = np.linspace(0.2, 1, bays + 1) * foot
    for i in range(bays):
        corners = [np.array([x + side * half[j], y[j]]) for j in (i, i + 1) for side in (-1, 1)]
        for a, b in ((0, 2), (1, 3), (0, 3), (1, 2), (2, 3)):
            _line(alpha, corners[a], corners[b], thick)


def _branch(rng: np.random.Generator, alpha: np.ndarray) -> None:
    height, width = alpha.shape
    start = np.array([rng.choice((0, width, rng.uniform(0, width))), rng.uniform(0.1, 1) * height])
    grown = [(start, rng.uniform(0, 2 * np.pi), rng.uniform(0.15, 0.35) * height, rng.uniform(3, 14))]
    for _ in range(60):
        if not grown:
            return
        at, angle, length, thick = grown.pop(0)
        end = at + length * np.array([np.cos(angle), np.sin(angle)])
        _line(alpha, at, end, thick)
        if length > 8:
            for _ in range(rng.integers(2, 4)):
                root, turn = at + (end - at) * rng.uniform(0.4, 1), rng.normal(0, 0.6)
                grown.append((root, angle + turn, length * rng.uniform(0.5, 0.85), thick * 0.6))


def _leaves(rng: np.random.Generator, alpha: np.ndarray) -> None:
    """Speckles of the size of leaves, dense about one place and fewer around it."""
    height, width = alpha.shape
    size = rng.uniform(3, 14)
    grain = rng.standard_normal((int(height / size) + 2, int(width / size) + 2), np.float32)
    grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
    x, y, reach = rng.uniform(0, width), rng.uniform(-0.1, 0.6) * height, rng.uniform(0.15, 0.5) * width
    columns, rows = np.arange(width, dtype=np.float32) - x, np.arange(height, dtype=np.float32) - y
    far = np.sqrt(rows[:, None] ** 2 + columns[None] ** 2) / reach
    clump = cv2.resize(rng.standard_normal((7, 9), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    np.maximum(alpha, np.uint8(255) * (grain + 0.8 * clump > 3 * far - 1.2), out=alpha)
