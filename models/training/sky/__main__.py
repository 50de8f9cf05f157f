# SPDX-License-Identifier: Apache-2.0
"""
python -m sky labels|train|export|evaluate [options]: the sky model, from labels (after python -m depth labels) to the file in
models/sky-unet.
"""
from steps import Model, run

from .evaluate import evaluate
from .labels import make
from .train import Sure, task

if __name__ == "__main__":
    run(
        Model(
            name="sky",
            teacher="../shared/models/skyseg_u2netp_dyn.onnx",
            graph="models/sky-unet/sky-unet.onnx",
            output="sky",
            minutes=30,
            labels=make,
            task=task,
            evaluate=evaluate,
            wrap=Sure,
        ),
        __doc__,
    )
