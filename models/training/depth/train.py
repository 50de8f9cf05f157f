# SPDX-License-Identifier: Apache-2.0
"""Trains the depth network for a given time; goes on from its checkpoint when it was stopped."""
import math
import os
import time
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from .batches import BATCH, Batches
from .losses import depth_loss
from .network import DepthNet

SEED = 11
PEAK_RATE = 2e-3
DECAY = 0.02
WARM_UP = 200
COOLING = 0.3
# Of the running mean of the weights, which is what is exported.
MEMORY = 0.998
SAVE_EVERY = 100


def checkpoint(cache: Path) -> Path:
    return cache / "depth" / "checkpoint.pt"


def rate(step: int, progress: float) -> float:
    """PEAK_RATE after a short rise, then down to 0 by a cosine in the last COOLING of the time."""
    cooled = max(0.0, (min(1.0, progress) - 1 + COOLING) / COOLING)
    return PEAK_RATE * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * cooled))


def train(cache: Path, minutes: float) -> None:
    """Runs until `minutes` of training, those before a stop included, are spent. Writes the checkpoint as it goes."""
    torch.manual_seed(SEED)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = DepthNet().to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), PEAK_RATE, weight_decay=DECAY)
    mean = {name: value.detach().clone() for name, value in net.state_dict().items()}
    step, spent, shown = 0, 0.0, 0.0
    path = checkpoint(cache)
    if path.exists():
        kept = torch.load(path, map_location=device, weights_only=True)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        mean, step, spent = kept["mean"], kept["step"], kept["spent"]
        print(f"Going on from step {step}, {spent / 60:.1f} minutes.", flush=True)
    batches = Batches(cache, SEED + step)
    print(f"{len(batches)} labels", flush=True)
    net.train()
    started = time.monotonic() - spent
    for pictures, nearness in DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=4):
        spent = time.monotonic() - started
        for group in optimizer.param_groups:
            group["lr"] = rate(step, spent / (60 * minutes))
        x = pictures.to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            found = net(x)
        loss = depth_loss(found.float(), nearness.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        step += 1
        shown = loss.item() if step == 1 else 0.98 * shown + 0.02 * loss.item()
        keep = min(MEMORY, step / (step + 10))
        for name, value in net.state_dict().items():
            if value.is_floating_point():
                mean[name].lerp_(value, 1 - keep)
            else:
                mean[name].copy_(value)
        over = spent >= 60 * minutes
        if step % 20 == 0:
            print(f"step {step}, {spent / 60:.1f} min, loss {shown:.4f}, {step * BATCH / spent:.1f} pictures/s", flush=True)
        if step % SAVE_EVERY == 0 or over:
            state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "mean": mean, "step": step, "spent": spent}
            torch.save(state, path.with_suffix(".part"))
            os.replace(path.with_suffix(".part"), path)
        if over:
            return
