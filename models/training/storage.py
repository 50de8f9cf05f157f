# SPDX-License-Identifier: Apache-2.0
"""How weights are kept in the files of models."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Smaller ones are not worth a node.
LEAST_VALUES = 64


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
