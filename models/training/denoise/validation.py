# SPDX-License-Identifier: Apache-2.0
"""How good a network is while it trains: on photographs that `Patches` leaves out, with noise of fixed seeds."""
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .network import Denoiser, Shape
from .patches import VALIDATED, VALIDATION_STEP, pictures_of

LEVELS = (15, 25, 50)
# Clean pictures and noisy ones (1, 3, H, W), by the deviation of the noise, of 255.
Cases = dict[int, list[tuple[Tensor, Tensor]]]


def held_back(cache: Path, side: int) -> Tensor:
    """Two crops of each picture that is large enough: (N, 3, side, side) f32, 0..1."""
    crops = []
    for kind in VALIDATED:
        for picture in pictures_of(cache, kind)[::VALIDATION_STEP]:
            height, width = picture.shape[:2]
            for fraction in (0.25, 0.6) if min(height, width) >= side else ():
                y, x = int((height - side) * fraction), int((width - side) * (1 - fraction))
                crops.append(picture[y : y + side, x : x + side])
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255


def cases_of(cache: Path) -> Cases:
    """Crops with float noise."""
    pictures = held_back(cache, 192)
    cases = {}
    for level in LEVELS:
        noise = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(level)) * (level / 255)
        cases[level] = [(p[None], (p + n)[None]) for p, n in zip(pictures, noise, strict=True)]
    return cases


@torch.no_grad()
def validate(shape: Shape, state: dict[str, Tensor], cases: Cases) -> dict[str, float]:
    """Mean PSNR in dB with the true level."""
    model = Denoiser(shape).eval()
    model.load_state_dict(state)
    found = {}
    for level, pairs in cases.items():
        errors = []
        for clean, noisy in pairs:
            size = (1, 1, clean.shape[2] // 2, clean.shape[3] // 2)
            errors.append(float((model(noisy, torch.full(size, level / 255)) - clean).square().mean()))
        found[f"psnr{level}"] = round(float(np.mean([-10 * math.log10(error) for error in errors])), 3)
    return found
