# SPDX-License-Identifier: Apache-2.0
"""Outlines of things that do not exist: pebbles, animals, busts of people, vessels, boxes, plants. Alpha u8, 0 or 255, antialiased."""
import cv2
import numpy as np

# Side of the square that they are drawn on, and of what is given.
DRAWN, SIDE = 320, 192
# Bits below a pixel in OpenCV's coordinates.
SHIFT = 4


def silhouette(rng: np.random.Generator) -> np.ndarray:
    """(SIDE, SIDE) u8."""
    alpha = np.zeros((DRAWN, DRAWN), np.uint8)
    (_pebble, _animal, _bust, _vessel, _box, _plant)[rng.choice(6, p=(0.2, 0.28, 0.22, 0.12, 0.08, 0.1))](rng, alpha)
    return cv2.resize(alpha, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def fringed(rng: np.random.Generator, alpha: np.ndarray) -> np.ndarray:
    """With fur or hair all around, or on a part of the outline."""
    contours, _ = cv2.findContours((alpha > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(contours, key=len)[:, 0].astype(np.float32)
    count = len(outline)
    ahead = np.roll(outline, -4, 0) - np.roll(outline, 4, 0)
    outwards = np.stack([ahead[:, 1], -ahead[:, 0]], 1) / np.maximum(np.linalg.norm(ahead, axis=1), 1e-3)[:, None]
    inside = outline + outwards * 4
    on = np.clip(np.round(inside).astype(int), 0, SIDE - 1)
    if alpha[on[:, 1], on[:, 0]].mean() > 127:
        outwards = -outwards
    length, comb = rng.uniform(2, 16), rng.normal(0, 0.8, 2).astype(np.float32)
    share = rng.uniform(0.3, 1)
    start = rng.integers(count)
    hair = np.zeros_like(alpha)
    for at in (start + rng.integers(0, max(1, int(count * share)), int(count * share * rng.uniform(0.4, 1.6)))) % count:
        way = outwards[at] + comb + rng.normal(0, 0.35, 2)
        bend = rng.normal(0, 0.3, 2)
        reach = length * rng.uniform(0.3, 1)
        steps = np.linspace(-0.3, 1, 4)[:, None]
        line = outline[at] + way * reach * steps + bend * reach * steps**2
        points = np.round(line * 2**SHIFT).astype(np.int32)[:, None]
        cv2.polylines(hair, [points], False, int(rng.uniform(90, 255)), 1, cv2.LINE_AA, SHIFT)
    return np.maximum(alpha, hair)


def _fill(alpha: np.ndarray, points: np.ndarray) -> None:
    cv2.fillPoly(alpha, [np.round(points * 2**SHIFT).astype(np.int32)[:, None]], 255, cv2.LINE_AA, SHIFT)


def _ellipse(rng: np.random.Generator, alpha: np.ndarray, x: float, y: float, a: float, b: float, angle: float = 0) -> None:
    """A round shape that is never quite an ellipse."""
    t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    r = 1 + sum(rng.normal(0, 0.1 / k) * np.cos(k * t + rng.uniform(0, 6.3)) for k in (2, 3, 4, 5))
    u, v = a * r * np.cos(t), b * r * np.sin(t)
    _fill(alpha, np.stack([x + u * np.cos(angle) - v * np.sin(angle), y + u * np.sin(angle) + v * np.cos(angle)], 1))


def _limb(rng: np.random.Generator, alpha: np.ndarray, start: np.ndarray, angle: float, length: float, thick: float) -> np.ndarray:
    """A bent, tapering part; returns its end."""
    bend, taper = rng.normal(0, 0.5), rng.uniform(0.3, 0.9)
    at = np.array(start, np.float32)
    for part in np.linspace(0, 1, 9):
        radius = max(1.0, thick * (1 - (1 - taper) * part))
        cv2.circle(alpha, tuple(np.round(at * 2**SHIFT).astype(int).tolist()), int(radius * 2**SHIFT), 255, -1, cv2.LINE_AA, SHIFT)
        turn = angle + bend * part
        at = at + np.array([np.cos(turn), np.sin(turn)], np.float32) * length / 8
        # Between two circles, where the part is thin and long.
        cv2.circle(alpha, tuple(np.round((at - 0.5) * 2**SHIFT).astype(int).tolist()), int(radius * 2**SHIFT), 255, -1, cv2.LINE_AA, SHIFT)
    return at


def _pebble(rng: np.random.Generator, alpha: np.ndarray) -> None:
    t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    rough = rng.uniform(0.05, 0.35)
    r = 1 + sum(rng.normal(0, rough / k**0.9) * np.cos(k * t + rng.uniform(0, 6.3)) for k in range(2, 12))
    r = np.maximum(r, 0.25) / np.abs(r).max()
    a, b = 0.48 * DRAWN, 0.48 * DRAWN * rng.uniform(0.4, 1)
    _fill(alpha, np.stack([DRAWN / 2 + a * r * np.cos(t), DRAWN / 2 + b * r * np.sin(t)], 1))


def _animal(rng: np.random.Generator, alpha: np.ndarray) -> None:
    long, high = rng.uniform(50, 95), rng.uniform(25, 60)
    x, y, tilt = DRAWN / 2, DRAWN * rng.uniform(0.4, 0.55), rng.normal(0, 0.3)
    _ellipse(rng, alpha, x, y, long, high, tilt)
    front = np.array([x + long * 0.75 * np.cos(tilt), y + long * 0.75 * np.sin(tilt)])
    back = 2 * np.array([x, y]) - front
    head = _limb(rng, alpha, front, rng.uniform(-1.8, 0.4), rng.uniform(15, 80), high * rng.uniform(0.25, 0.7))
    size = rng.uniform(14, 38)
    _ellipse(rng, alpha, *head, size * rng.uniform(1, 1.7), size, rng.normal(0, 0.5))
    for side in (-1, 1):
        if rng.random() < 0.7:
            _limb(rng, alpha, head + [side * size * 0.6, -size * 0.5], -1.57 + side * rng.uniform(0, 0.8), rng.uniform(5, 40), rng.uniform(2, 10))
    for _ in range(int(rng.choice((0, 2, 3, 4), p=(0.25, 0.25, 0.2, 0.3)))):
        root = back + (front - back) * rng.uniform(0, 1) + [0, high * 0.5]
        _limb(rng, alpha, root, 1.57 + rng.normal(0, 0.25), rng.uniform(30, 110), rng.uniform(5, 18))
    if rng.random() < 0.7:
        _limb(rng, alpha, back, rng.uniform(1.6, 4.6), rng.uniform(20, 110), rng.uniform(3, 16))
    if rng.random() < 0.3:
        _fill(alpha, np.array([x, y]) + rng.normal(0, 1, (3, 2)) * [60, 90])


def _bust(rng: np.random.Generator, alpha: np.ndarray) -> None:
    """Head and shoulders down to the lower border, often with arms or to the hips."""
    size = rng.uniform(28, 62)
    x, y = DRAWN / 2 + rng.normal(0, 15), size * rng.uniform(1.25, 1.8)
    _ellipse(rng, alpha, x, y, size * rng.uniform(0.72, 0.9), size, rng.normal(0, 0.15))
    if rng.random() < 0.6:
        _ellipse(rng, alpha, x + rng.normal(0, 4), y - size * rng.uniform(0, 0.35), size * rng.uniform(0.85, 1.3), size * rng.uniform(0.8, 1.3))
    wide = size * rng.uniform(1.5, 2.6)
    neck, drop = size * rng.uniform(0.35, 0.6), size * rng.uniform(0.25, 0.9)
    low = y + size * rng.uniform(1, 1.35)
    left, right = x - wide * rng.uniform(0.8, 1.1), x + wide * rng.uniform(0.8, 1.1)
    narrow = rng.uniform(0.6, 1.15)
    shape = [(x - neck, y + 0.5 * size), (x - neck, low), (left, low + drop), (x + (left - x) * narrow, DRAWN + 9)]
    shape += [(x + (right - x) * narrow, DRAWN + 9), (right, low + drop * rng.uniform(0.6, 1.4)), (x + neck, low), (x + neck, y + 0.5 * size)]
    _fill(alpha, np.array(shape))
    for side, shoulder in ((-1, left), (1, right)):
        if rng.random() < 0.5:
            elbow = _limb(rng, alpha, np.array([shoulder - side * 8, low + drop]), 1.57 - side * rng.uniform(-0.3, 1.3), rng.uniform(30, 110), size * rng.uniform(0.25, 0.45))
            _limb(rng, alpha, elbow, rng.uniform(0, 6.3), rng.uniform(20, 90), size * rng.uniform(0.2, 0.35))


def _vessel(rng: np.random.Generator, alpha: np.ndarray) -> None:
    """The same to the left and to the right."""
    knots = np.abs(rng.normal(0.6, 0.3, 7))
    rows = np.linspace(0, 1, 90)
    half = np.maximum(np.interp(rows, np.linspace(0, 1, 7), knots), 0.08)
    half = cv2.GaussianBlur(half[:, None], (1, 21), rng.uniform(0.5, 8))[:, 0]
    half *= DRAWN * rng.uniform(0.12, 0.45) / half.max()
    y = 6 + rows * (DRAWN - 12)
    x = DRAWN / 2
    _fill(alpha, np.concatenate([np.stack([x - half, y], 1), np.stack([x + half, y], 1)[::-1]]))
    if rng.random() < 0.35:
        cv2.ellipse(alpha, (int(x + half.max()), DRAWN // 2), (int(rng.uniform(15, 50)), int(rng.uniform(20, 60))), 0, 0, 360, 255, int(rng.uniform(4, 16)), cv2.LINE_AA)


def _box(rng: np.random.Generator, alpha: np.ndarray) -> None:
    corners = rng.uniform(-1, 1, (8, 3)) * 0.15 + np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)]) * 2 - 1
    turn = rng.normal(size=(2, 3)) * DRAWN * 0.16
    flat = (corners @ turn.T + DRAWN / 2).astype(np.float32)
    _fill(alpha, cv2.convexHull(flat)[:, 0])


def _plant(rng: np.random.Generator, alpha: np.ndarray) -> None:
    """Stems from below with leaves, or a flower's petals on a stem."""
    if rng.random() < 0.5:
        x, y = DRAWN / 2, DRAWN * rng.uniform(0.25, 0.45)
        petals, long = int(rng.integers(5, 16)), rng.uniform(40, 95)
        for i in range(petals):
            angle = 6.283 * i / petals + rng.normal(0, 0.1)
            middle = (x + np.cos(angle) * long * 0.55, y + np.sin(angle) * long * 0.55)
            _ellipse(rng, alpha, *middle, long * 0.5, long * rng.uniform(0.1, 0.3), angle)
        if rng.random() < 0.7:
            _limb(rng, alpha, np.array([x, y]), 1.57 + rng.normal(0, 0.2), DRAWN * 0.7, rng.uniform(2, 7))
        return
    for _ in range(int(rng.integers(2, 9))):
        at = np.array([DRAWN / 2 + rng.normal(0, 20), DRAWN - 4.0])
        angle = -1.57 + rng.normal(0, 0.45)
        for _ in range(int(rng.integers(2, 6))):
            at = _limb(rng, alpha, at, angle, rng.uniform(25, 70), rng.uniform(1.5, 5))
            leaf = angle + rng.choice((-1, 1)) * rng.uniform(0.3, 1.2)
            long = rng.uniform(12, 42)
            _ellipse(rng, alpha, at[0] + np.cos(leaf) * long, at[1] + np.sin(leaf) * long, long, long * rng.uniform(0.2, 0.5), leaf)
