# SPDX-License-Identifier: Apache-2.0
"""The picture as another camera in other light would have taken it."""
import cv2
import numpy as np


def relit(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """RGB u8 to RGB u8."""
    if rng.random() < 0.12:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 2))
    if rng.random() < 0.9:
        saturation = 0 if rng.random() < 0.08 else rng.uniform(0.4, 1.5)
        weights = np.float32([0.3, 0.59, 0.11])
        mix = np.eye(3, dtype=np.float32) * saturation + (1 - saturation) * weights[None]
        picture = cv2.transform(picture, mix)
        gain = np.exp(rng.normal(0, 0.08, 3) + rng.normal(0, 0.15))
        tone = np.linspace(0, 1, 256)[:, None] ** np.exp(rng.normal(0, 0.3)) * gain
        tone = (tone - 0.5) * rng.uniform(0.7, 1.25) + 0.5
        picture = cv2.LUT(picture, np.round(np.clip(tone, 0, 1) * 255).astype(np.uint8)[:, None])
    if rng.random() < 0.2:
        noise = np.empty(picture.shape, np.int16)
        cv2.setRNGSeed(int(rng.integers(2**31)))
        cv2.randn(noise, 0, rng.uniform(2, 14))
        picture = cv2.add(picture, noise, dtype=cv2.CV_8U)
    if rng.random() < 0.12:
        _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture
