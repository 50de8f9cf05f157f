# SPDX-License-Identifier: Apache-2.0
"""The steps that the depth and the sky model share as commands: labels, train, export, evaluate."""
import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from loop import Task, averaged, train
from pictures.places import REPOSITORY, cache_folder
from storage import write_graph
from unet import folded


@dataclass(frozen=True)
class Model:
    """One model's own part: files by their place in the repository, and what each step does."""

    name: str
    teacher: str
    graph: str
    output: str
    minutes: float
    labels: Callable[[Path, Path], int]
    task: Callable[[Path], Task]
    evaluate: Callable[[Path, Path], None]
    # What stands around the network when it is exported.
    wrap: Callable[[nn.Module], nn.Module] = lambda network: network


def run(model: Model, description: str) -> None:
    parser = argparse.ArgumentParser(prog=model.name, description=description)
    parser.add_argument("step", choices=["labels", "train", "export", "evaluate"])
    parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
    parser.add_argument("--teacher", type=Path, default=REPOSITORY / model.teacher)
    parser.add_argument(
        "--minutes", type=float, default=model.minutes, help="train: how long (the learning rate falls to 0 by then)"
    )
    parser.add_argument("--graph", type=Path, default=REPOSITORY / model.graph)
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "labels":
        print(model.labels(cache, given.teacher), "labels")
    elif given.step == "train":
        train(model.task(cache), given.minutes)
    elif given.step == "export":
        write_graph(model.wrap(folded(averaged(model.task(cache)))), given.graph, {"image": 3}, model.output)
    else:
        model.evaluate(given.graph, given.teacher)
