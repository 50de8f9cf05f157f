# SPDX-License-Identifier: Apache-2.0
"""
The coarse content of a hole: a membrane spanned over it from its rim, which the network corrects, and how wrong it is
likely to be.
"""
import torch
from torch import nn
from torch.nn import functional as F
from unet import Shape, UNet

SHAPE = Shape((48, 80, 128, 128), planes=4, made=4)
LEVELS = 4
SMOOTHINGS = 4
# The network's numbers are about 1 where the colour changes by this.
UNIT = 0.25


def doubled(plane: torch.Tensor) -> torch.Tensor:
    return F.interpolate(plane, scale_factor=2.0, mode="bilinear", align_corners=False)


def membrane(colour: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """
    (n, 3, h, w) of known colours times their share of the pixel, and that share (n, 1, h, w), to colours everywhere: what is known is
    pushed down a pyramid and pulled up again (Gortler et al. 1996), each scale relaxed towards Laplace's equation.
    """
    scales = [(colour, known)]
    for _ in range(LEVELS):
        colour, known = F.avg_pool2d(colour, 2), F.avg_pool2d(known, 2)
        scales.append((colour, known))
    filled = (colour.mean((2, 3), keepdim=True) / known.mean((2, 3), keepdim=True).clamp_min(1e-6)).expand_as(colour)
    for at, (colour, known) in enumerate(reversed(scales)):
        filled = doubled(filled) if at > 0 else filled
        fixed = (known > 0).to(known)
        own = fixed * colour / known.clamp_min(1e-6)
        filled = own + (1 - fixed) * filled
        for _ in range(SMOOTHINGS):
            filled = own + (1 - fixed) * F.avg_pool2d(F.pad(filled, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return filled


def propose(net: UNet, given: torch.Tensor) -> torch.Tensor:
    """
    (n, 4, h, w), RGB that is 0 in the hole and the hole as 1, to what was there at half the sides: (n, 4, h / 2, w / 2), RGB and the
    logarithm of the squared error that is to be expected of its mean over 8 × 8 pixels of the picture, in units of UNIT.
    """
    hole = given[:, 3:]
    with torch.autocast(given.device.type, enabled=False):
        smooth = membrane(F.avg_pool2d(given[:, :3], 2), F.avg_pool2d(1 - hole, 2))
        whole = given[:, :3] + hole * doubled(smooth)
    made = net.half(torch.cat([whole, hole], 1)).float()
    return torch.cat([smooth + UNIT * made[:, :3], made[:, 3:]], 1)


class Proposal(nn.Module):
    """What is exported: (n, 3, h, w) RGB and (n, 1, h, w) the hole as 1, to (n, 3, h, w) RGB that is meant for the hole alone."""

    def __init__(self, net: UNet):
        super().__init__()
        self.net = net

    def forward(self, picture: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        return doubled(propose(self.net, torch.cat([picture * (1 - hole), hole], 1))[:, :3])
