# SPDX-License-Identifier: Apache-2.0
"""python -m subject labels|train|export|evaluate [options]: a subject model from cleared material and weights alone."""
import argparse
from pathlib import Path

from pictures.places import REPOSITORY, cache_folder

from .labels import make_labels
from .train import START, averaged, train

GRAPH = REPOSITORY / "models/subject-small/subject-small.onnx"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="subject", description=__doc__)
    parser.add_argument("step", choices=["labels", "train", "export", "evaluate"])
    parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
    parser.add_argument("--minutes", type=float, default=60, help="train: how long, by the clock")
    parser.add_argument("--graph", type=Path, default=GRAPH)
    parser.add_argument("--isnet", type=Path, help="evaluate: ISNet's graph, to be compared with")
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "labels":
        print(make_labels(cache, START), "labels")
    elif given.step == "train":
        train(cache, given.minutes)
    elif given.step == "export":
        averaged(cache).save(given.graph)
    else:
        from .evaluate import evaluate

        evaluate(cache, given.graph, given.isnet)
