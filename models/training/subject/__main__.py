# SPDX-License-Identifier: Apache-2.0
"""python -m subject train|evaluate [options]: a subject and selection model from cleared material alone; not exported yet."""
import argparse
from pathlib import Path

from loop import train
from pictures.places import cache_folder

from .evaluate import evaluate
from .train import task

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="subject", description=__doc__)
    parser.add_argument("step", choices=["train", "evaluate"])
    parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--isnet", type=Path, help="evaluate: ISNet's graph, to be compared with")
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "train":
        (cache / "subject").mkdir(exist_ok=True)
        train(task(cache), given.minutes)
    else:
        evaluate(cache, given.isnet)
