# SPDX-License-Identifier: Apache-2.0
"""python -m inpaint train|export|evaluate [options]: the model that proposes a hole's coarse content, in models/inpaint-unet."""
import argparse
from pathlib import Path

from loop import averaged, train
from pictures.places import REPOSITORY, cache_folder
from storage import write_graph
from unet import folded

from .evaluate import evaluate
from .network import Proposal
from .train import task

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="inpaint", description=__doc__)
    parser.add_argument("step", choices=["train", "export", "evaluate"])
    parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
    parser.add_argument("--minutes", type=float, default=80, help="train: how long (the learning rate falls to 0 by then)")
    parser.add_argument("--graph", type=Path, default=REPOSITORY / "models/inpaint-unet/inpaint-unet.onnx")
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "train":
        (cache / "inpaint").mkdir(exist_ok=True)
        train(task(cache), given.minutes)
    elif given.step == "export":
        write_graph(Proposal(folded(averaged(task(cache)))), given.graph, {"image": 3, "mask": 1}, "picture")
    else:
        evaluate(cache, task(cache))
