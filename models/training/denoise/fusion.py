# SPDX-License-Identifier: Apache-2.0
"""
A frame of a clip with its neighbours brought onto it and averaged in where they show the same: less noise, and a map of how
much less, which is what the still denoiser wants to be told.
"""
import cv2
import numpy as np

# Deviation in pixels of the blur before motion is looked for.
BLUR = 1.5
# Pixels. Less motion is taken for none, which leaves the neighbour as sharp as it is.
REST = 0.2
# Side of the windows in which frames are compared, and how fast a neighbour's weight falls once the difference exceeds
# what noise alone makes of it.
WINDOW = 7
SLACK = 1.1
FALL = 6.0


def fused(frames: np.ndarray, at: int, neighbours: int, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Frames (count, height, width, 3) u8 with white noise of deviation `sigma` (of 255): the frame `at` with its nearest
    neighbours, RGB f32 (of 255), and the deviation left at each pixel.
    """
    near = sorted((j for j in range(len(frames)) if j != at), key=lambda j: abs(j - at))[:neighbours]
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    frame = frames[at].astype(np.float32)
    total, weights, squares = frame.copy(), np.ones(frame.shape[:2], np.float32), np.ones(frame.shape[:2], np.float32)
    dim = calm(frames[at])
    for j in near:
        other, left = moved(frames[j].astype(np.float32), flow.calc(dim, calm(frames[j]), None))
        expected = (1 + left) * sigma**2
        found = cv2.blur(np.square(other - frame).mean(2), (WINDOW, WINDOW))
        weight = np.exp(-FALL * np.maximum(0, found / expected - SLACK)).astype(np.float32)
        total += weight[..., None] * other
        weights += weight
        squares += weight**2 * left
    return total / weights[..., None], sigma * np.sqrt(squares) / weights


def calm(frame: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), (0, 0), BLUR)


def moved(frame: np.ndarray, flow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The frame where `flow` points, bilinearly between pixels, and the share of the noise's variance that leaves."""
    flow = np.where(np.hypot(flow[..., :1], flow[..., 1:]) < REST, 0, flow).astype(np.float32)
    y, x = np.mgrid[: frame.shape[0], : frame.shape[1]].astype(np.float32)
    part = flow - np.floor(flow)
    left = ((1 - part) ** 2 + part**2).prod(2)
    return cv2.remap(frame, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), left
