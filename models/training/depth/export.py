# SPDX-License-Identifier: Apache-2.0
"""Writes the trained network as ONNX: batch norms folded, weights in half precision, sides free (multiples of 32)."""
import tempfile
from pathlib import Path

import onnx
import torch
from storage import halve_storage

from .network import DepthNet, folded
from .train import checkpoint

OPSET = 17


def export(cache: Path, graph: Path) -> None:
    net = DepthNet()
    net.load_state_dict(torch.load(checkpoint(cache), map_location="cpu", weights_only=True)["mean"])
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            folded(net),
            torch.rand(1, 3, 288, 384),
            str(plain),
            input_names=["image"],
            output_names=["nearness"],
            opset_version=OPSET,
            dynamic_axes={"image": {2: "height", 3: "width"}, "nearness": {2: "height", 3: "width"}},
            dynamo=False,
        )
        model = onnx.load(plain)
    halve_storage(model.graph)
    model.producer_name, model.producer_version = "sfumato", ""
    onnx.checker.check_model(model, full_check=True)
    graph.parent.mkdir(parents=True, exist_ok=True)
    graph.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{graph.name}: {graph.stat().st_size} bytes")
