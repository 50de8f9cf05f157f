# SPDX-License-Identifier: Apache-2.0
"""The training loop of the map networks (depth, sky): for a given time, going on from its checkpoint when it was stopped."""
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from muon import Muon
from torch import nn
from torch.utils.data import DataLoader, IterableDataset
from unet import Shape, UNet

WARM_UP = 200
# Share of the time in which the rate falls.
COOLING = 0.3
# Of the running mean of the weights, which is what is exported.
MEMORY = 0.998
SAVE_EVERY = 200
SHOW_EVERY = 50
# Seconds. A longer step is one during which the process was stopped; it does not count as training.
LONGEST_STEP = 3.0
# Layers that see pictures or make maps, and are left to Adam.
OUTER = ("stem.0", "scene", "head", "hints")

Parts = torch.Tensor | tuple[torch.Tensor, ...]


@dataclass(frozen=True)
class Task:
    shape: Shape
    # From what the network gives, f32, and what is wanted, to a number; where these are several, all of the one and then of the other.
    loss: Callable[..., torch.Tensor]
    # Batches of pictures and of what is wanted, from a seed.
    batches: Callable[[int], IterableDataset]
    checkpoint: Path
    # What is trained of the network: the map at the picture's size, or at half of it.
    forward: Callable[[UNet, torch.Tensor], Parts] = UNet.forward
    seed: int = 11
    peak_rate: float = 2e-3
    decay: float = 0.02


def rate(peak: float, step: int, progress: float) -> float:
    """The peak after a short rise, then down to 0 by a cosine in the last COOLING of the time."""
    cooled = max(0.0, (min(1.0, progress) - 1 + COOLING) / COOLING)
    return peak * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * cooled))


def parts(value: Parts) -> tuple[torch.Tensor, ...]:
    return (value,) if isinstance(value, torch.Tensor) else tuple(value)


def optimizers_of(net: UNet, task: Task) -> list[torch.optim.Optimizer]:
    """Muon for the inner convolutions, Adam for the rest."""
    inner = [value for name, value in net.named_parameters() if value.ndim == 4 and not name.startswith(OUTER)]
    chosen = {id(value) for value in inner}
    rest = [value for value in net.parameters() if id(value) not in chosen]
    return [Muon(inner, task.peak_rate), torch.optim.AdamW(rest, task.peak_rate, weight_decay=task.decay)]


def averaged(task: Task) -> UNet:
    """The trained network, from its checkpoint."""
    net = UNet(task.shape)
    net.load_state_dict(torch.load(task.checkpoint, map_location="cpu", weights_only=True)["mean"])
    return net


def train(task: Task, minutes: float) -> None:
    """Runs until `minutes` of training, those before a stop included, are spent. Writes the checkpoint as it goes."""
    torch.manual_seed(task.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = UNet(task.shape).to(device, memory_format=torch.channels_last)
    optimizers = optimizers_of(net, task)
    mean = {name: value.detach().clone() for name, value in net.state_dict().items()}
    step, spent, shown, seen = 0, 0.0, 0.0, 0
    if task.checkpoint.exists():
        kept = torch.load(task.checkpoint, map_location=device, weights_only=True)
        net.load_state_dict(kept["net"])
        for optimizer, state in zip(optimizers, kept["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        mean, step, spent = kept["mean"], kept["step"], kept["spent"]
        print(f"Going on from step {step}, {spent / 60:.1f} minutes.", flush=True)
    net.train()
    began = latest = time.monotonic()
    for pictures, wanted in DataLoader(task.batches(task.seed + step), batch_size=None, num_workers=1, prefetch_factor=4):
        now = time.monotonic()
        spent, latest = spent + min(now - latest, LONGEST_STEP), now
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate(task.peak_rate, step, spent / (60 * minutes))
        x = pictures.to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            found = task.forward(net, x)
        loss = task.loss(*(part.float() for part in parts(found)), *(part.to(device) for part in parts(wanted)))
        net.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        step, seen = step + 1, seen + len(pictures)
        shown = loss.item() if shown == 0 else 0.98 * shown + 0.02 * loss.item()
        keep = min(MEMORY, step / (step + 10))
        for name, value in net.state_dict().items():
            if value.is_floating_point():
                mean[name].lerp_(value, 1 - keep)
            else:
                mean[name].copy_(value)
        over = spent >= 60 * minutes
        if step % SHOW_EVERY == 0:
            speed = seen / (time.monotonic() - began)
            print(f"step {step}, {spent / 60:.1f} min, loss {shown:.4f}, {speed:.1f} pictures/s", flush=True)
        if step % SAVE_EVERY == 0 or over:
            state = {
                "net": net.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "mean": mean,
                "step": step,
                "spent": spent,
            }
            part = task.checkpoint.with_suffix(".part")
            torch.save(state, part)
            os.replace(part, task.checkpoint)
        if over:
            return
