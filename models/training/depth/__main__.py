# SPDX-License-Identifier: Apache-2.0
"""
python -m depth labels|train|export|evaluate [options]: the depth model, from labels to the file in models/depth-unet.
"""
import argparse
from pathlib import Path

from pictures.places import REPOSITORY, cache_folder

parser = argparse.ArgumentParser(prog="depth", description=__doc__)
parser.add_argument("step", choices=["labels", "train", "export", "evaluate"])
parser.add_argument("--cache", help="folder of all training data (default: $SFUMATO_TRAINING, or the user's cache)")
parser.add_argument("--teacher", type=Path, default=REPOSITORY / "../shared/models/tcmonodepth_small_512x384.onnx")
parser.add_argument("--minutes", type=float, default=60, help="train: how long (the learning rate falls to 0 by then)")
parser.add_argument("--graph", type=Path, default=REPOSITORY / "models/depth-unet/depth-unet.onnx")


def main() -> None:
    given = parser.parse_args()
    cache = cache_folder(given.cache)
    if given.step == "labels":
        from .labels import make

        print(make(cache, given.teacher), "labels")
    elif given.step == "train":
        from loop import train

        from .train import task

        train(task(cache), given.minutes)
    elif given.step == "export":
        from loop import averaged
        from storage import write_graph
        from unet import folded

        from .train import task

        write_graph(folded(averaged(task(cache))), given.graph, "image", "nearness")
    else:
        from .evaluate import evaluate

        evaluate(given.graph, given.teacher)


if __name__ == "__main__":
    main()
