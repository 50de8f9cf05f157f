# SPDX-License-Identifier: Apache-2.0
"""
Things to be put before backgrounds: drawing stamps, subjects and people cut out of labelled photographs, and things that do not
exist, in the textures of photographs, shaded as if they were round.
"""
from collections.abc import Sequence

import cv2
import numpy as np
from sky.batches import cropped

from .silhouettes import SIDE, fringed, silhouette

# Every so many-th stamp and label is kept for validation.
HELD_OUT = 8
# Longer side of the cut-outs that are kept.
LONGEST = 240
FRINGED = 0.4
TWO_TEXTURES = 0.5
PLAIN = 0.3


def premultiplied(rgba: np.ndarray) -> np.ndarray:
    """So that no colour of transparent pixels shows when it is scaled. u8."""
    alpha = rgba[..., 3:]
    return np.dstack([cv2.multiply(np.ascontiguousarray(rgba[..., :3]), cv2.merge([alpha] * 3), scale=1 / 255), alpha])


def trimmed(picture: np.ndarray, alpha: np.ndarray) -> np.ndarray | None:
    """RGBA u8, premultiplied, of what is not transparent; None where that is hardly anything."""
    rows, columns = np.nonzero(alpha > 25)
    if len(rows) < 1500:
        return None
    window = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return reduced(premultiplied(np.dstack([picture, alpha])[window]))


def reduced(rgba: np.ndarray) -> np.ndarray:
    """To a longer side of LONGEST at most."""
    scale = min(1, LONGEST / max(rgba.shape[:2]))
    size = (max(1, round(rgba.shape[1] * scale)), max(1, round(rgba.shape[0] * scale)))
    return cv2.resize(np.ascontiguousarray(rgba), size, interpolation=cv2.INTER_AREA)


def invented(rng: np.random.Generator, textures: Sequence[np.ndarray]) -> np.ndarray:
    """RGBA u8 (SIDE, SIDE), premultiplied, of a thing that does not exist. `textures`: RGB u8."""
    alpha = silhouette(rng)
    # Round: as high above the picture as the root of the way to the outline.
    depth = cv2.distanceTransform((alpha > 127).astype(np.uint8), cv2.DIST_L2, 3)
    height = cv2.GaussianBlur(np.sqrt(depth), (0, 0), rng.uniform(1.5, 6)) * rng.uniform(0, 9)
    slope_x, slope_y = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125)
    light = rng.normal(size=3) * [1, 0.6, 0.3] + [0, 0.6, 0.8]
    light /= np.linalg.norm(light)
    lit = (slope_x * light[0] - slope_y * light[1] + light[2]) / np.sqrt(1 + slope_x**2 + slope_y**2)
    ambient = rng.uniform(0.35, 0.8)
    shade = ambient + (1 - ambient) * np.clip(lit, 0, 1) * rng.uniform(0.9, 1.5)
    colour = _texture(rng, textures)
    if rng.random() < TWO_TEXTURES:
        grain = rng.standard_normal((int(rng.integers(2, 9)),) * 2, np.float32)
        field = cv2.resize(grain, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) + rng.normal(0, 0.5)
        other = 1 / (1 + np.exp(-np.clip(field * rng.uniform(2, 40), -30, 30)))
        colour += (_texture(rng, textures) - colour) * other[..., None]
    if rng.random() < FRINGED:
        alpha = fringed(rng, alpha)
    picture = np.clip(colour * shade[..., None], 0, 255).astype(np.uint8)
    return premultiplied(np.dstack([picture, alpha]))


def _texture(rng: np.random.Generator, textures: Sequence[np.ndarray]) -> np.ndarray:
    if rng.random() < PLAIN:
        plain = np.float32(rng.uniform(0, 255)) + rng.normal(0, 35, 3).astype(np.float32)
        return np.broadcast_to(np.clip(plain, 0, 255), (SIDE, SIDE, 3)) + rng.normal(0, rng.uniform(0, 6), (SIDE, SIDE, 1)).astype(np.float32)
    picture = textures[rng.integers(len(textures))]
    shown, _ = cropped(rng, picture, np.zeros(picture.shape[:2], np.uint8), (SIDE, SIDE))
    return shown * np.exp(rng.normal(0, 0.2, 3)).astype(np.float32)


def placed(rng: np.random.Generator, rgba: np.ndarray, size: tuple[int, int], large: bool) -> tuple[np.ndarray, np.ndarray]:
    """
    A premultiplied thing somewhere in a picture of `size`, turned a little: alpha (h, w) 0..1 and RGB 0..255, f32. `large`: a third of the
    picture to more than all of it, standing on the lower border as often as not where it ends in a straight cut.
    """
    height, width = rgba.shape[:2]
    scale = (rng.uniform(0.4, 1.25) if large else rng.uniform(0.12, 0.4)) * min(size[0] / height, size[1] / width)
    cut = (rgba[-3:, :, 3] > 127).mean() > 0.25
    x, y = size[1] * rng.uniform(0.25, 0.75), size[0] * rng.uniform(0.3, 0.75)
    if cut and large:
        y = size[0] - height * scale / 2 + rng.uniform(0.01, 0.1) * size[0]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 3 if cut else 12)), float(scale))
    turn[:, 2] += [x - width / 2, y - height / 2]
    if rng.random() < 0.5:
        rgba = np.ascontiguousarray(rgba[:, ::-1])
    if scale < 0.9:
        rgba = cv2.resize(rgba, None, fx=float(scale), fy=float(scale), interpolation=cv2.INTER_AREA)
        turn[:, :2] /= scale
    canvas = cv2.warpAffine(rgba, turn, size[::-1], flags=cv2.INTER_LINEAR).astype(np.float32)
    alpha = canvas[..., 3] / 255
    return alpha, canvas[..., :3] / np.maximum(alpha, 1e-2)[..., None]
