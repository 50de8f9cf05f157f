# SPDX-License-Identifier: Apache-2.0
"""
python -m depth labels|train|export|evaluate [options]: the depth model, from labels to the file in models/sfumato-depth.
"""
import argparse
from pathlib import Path

from pictures.places import REPOSITORY, cache_folder

parser = argparse.ArgumentParser(prog="depth", description=__doc__)
parser.add_argument("step", choices=["labels", "train", "export", "evaluate"])
parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
parser.add_argument("--teacher", type=Path, default=REPOSITORY / "../shared/models/tcmonodepth_small_512x384.onnx")
parser.add_argument("--minutes", type=float, default=60, help="train: how long (the learning rate falls to 0 by then)")
parser.add_argument("--graph", type=Path, default=REPOSITORY / "models/sfumato-depth/sfumato-depth.onnx")


def main() -> None:
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "labels":
        from .labels import make

        print(make(cache, given.teacher), "labels")
    elif given.step == "train":
        from .train import train

        train(cache, given.minutes)
    elif given.step == "export":
        from .export import export

        export(cache, given.graph)
    else:
        from .evaluate import evaluate

        evaluate(given.graph, given.teacher)


if __name__ == "__main__":
    main()
