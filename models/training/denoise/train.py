# SPDX-License-Identifier: Apache-2.0
"""
python -m denoise.train --steps N | --minutes M: trains the still denoiser, or goes on from the last checkpoint.

With --steps the result depends on the seed alone (on one kind of processor); with --minutes the rate falls by the clock,
so that the run ends in time on a machine that is shared.
"""
import argparse
import json
import math
import os
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from pictures.places import cache_folder

from muon import Muon

from .batches import Recipe, batches
from .network import Denoiser, Shape
from .validation import cases_of, validate

WARM_UP = 60
AVERAGING = 0.999
# Weight of the shift of colour in the loss.
SHIFT = 0.5


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="denoise.train", description="Trains the still denoiser.")
    parser.add_argument("--cache", help="folder of all training data")
    parser.add_argument("--name", default="denoise", help="name of the run's folder of checkpoints")
    parser.add_argument("--steps", type=int, help="how many steps to train in all")
    parser.add_argument("--minutes", type=float, help="how long to train in all")
    parser.add_argument("--rate", type=float, default=3e-3, help="the highest rate; 1e-3 for a network that --start gives")
    parser.add_argument("--start", help="name of a run whose averaged weights are those to begin with")
    parser.add_argument("--shape", default="", help="the network's shape, as JSON; default: network.Shape()")
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ahead", type=int, default=6, help="batches made ahead by another process; 0: by this one")
    parser.add_argument("--exact", type=float, default=0.04, help="last share of the run without half precision")
    parser.add_argument("--save-every", type=int, default=500, help="steps between checkpoints")
    return parser.parse_args()


class Average:
    """The weights' exponential average, which is what is exported."""

    def __init__(self, model: nn.Module) -> None:
        self.state = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def update(self, model: nn.Module, step: int) -> None:
        keep = min(AVERAGING, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.state[name].lerp_(value.detach(), 1 - keep)


def loss_of(clean: Tensor, result: Tensor) -> Tensor:
    """
    Root mean square error by patch: what PSNR measures, with no level of noise outweighing the others; and how far the
    colours' means are off, since a shift of colour is seen where the same error scattered is not.
    """
    error = clean - result
    return error.square().mean((1, 2, 3)).add(1e-7).sqrt().mean() + SHIFT * error.mean((2, 3)).abs().mean()


def rate(highest: float, progress: float, step: int) -> float:
    """Warm-up, then half a cosine down to 1/1000."""
    fall = 0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
    return highest * fall * min(1.0, (step + 1) / WARM_UP)


def optimisers_of(model: Denoiser, highest: float) -> list[torch.optim.Optimizer]:
    """
    Muon for the inner convolutions, Adam for the rest. After 300 steps the loss was 0.0332, with Adam alone (at
    rate 1e-3) 0.0407.
    """
    outer = ("enter", "level", "leave")
    inner = [value for name, value in model.named_parameters() if value.ndim == 4 and not name.startswith(outer)]
    chosen = {id(value) for value in inner}
    rest = [value for value in model.parameters() if id(value) not in chosen]
    return [Muon(inner, highest), torch.optim.Adam(rest, lr=highest, betas=(0.9, 0.99), fused=True)]


def main() -> None:
    given = options()
    if (given.steps is None) == (given.minutes is None):
        raise SystemExit("Expected either --steps or --minutes.")
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    cache = cache_folder(given.cache)
    folder = cache / "runs" / given.name
    folder.mkdir(parents=True, exist_ok=True)
    shape = Shape(**{k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(given.shape or "{}").items()})
    cases = cases_of(cache)
    model = Denoiser(shape).to(memory_format=torch.channels_last)
    if given.start:
        started_from = torch.load(cache / "runs" / given.start / "last.pt", weights_only=False)
        model.load_state_dict(started_from["average"])
    average = Average(model)
    optimisers = optimisers_of(model, given.rate)
    step, seconds = 0, 0.0
    checkpoint = folder / "last.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        average.state = saved["average"]
        for optimiser, state in zip(optimisers, saved["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        step, seconds = saved["step"], saved["seconds"]

    def save() -> None:
        state = {
            "shape": asdict(shape),
            "model": model.state_dict(),
            "average": average.state,
            "optimisers": [optimiser.state_dict() for optimiser in optimisers],
            "step": step,
            "seconds": seconds,
            "options": vars(given),
        }
        torch.save(state, f"{checkpoint}.part")
        os.replace(f"{checkpoint}.part", checkpoint)

    def log(**entry: float) -> None:
        line = json.dumps({"step": step, "minutes": round(seconds / 60, 2), **entry})
        print(line, flush=True)
        with open(folder / "log.jsonl", "a") as out:
            out.write(line + "\n")

    drawn = batches(cache, Recipe(given.side, given.batch, given.seed), step, given.ahead)
    recent: list[float] = []
    while True:
        progress = step / given.steps if given.steps else seconds / 60 / given.minutes
        if progress >= 1:
            break
        started = time.monotonic()
        for optimiser in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate(given.rate, progress, step)
        clean, noisy, level = next(drawn)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=progress < 1 - given.exact):
            result = model(noisy.to(memory_format=torch.channels_last), level)
        loss = loss_of(clean, result)
        model.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        for optimiser in optimisers:
            optimiser.step()
        average.update(model, step)
        step += 1
        recent.append(loss.item())
        # A long step is one during which the process was stopped; it does not count as training.
        seconds += min(time.monotonic() - started, 3.0) if given.minutes is None else time.monotonic() - started
        if step % 100 == 0:
            log(loss=round(float(np.mean(recent)), 5), rate=rate(given.rate, progress, step))
            recent.clear()
        if step % given.save_every == 0:
            save()
            log(**validate(shape, average.state, cases))
    save()
    log(**validate(shape, average.state, cases))


if __name__ == "__main__":
    main()
