# SPDX-License-Identifier: Apache-2.0
"""
Muon (Jordan et al. 2024) for convolutions: momentum, made orthogonal by five Newton-Schulz steps, so that every direction
of a layer learns at one speed. Scaled as in Liu et al. 2025 ("Muon is scalable for LLM training"), so that one
rate serves it and the Adam that biases and the first and last layers are trained with.
"""
import torch
from torch import Tensor, nn

STEPS = 5
MATCHES_ADAM = 0.2


def orthogonal(matrices: Tensor) -> Tensor:
    """
    For each of a stack of matrices (N, rows, columns) the nearest one whose singular values are about 1, by a quintic
    Newton-Schulz iteration in half precision.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(matrices.dtype)


class Muon(torch.optim.Optimizer):
    """For weights of two or more dimensions; those beyond the first are taken as one."""

    def __init__(self, weights: list[nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            alike: dict[torch.Size, list[nn.Parameter]] = {}
            for weight in group["params"]:
                alike.setdefault(weight.flatten(1).shape, []).append(weight)
            for shape, weights in alike.items():
                ahead = torch.stack([self.ahead(weight, group["momentum"]) for weight in weights])
                size = MATCHES_ADAM * max(shape) ** 0.5
                for weight, direction in zip(weights, orthogonal(ahead), strict=True):
                    weight.sub_(direction.view_as(weight), alpha=group["lr"] * size)

    def ahead(self, weight: nn.Parameter, momentum: float) -> Tensor:
        """Nesterov's momentum, brought up to date, as a matrix."""
        state = self.state[weight]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(weight)
        mean = state["momentum"]
        mean.lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(mean, momentum).flatten(1)
