# SPDX-License-Identifier: Apache-2.0
"""How networks and their weights are kept in the files of models."""
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

# Smaller ones are not worth a node.
LEAST_VALUES = 64
OPSET = 17


def halve_storage(graph: onnx.GraphProto) -> None:
    """Keeps weights in half precision and casts them when the graph is loaded."""
    kept, casts = [], []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < LEAST_VALUES:
            kept.append(weight)
            continue
        name = f"{weight.name}.half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [weight.name], to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def write_graph(net: torch.nn.Module, path: Path, given: Mapping[str, int], made: str) -> None:
    """
    A network from pictures (1, planes, h, w), `given` by name with their planes, to maps of the same sides as ONNX: sides free, weights in
    half precision.
    """
    buffer = io.BytesIO()
    sides = {2: "height", 3: "width"}
    torch.onnx.export(
        net.eval(),
        tuple(torch.rand(1, planes, 256, 384) for planes in given.values()),
        buffer,
        input_names=list(given),
        output_names=[made],
        opset_version=OPSET,
        dynamic_axes=dict.fromkeys([*given, made], sides),
        dynamo=False,
    )
    model = onnx.load_from_string(buffer.getvalue())
    halve_storage(model.graph)
    model.producer_name, model.producer_version = "sfumato", ""
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{path.name}: {path.stat().st_size} bytes")
