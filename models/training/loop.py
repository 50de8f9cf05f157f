# SPDX-License-Identifier: Apache-2.0
"""The training loop of the map networks (depth, sky): for a given time, going on from its checkpoint when it was stopped."""
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.utils.data import DataLoader, IterableDataset
from unet import Shape, UNet

WARM_UP = 200
# Share of the time in which the rate falls.
COOLING = 0.3
# Of the running mean of the weights, which is what is exported.
MEMORY = 0.998
SAVE_EVERY = 100
SHOW_EVERY = 20


@dataclass(frozen=True)
class Task:
    shape: Shape
    # From what the network gives and what is wanted, both (n, 1, h, w) f32, to a number.
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    # Batches of pictures and of what is wanted, from a seed.
    batches: Callable[[int], IterableDataset]
    checkpoint: Path
    seed: int = 11
    peak_rate: float = 2e-3
    decay: float = 0.02


def rate(peak: float, step: int, progress: float) -> float:
    """The peak after a short rise, then down to 0 by a cosine in the last COOLING of the time."""
    cooled = max(0.0, (min(1.0, progress) - 1 + COOLING) / COOLING)
    return peak * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * cooled))


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
    optimizer = torch.optim.AdamW(net.parameters(), task.peak_rate, weight_decay=task.decay)
    mean = {name: value.detach().clone() for name, value in net.state_dict().items()}
    step, spent, shown, seen = 0, 0.0, 0.0, 0
    if task.checkpoint.exists():
        kept = torch.load(task.checkpoint, map_location=device, weights_only=True)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        mean, step, spent = kept["mean"], kept["step"], kept["spent"]
        print(f"Going on from step {step}, {spent / 60:.1f} minutes.", flush=True)
    net.train()
    started = time.monotonic() - spent
    began = time.monotonic()
    for pictures, wanted in DataLoader(task.batches(task.seed + step), batch_size=None, num_workers=1, prefetch_factor=4):
        spent = time.monotonic() - started
        for group in optimizer.param_groups:
            group["lr"] = rate(task.peak_rate, step, spent / (60 * minutes))
        x = pictures.to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            found = net(x)
        loss = task.loss(found.float(), wanted.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
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
            state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "mean": mean, "step": step, "spent": spent}
            part = task.checkpoint.with_suffix(".part")
            torch.save(state, part)
            os.replace(part, task.checkpoint)
        if over:
            return
