# SPDX-License-Identifier: Apache-2.0
"""Holes as people make them: things cut out, boxes, strokes of a brush, and canvas added at the sides."""
import cv2
import numpy as np

SHARES = {"thing": 0.5, "box": 0.1, "strokes": 0.15, "canvas": 0.25}
# Share of the picture that is missing.
LEAST, MOST = 0.04, 0.55


def hole(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """(height, width) u8, 1 where the picture is missing: a share of LEAST to MOST of it."""
    while True:
        kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        drawn = np.zeros((height, width), np.uint8)
        DRAW[kind](rng, drawn)
        if LEAST <= drawn.mean() <= MOST:
            return drawn


def _thing(rng: np.random.Generator, drawn: np.ndarray) -> None:
    """A disc or an ellipse with a wavy outline, sometimes two."""
    height, width = drawn.shape
    for _ in range(rng.choice((1, 1, 1, 2))):
        angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        radius = np.ones_like(angle)
        for waves in (2, 3, 5):
            radius *= 1 + rng.uniform(-0.15, 0.15) * np.cos(waves * angle + rng.uniform(0, 2 * np.pi))
        size = rng.uniform(0.12, 0.42) * min(height, width)
        stretch, turn = np.exp(rng.normal(0, 0.4)), rng.uniform(0, np.pi)
        x, y = radius * size * np.cos(angle) * stretch, radius * size * np.sin(angle) / stretch
        at = rng.uniform(0.1, 0.9, 2) if rng.random() < 0.35 else rng.uniform(0.38, 0.62, 2)
        outline = np.stack([
            at[0] * width + x * np.cos(turn) - y * np.sin(turn),
            at[1] * height + x * np.sin(turn) + y * np.cos(turn),
        ], axis=1)
        cv2.fillPoly(drawn, [np.round(outline).astype(np.int32)], 1)


def _box(rng: np.random.Generator, drawn: np.ndarray) -> None:
    height, width = drawn.shape
    h, w = int(height * rng.uniform(0.2, 0.7)), int(width * rng.uniform(0.2, 0.7))
    y, x = rng.integers(height - h + 1), rng.integers(width - w + 1)
    drawn[y : y + h, x : x + w] = 1


def _strokes(rng: np.random.Generator, drawn: np.ndarray) -> None:
    height, width = drawn.shape
    for _ in range(rng.integers(1, 5)):
        points = rng.uniform(0, 1, (rng.integers(2, 6), 2)) * (width, height)
        thickness = int(rng.uniform(0.06, 0.22) * min(height, width))
        cv2.polylines(drawn, [np.round(points).astype(np.int32)], False, 1, thickness)


def _canvas(rng: np.random.Generator, drawn: np.ndarray) -> None:
    """One side, two that face each other, or any."""
    height, width = drawn.shape
    chosen = ((rng.integers(4),), (0, 1), (2, 3), np.flatnonzero(rng.random(4) < 0.5))[rng.integers(4)]
    same = rng.uniform(0.06, 0.25)
    for side in chosen:
        share = same if rng.random() < 0.6 else rng.uniform(0.06, 0.35)
        h, w = max(1, int(height * share)), max(1, int(width * share))
        drawn[(np.s_[:, :w], np.s_[:, -w:], np.s_[:h], np.s_[-h:])[side]] = 1


DRAW = {"thing": _thing, "box": _box, "strokes": _strokes, "canvas": _canvas}
