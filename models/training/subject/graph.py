# SPDX-License-Identifier: Apache-2.0
"""A converted network (ONNX, of the plain operations below) as a module that can be trained on and written back."""
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn
from torch.nn import functional as F


class Graph(nn.Module):
    """From pictures (n, 3, h, w) to what the last sigmoid is given, (n, 1, h, w)."""

    def __init__(self, path: Path):
        super().__init__()
        self.model = onnx.load(path)
        self.weights = nn.ParameterDict()
        self.sizes: dict[str, list[int]] = {}
        for weight in self.model.graph.initializer:
            values = numpy_helper.to_array(weight)
            if values.dtype == np.int64:
                self.sizes[weight.name] = values.tolist()
            else:
                self.weights[weight.name] = nn.Parameter(torch.from_numpy(values.astype(np.float32)))
        nodes = list(self.model.graph.node)
        if nodes[-1].op_type != "Sigmoid":
            raise ValueError(f"Expected a graph that ends in a sigmoid but received {nodes[-1].op_type}")
        self.nodes = nodes[:-1]

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        values: dict[str, torch.Tensor] = {self.model.graph.input[0].name: picture, **self.weights}
        for node in self.nodes:
            values[node.output[0]] = self._made(node, [values.get(name) for name in node.input])
        return values[self.nodes[-1].output[0]]

    def _made(self, node: onnx.NodeProto, given: list[torch.Tensor]) -> torch.Tensor:
        set_ = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        match node.op_type:
            case "Conv":
                top, left, bottom, right = set_["pads"]
                padding = (top, left) if (top, left) == (bottom, right) else 0
                x = given[0] if padding else F.pad(given[0], (left, right, top, bottom))
                return F.conv2d(x, given[1], given[2], set_["strides"], padding, set_["dilations"], set_["group"])
            case "ConvTranspose":
                return F.conv_transpose2d(*given, stride=set_["strides"])
            case "Resize":
                size = self.sizes[node.input[3]][2:]
                return F.interpolate(given[0], size=size, mode="bilinear", align_corners=False)
            case "Cast":
                return given[0]
            case "Add":
                return given[0] + given[1]
            case "Mul":
                return given[0] * given[1]
            case "Relu":
                return F.relu(given[0])
            case "HardSwish":
                return F.hardswish(given[0])
            case "Sigmoid":
                return torch.sigmoid(given[0])
            case "GlobalAveragePool":
                return given[0].mean((2, 3), keepdim=True)
        raise ValueError(f"Expected an operation of these but received {node.op_type}")

    def save(self, path: Path) -> None:
        """The same graph with the weights as they are now, in half precision where they were."""
        written = onnx.ModelProto()
        written.CopyFrom(self.model)
        for i, weight in enumerate(self.model.graph.initializer):
            if weight.name in self.weights:
                values = self.weights[weight.name].detach().cpu().numpy().astype(np.float16)
                written.graph.initializer[i].CopyFrom(numpy_helper.from_array(values, weight.name))
        written.producer_name, written.producer_version = "sfumato", ""
        onnx.checker.check_model(written, full_check=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.SerializeToString(deterministic=True))
        print(f"{path.name}: {path.stat().st_size} bytes")
