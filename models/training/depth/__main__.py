# SPDX-License-Identifier: Apache-2.0
"""
python -m depth labels|train|export|evaluate [options]: the depth model, from labels to the file in models/depth-unet.
"""
from steps import Model, run

from .evaluate import evaluate
from .labels import make
from .train import task

if __name__ == "__main__":
    run(
        Model(
            name="depth",
            teacher="../shared/models/tcmonodepth_small_512x384.onnx",
            graph="models/depth-unet/depth-unet.onnx",
            output="nearness",
            minutes=60,
            labels=make,
            task=task,
            evaluate=evaluate,
        ),
        __doc__,
    )
