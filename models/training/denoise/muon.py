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


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest matrix whose singular values are about 1, by a quintic Newton-Schulz iteration in half precision."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.bfloat16()
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(STEPS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    """For weights of two or more dimensions; those beyond the first are taken as one."""

    def __init__(self, weights: list[nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(weight)
                mean = state["momentum"]
                mean.lerp_(weight.grad, 1 - group["momentum"])
                ahead = weight.grad.lerp(mean, group["momentum"]).flatten(1)
                size = MATCHES_ADAM * max(ahead.shape) ** 0.5
                weight.sub_(orthogonal(ahead).view_as(weight), alpha=group["lr"] * size)
