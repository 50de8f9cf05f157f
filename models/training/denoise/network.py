# SPDX-License-Identifier: Apache-2.0
"""
The still denoiser: a U-Net of plain 3 × 3 convolutions and ReLU that never works at full resolution. The picture enters
by a stride of 2, most work is done at 1/4 and 1/8, and the network predicts the noise, which is taken off the picture.

Like FFDNet (Zhang, Zuo, Zhang 2018) it is told the noise's standard deviation by a map of half the picture's size, so
that one network serves all levels and the strength can be set; unlike it, it is trained with maps that are wrong by
what an estimate is wrong by.
"""
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# The picture's sides must be multiples of this.
MULTIPLE = 8


@dataclass(frozen=True)
class Shape:
    """
    Channels at 1/2, 1/4 and 1/8, and how many residual blocks stand on the way down, in the middle, and up.
    """

    widths: tuple[int, int, int] = (32, 64, 128)
    down: tuple[int, int] = (1, 2)
    middle: int = 4
    up: tuple[int, int] = (2, 2)


class Residual(nn.Module):
    """x + conv(relu(conv(x))), both 3 × 3."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(x)))


def blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Residual(width) for _ in range(count)))


class Rise(nn.Module):
    """Doubles the size: 1 × 1 to four times the channels, which become 2 × 2 pixels."""

    def __init__(self, wide: int, narrow: int) -> None:
        super().__init__()
        self.spread = nn.Conv2d(wide, 4 * narrow, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.spread(x), 2)


class Denoiser(nn.Module):
    """
    forward(x, sigma): x (N, 3, H, W) noisy sRGB numbers where 1 is white, H and W multiples of 8; sigma (N, 1, H / 2,
    W / 2) the noise's standard deviation in the same unit. Returns the clean picture, (N, 3, H, W).
    """

    def __init__(self, shape: Shape = Shape()) -> None:
        super().__init__()
        half, quarter, eighth = shape.widths
        self.shape = shape
        self.enter = nn.Conv2d(3, half, 6, stride=2, padding=2)
        self.level = nn.Conv2d(1, half, 3, padding=1)
        self.down1 = blocks(half, shape.down[0])
        self.sink1 = nn.Conv2d(half, quarter, 2, stride=2)
        self.down2 = blocks(quarter, shape.down[1])
        self.sink2 = nn.Conv2d(quarter, eighth, 2, stride=2)
        self.middle = blocks(eighth, shape.middle)
        self.rise2 = Rise(eighth, quarter)
        self.up2 = blocks(quarter, shape.up[1])
        self.rise1 = Rise(quarter, half)
        self.up1 = blocks(half, shape.up[0])
        self.leave = nn.Conv2d(half, 12, 3, padding=1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
                nn.init.zeros_(module.bias)
        # Residual branches and the predicted noise start small, so that depth does not blow up the signal.
        for module in self.modules():
            if isinstance(module, Residual):
                module.first.weight.data.mul_(2**0.5)
                module.second.weight.data.mul_(0.1)
        self.leave.weight.data.mul_(0.05)

    def noise(self, x: Tensor, sigma: Tensor) -> Tensor:
        """What is to be taken off x."""
        half = self.down1(F.relu(self.enter(x) + self.level(sigma)))
        quarter = self.down2(self.sink1(half))
        eighth = self.middle(self.sink2(quarter))
        quarter = self.up2(quarter + self.rise2(eighth))
        half = self.up1(half + self.rise1(quarter))
        return F.pixel_shuffle(self.leave(half), 2)

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        return x - self.noise(x, sigma).to(x.dtype)


def multiply_adds(shape: Shape) -> int:
    """Multiplications per pixel of the picture."""
    half, quarter, eighth = shape.widths
    at_half = 18 * half * half * (shape.down[0] + shape.up[0]) + half * (108 + 9 + 108)
    at_quarter = 18 * quarter**2 * (shape.down[1] + shape.up[1]) + 4 * half * quarter * 2
    at_eighth = 18 * eighth**2 * shape.middle + 4 * quarter * eighth * 2
    return at_half // 4 + at_quarter // 16 + at_eighth // 64
