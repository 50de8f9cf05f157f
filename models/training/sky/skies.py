# SPDX-License-Identifier: Apache-2.0
"""Skies made of nothing: clear, sunset, overcast and night gradients, clouds of noise, a sun, stars."""
import cv2
import numpy as np

# Colours at the top and at the horizon, sRGB.
CLEAR = (((20, 60, 130), (150, 190, 225)), ((60, 120, 200), (200, 220, 235)), ((95, 150, 215), (230, 235, 235)))
DUSK = (
    ((50, 60, 110), (245, 170, 100)),
    ((90, 70, 120), (250, 140, 90)),
    ((30, 30, 60), (180, 90, 60)),
    ((140, 150, 190), (250, 210, 200)),
    ((200, 130, 60), (250, 200, 120)),
)
GREY = (((130, 138, 145), (190, 195, 198)), ((225, 228, 230), (245, 246, 246)), ((70, 76, 85), (150, 152, 155)))
NIGHT = (((3, 5, 14), (20, 24, 40)), ((8, 12, 30), (70, 50, 40)), ((0, 0, 4), (10, 12, 20)))


def fractal(rng: np.random.Generator, height: int, width: int, stretch: float, octaves: int = 6) -> np.ndarray:
    """Noise of every scale, mean 0 and deviation 1; `stretch` times as wide as high. f32."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        rows = min(height, max(2, round(2.5 * 2**octave)))
        columns = min(width, max(2, round(rows * width / height / stretch)))
        grain = rng.standard_normal((rows, columns), np.float32)
        total += cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC) * 0.62**octave
    return (total - total.mean()) / (total.std() + 1e-6)


def sky(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """RGB f32, 0..255."""
    kinds = (CLEAR, DUSK, GREY, NIGHT)
    kind = kinds[rng.choice(4, p=(0.35, 0.35, 0.2, 0.1))]
    light = np.exp(rng.normal(0, 0.25, (2, 3))).astype(np.float32)
    top, low = np.float32(kind[rng.integers(len(kind))]) * light
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None] ** np.float32(np.exp(rng.normal(0, 0.4)))
    tilt = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None] * np.float32(rng.normal(0, 0.15))
    made = top + (low - top) * np.clip(ramp + tilt, 0, 1)
    if rng.random() < (0.9 if kind is GREY else 0.55):
        clouds = fractal(rng, height, width, rng.uniform(1, 4))
        cover = 1 / (1 + np.exp(-(clouds + rng.normal(-0.4, 0.8)) * np.float32(rng.uniform(1.5, 6))))
        shade = fractal(rng, height, width, 2, 4)[..., None] * np.float32(rng.uniform(5, 20))
        lit = low * 0.4 + 255 * 0.6 if kind in (CLEAR, GREY) else low * np.exp(rng.normal(0, 0.2, 3)).astype(np.float32)
        bright = lit * np.float32(rng.uniform(0.25, 1.1) if rng.random() < 0.5 else 1)
        made += (bright + shade - made) * (cover * np.float32(rng.uniform(0.3, 1)))[..., None]
    if kind is NIGHT and rng.random() < 0.7:
        stars = rng.random((height, width), np.float32) > 0.998
        made[stars] += np.float32(rng.uniform(60, 200))
    elif rng.random() < 0.2:
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.03, 0.4) * width
        columns, rows = np.arange(width, dtype=np.float32) - x, np.arange(height, dtype=np.float32) - y
        glow = np.exp(-(rows[:, None] ** 2 + columns[None] ** 2) / (2 * size * size))
        made += glow[..., None] * np.float32((120, 110, 90))
    return np.clip(made, 0, 255)


def tinted(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """A sky at another hour: each colour by its own factor, which changes from above to below. RGB f32, 0..255."""
    height = picture.shape[0]
    above, below = np.exp(rng.normal(-0.2, 0.4) + rng.normal(0, 0.3, (2, 3))).astype(np.float32)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    return np.clip(picture * (above + (below - above) * ramp), 0, 255)
