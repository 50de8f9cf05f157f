# SPDX-License-Identifier: Apache-2.0
"""
Frames to train the clip denoiser with: a photograph seen before and after small synthetic motion, each frame with noise
of its own but of one kind, and the neighbours brought back onto the frame as a motion estimate would: off by a part of a
pixel here and there, bilinearly interpolated, and with things that are hidden in one frame and not in another.
"""
from collections.abc import Callable

import cv2
import numpy as np
import torch
from torch import Tensor

from .noise import as_estimated, draw_noise, eight_bit

# What is cut off on each side, so that motion shows nothing from outside.
MARGIN = 16
SHARE_AT_REST = 0.3
SHARE_HIDDEN = 0.25
SHARE_OTHER = 0.08
SHARE_EIGHT_BIT = 0.5


def frames_of(
    wide: Tensor,
    neighbours: int,
    random: np.random.Generator,
    torch_random: torch.Generator,
    add_noise: Callable[[Tensor, Tensor, np.random.Generator], tuple[Tensor, Tensor]] = draw_noise,
) -> tuple[Tensor, Tensor, Tensor]:
    """
    From clean patches with a margin on each side: the patches without it, (N, 3 + 3 · neighbours, H, W) the noisy frame
    and its aligned noisy neighbours, and (N, 1, H / 2, W / 2) the map of the noise's deviation.
    """
    pixels = np.ascontiguousarray(wide.permute(0, 2, 3, 1).numpy())
    noisy, levels = [], []
    for i, patch in enumerate(pixels):
        other = pixels[(i + 1) % len(pixels)]
        motions = [motion(patch.shape[0], random) for _ in range(neighbours)]
        # Cubic weights overshoot, and below black there is no light to make noise of.
        seen = [np.clip(moved(occluded(patch, other, random), there, cv2.INTER_CUBIC), 0, 1) for there, _ in motions]
        tall = torch.from_numpy(np.concatenate([patch, *seen])).permute(2, 0, 1).contiguous()
        made, level = add_noise(tall, torch.randn(tall.shape, generator=torch_random), random)
        if random.random() < SHARE_EIGHT_BIT:
            made = eight_bit(made)
        frame, *rest = np.split(np.ascontiguousarray(made.permute(1, 2, 0).numpy()), 1 + neighbours)
        aligned = [moved(near, back, cv2.INTER_LINEAR) for near, (_, back) in zip(rest, motions, strict=True)]
        noisy.append(torch.from_numpy(np.concatenate([frame, *aligned], axis=2)).permute(2, 0, 1))
        levels.append(level[:, : patch.shape[0]])
    inner = slice(MARGIN, -MARGIN)
    level = as_estimated(torch.stack(levels)[..., inner, inner], random)
    return wide[..., inner, inner], torch.stack(noisy)[..., inner, inner], level


Motion = tuple[np.ndarray, np.ndarray] | None


def motion(side: int, random: np.random.Generator) -> tuple[Motion, Motion]:
    """Maps for `moved`: to a neighbour, and from it back, the latter with an estimate's errors; None where nothing moves."""
    if random.random() < SHARE_AT_REST:
        return None, None
    y, x = np.mgrid[:side, :side].astype(np.float32)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(random.normal(0, 1.0)), float(np.exp(random.normal(0, 0.01))))
    turn[:, 2] += random.uniform(-6, 6, 2)
    inverse = cv2.invertAffineTransform(turn)
    size = float(np.exp(random.uniform(np.log(0.03), np.log(1.0))))
    error = cv2.resize(size * random.standard_normal((4, 4, 2)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    maps = [(m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]) for m in (turn, inverse)]
    (there_x, there_y), (back_x, back_y) = [(a.astype(np.float32), b.astype(np.float32)) for a, b in maps]
    return (there_x, there_y), (back_x + error[..., 0], back_y + error[..., 1])


def moved(picture: np.ndarray, at: Motion, interpolation: int) -> np.ndarray:
    """The picture's values at the places `at`."""
    return picture if at is None else cv2.remap(picture, *at, interpolation, borderMode=cv2.BORDER_REFLECT)


def occluded(patch: np.ndarray, other: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """At times with something else in front of a part, or showing something else altogether, as after a cut."""
    drawn = random.random()
    if drawn < SHARE_OTHER:
        return other
    if drawn > SHARE_OTHER + SHARE_HIDDEN:
        return patch
    side = patch.shape[0]
    mask = np.zeros((side, side), np.uint8)
    centre = tuple(int(v) for v in random.integers(0, side, 2))
    axes = tuple(int(v) for v in random.integers(side // 16, side // 3, 2))
    cv2.ellipse(mask, centre, axes, float(random.uniform(0, 180)), 0, 360, 1, -1)
    return np.where(mask[..., None] == 1, other, patch)
