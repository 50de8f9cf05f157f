# SPDX-License-Identifier: Apache-2.0
"""
From a picture to maps: a residual U-Net of plain 3 × 3 convolutions whose first layer sees blocks of 4 × 4 pixels, so that
little is computed at full size; a global mean at the bottom. Batch norms are folded into the convolutions for export.
"""
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

# Sides are multiples of this.
STEP = 32


@dataclass(frozen=True)
class Shape:
    """Channels and residual blocks at 1/4, 1/8, 1/16, 1/32 of the sides, planes that are given (RGB, and what else there is) and made."""

    widths: tuple[int, int, int, int]
    blocks: tuple[int, int, int, int] = (1, 2, 2, 2)
    planes: int = 3
    made: int = 1
    # Planes of a teacher's that are predicted at 1/16 while training: of its encoder, of its decoder.
    hints: tuple[int, int] | None = None


def conv(given: int, made: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(given, made, size, stride, size // 2, bias=False), nn.BatchNorm2d(made), nn.ReLU(inplace=True)
    )


class Block(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.second(self.first(x)))


class UNet(nn.Module):
    """(n, planes, h, w), RGB in 0..1 of sRGB first, to (n, made, h, w), without an activation; h, w multiples of STEP."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        a, b, c, d = shape.widths
        self.stem = nn.Sequential(conv(16 * shape.planes, a), *(Block(a) for _ in range(shape.blocks[0])))
        self.down = nn.ModuleList(
            nn.Sequential(conv(given, made, 3, 2), *(Block(made) for _ in range(count)))
            for given, made, count in ((a, b, shape.blocks[1]), (b, c, shape.blocks[2]), (c, d, shape.blocks[3]))
        )
        self.scene = nn.Conv2d(d, d, 1)
        self.lift = nn.ModuleList(conv(given, made, 1) for given, made in ((d, c), (c, b), (b, a)))
        self.join = nn.ModuleList(nn.Sequential(conv(width, width), Block(width)) for width in (c, b))
        self.join.append(conv(a, a))
        self.head = nn.Conv2d(a, 4 * shape.made, 3, 1, 1)
        if shape.hints:
            self.hints = nn.ModuleList(nn.Conv2d(c, count, 1) for count in shape.hints)

    def half(self, picture: torch.Tensor) -> torch.Tensor:
        """The maps at half the sides, from which the whole is interpolated: (n, made, h / 2, w / 2)."""
        return self.steps(picture)[0]

    def hinted(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The maps at half the sides, and what is taken for the teacher's planes, (n, sum(hints), h / 16, w / 16)."""
        found, seen, joined = self.steps(picture)
        return found, torch.cat([head(x) for head, x in zip(self.hints, (seen, joined), strict=True)], 1)

    def steps(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The maps at half the sides; what is seen at 1/16 on the way down; and on the way up."""
        x = self.stem(F.pixel_unshuffle((picture - 0.45) * 4, 4))
        seen = [x]
        for down in self.down:
            x = down(x)
            seen.append(x)
        x = F.relu(x + self.scene(x.mean((2, 3), keepdim=True)))
        joined = []
        for lift, join, skip in zip(self.lift, self.join, reversed(seen[:-1]), strict=True):
            x = join(F.interpolate(lift(x), scale_factor=2.0, mode="bilinear", align_corners=False) + skip)
            joined.append(x)
        return F.pixel_shuffle(self.head(x), 2), seen[2], joined[0]

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return F.interpolate(self.half(picture), scale_factor=2.0, mode="bilinear", align_corners=False)


def folded(net: UNet) -> UNet:
    """A copy for inference, each batch norm made part of its convolution."""
    copy = UNet(net.shape)
    copy.load_state_dict(net.state_dict())
    copy.eval()
    for module in list(copy.modules()):
        if isinstance(module, nn.Sequential) and len(module) >= 2 and isinstance(module[1], nn.BatchNorm2d):
            module[0] = torch.nn.utils.fuse_conv_bn_eval(module[0], module[1])
            module[1] = nn.Identity()
    return copy
