# SPDX-License-Identifier: Apache-2.0
"""Goes on from selfie-segmentation (Apache-2.0), which knows people: to whatever a picture is of."""
import os
import time
from itertools import count
from pathlib import Path

import torch
from pictures.places import REPOSITORY
from torch.nn import functional as F
from torch.utils.data import DataLoader

from .batches import Batches
from .graph import Graph

START = REPOSITORY / "models/selfie-segmentation/selfie-segmentation.onnx"
PEAK_RATE = 1e-3
WARM_UP = 30
# Layers at 1/2 and 1/4 of the sides, which are left as they are: edges are edges.
FROZEN = 14
# Of the running mean of the weights, which is what is exported.
MEMORY = 0.98
SHOW_EVERY, SAVE_EVERY = 20, 40


def overlap_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy, and one minus the soft overlap of each picture. `found` is before the activation."""
    sure = torch.sigmoid(found)
    both = (sure * wanted).sum((1, 2, 3))
    either = (sure + wanted - sure * wanted).sum((1, 2, 3))
    # A hundredth of the picture: without it a picture without subject would punish one stray pixel as much as a lost subject.
    floor = 0.01 * wanted[0].numel()
    return F.binary_cross_entropy_with_logits(found, wanted) + (1 - (both + floor) / (either + floor)).mean()


def checkpoint(cache: Path) -> Path:
    return cache / "subject" / "graph.pt"


def averaged(cache: Path) -> Graph:
    """The trained network, from its checkpoint."""
    net = Graph(START)
    net.load_state_dict(torch.load(checkpoint(cache), map_location="cpu", weights_only=True)["mean"])
    return net.eval()


def train(cache: Path, minutes: float, seed: int = 11) -> None:
    """Runs for `minutes` by the clock, in which the rate falls to 0; goes on from its checkpoint where there is one."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = Graph(START).to(memory_format=torch.channels_last)
    for weight in list(net.weights.values())[:FROZEN]:
        weight.requires_grad_(False)
    optimizer = torch.optim.AdamW([w for w in net.weights.values() if w.requires_grad], PEAK_RATE, weight_decay=0.01)
    mean, first = {name: value.clone() for name, value in net.state_dict().items()}, 0
    path = checkpoint(cache)
    if path.exists():
        kept = torch.load(path, weights_only=True)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        mean, first = kept["mean"], kept["step"]
        print(f"Going on from step {first}.", flush=True)
    shown, began = 0.0, time.monotonic()
    batches = iter(DataLoader(Batches(cache, seed + first), batch_size=None, num_workers=1, prefetch_factor=4))
    for step in count(first + 1):
        progress = (time.monotonic() - began) / (60 * minutes)
        optimizer.param_groups[0]["lr"] = PEAK_RATE * min(1, step / WARM_UP) * max(0.0, min(1.0, 1.5 * (1 - progress)))
        pictures, wanted = next(batches)
        loss = overlap_loss(net(pictures.to(memory_format=torch.channels_last)), wanted)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        shown = loss.item() if shown == 0 else 0.95 * shown + 0.05 * loss.item()
        with torch.no_grad():
            for name, value in net.state_dict().items():
                mean[name].lerp_(value, 1 - min(MEMORY, step / (step + 10)))
        if step % SHOW_EVERY == 0:
            print(f"step {step}, {(time.monotonic() - began) / 60:.1f} min, loss {shown:.4f}", flush=True)
        if step % SAVE_EVERY == 0 or progress >= 1:
            state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "mean": mean, "step": step}
            torch.save(state, path.with_suffix(".part"))
            os.replace(path.with_suffix(".part"), path)
        if progress >= 1:
            return
