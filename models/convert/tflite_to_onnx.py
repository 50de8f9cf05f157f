# SPDX-License-Identifier: Apache-2.0
"""Turns a TensorFlow Lite graph of float convolutions into ONNX.

Covers the operators of MediaPipe's segmentation nets; any other raises NotImplementedError with its name. Weights are
stored as they are in the source (half precision stays half precision) and cast when the graph is loaded, so that no
number changes. TensorFlow Lite keeps pixels as NHWC; the ONNX graph is NCHW throughout, inputs and outputs included.
"""

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
OPERATOR_NAMES = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}
DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
}


def convert(model_bytes: bytes, name: str, input_name: str, output_name: str) -> onnx.ModelProto:
    """The graph with one picture in and one map out, checked by onnx. Raises NotImplementedError and ValueError."""
    model = tflite.Model.GetRootAsModel(model_bytes, 0)
    if model.SubgraphsLength() != 1:
        raise ValueError(f"Expected one graph but received {model.SubgraphsLength()}")
    graph = _Graph(model, input_name, output_name)
    for i in range(graph.source.OperatorsLength()):
        graph.translate(graph.source.Operators(i))
    proto = helper.make_graph(
        graph.nodes,
        name,
        [_value(input_name, graph.shape(graph.input))],
        [_value(output_name, graph.shape(graph.output))],
        graph.initializers,
    )
    result = helper.make_model(proto, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sfumato")
    result.ir_version = 8
    onnx.checker.check_model(result, full_check=True)
    return result


def _value(name: str, nhwc: list[int]) -> onnx.ValueInfoProto:
    n, h, w, c = nhwc
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [n, c, h, w])


class _Graph:
    """The ONNX nodes made so far, and what the source's tensors are called there."""

    def __init__(self, model, input_name: str, output_name: str):
        self.model = model
        self.source = model.Subgraphs(0)
        self.input = int(self.source.Inputs(0))
        self.output = int(self.source.Outputs(0))
        self.names = {self.input: input_name, self.output: output_name}
        self.constants: dict[int, np.ndarray] = {}
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def shape(self, tensor: int) -> list[int]:
        return [int(side) for side in self.source.Tensors(tensor).ShapeAsNumpy()]

    def name(self, tensor: int) -> str:
        return self.names.setdefault(tensor, f"t{tensor}")

    def constant(self, tensor: int) -> np.ndarray:
        """A tensor's stored values, in the type that they are stored in."""
        if tensor in self.constants:
            return self.constants[tensor]
        source = self.source.Tensors(tensor)
        stored = self.model.Buffers(source.Buffer()).DataAsNumpy()
        if isinstance(stored, int):
            raise ValueError(f"Expected a constant but {source.Name().decode()} is computed")
        return np.frombuffer(stored.tobytes(), DTYPES[source.Type()]).reshape(self.shape(tensor))

    def weights(self, values: np.ndarray) -> str:
        """Adds an initializer; half-precision values get a cast, which runtimes fold when they load the graph."""
        name = f"w{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        if values.dtype != np.float16:
            return name
        self.node("Cast", [name], f"{name}_f32", to=TensorProto.FLOAT)
        return f"{name}_f32"

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def translate(self, operator) -> None:
        code = self.model.OperatorCodes(operator.OpcodeIndex())
        builtin = max(code.DeprecatedBuiltinCode(), code.BuiltinCode())
        kind = code.CustomCode().decode() if code.CustomCode() else OPERATOR_NAMES[builtin]
        inputs = [int(i) for i in operator.InputsAsNumpy()]
        output = int(operator.Outputs(0))
        if kind == "DEQUANTIZE":
            self.constants[output] = self.constant(inputs[0])
            return
        rule = getattr(self, f"_{kind.lower()}", None)
        if rule is None:
            raise NotImplementedError(f"The operator {kind}")
        rule(operator, inputs, output)

    def options(self, operator, kind):
        options = kind()
        table = operator.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    def activated(self, kind: str, inputs: list[str], output: int, activation: int, **attributes) -> None:
        """A node, and the activation that the source fuses with it."""
        name = self.name(output)
        if activation == tflite.ActivationFunctionType.NONE:
            self.node(kind, inputs, name, **attributes)
        elif activation == tflite.ActivationFunctionType.RELU:
            self.node(kind, inputs, f"{name}_linear", **attributes)
            self.node("Relu", [f"{name}_linear"], name)
        else:
            raise NotImplementedError(f"The fused activation {activation}")

    def _conv(self, options, inputs, output, weights, group):
        picture, _, bias = inputs
        height, width = self.shape(picture)[1:3]
        strides = [options.StrideH(), options.StrideW()]
        dilations = [options.DilationHFactor(), options.DilationWFactor()]
        kernel = list(weights.shape[2:])
        pads = [0, 0, 0, 0]
        if options.Padding() == tflite.Padding.SAME:
            pads = _same_padding((height, width), kernel, strides, dilations)
        self.activated(
            "Conv",
            [self.name(picture), self.weights(weights), self.weights(self.constant(bias))],
            output,
            options.FusedActivationFunction(),
            kernel_shape=kernel,
            strides=strides,
            dilations=dilations,
            pads=pads,
            group=group,
        )

    def _conv_2d(self, operator, inputs, output):
        weights = self.constant(inputs[1]).transpose(0, 3, 1, 2)
        self._conv(self.options(operator, tflite.Conv2DOptions), inputs, output, weights, 1)

    def _depthwise_conv_2d(self, operator, inputs, output):
        weights = self.constant(inputs[1]).transpose(3, 0, 1, 2)
        options = self.options(operator, tflite.DepthwiseConv2DOptions)
        self._conv(options, inputs, output, weights, weights.shape[0])

    def _convolution2dtransposebias(self, operator, inputs, output):
        """MediaPipe's own: options are padding (1: same), stride across, stride down, as 32-bit integers."""
        _, across, down = np.frombuffer(operator.CustomOptionsAsNumpy().tobytes(), np.int32)[:3]
        weights = self.constant(inputs[1]).transpose(3, 0, 1, 2)
        kernel = list(weights.shape[2:])
        if kernel != [down, across]:
            raise NotImplementedError(f"A transposed convolution of kernel {kernel}, strides {[down, across]}")
        # Without overlap every padding is the same.
        self.node(
            "ConvTranspose",
            [self.name(inputs[0]), self.weights(weights), self.weights(self.constant(inputs[2]))],
            self.name(output),
            kernel_shape=kernel,
            strides=kernel,
        )

    def _average_pool_2d(self, operator, inputs, output):
        options = self.options(operator, tflite.Pool2DOptions)
        if [options.FilterHeight(), options.FilterWidth()] != self.shape(inputs[0])[1:3]:
            raise NotImplementedError("Average pooling of less than the whole picture")
        self.node("GlobalAveragePool", [self.name(inputs[0])], self.name(output))

    def _mean(self, _operator, inputs, output):
        if sorted(int(axis) for axis in self.constant(inputs[1]).ravel()) != [1, 2]:
            raise NotImplementedError("A mean over other axes than the picture's")
        self.node("GlobalAveragePool", [self.name(inputs[0])], self.name(output))

    def _resize_bilinear(self, operator, inputs, output):
        options = self.options(operator, tflite.ResizeBilinearOptions)
        mode = "asymmetric"
        if options.AlignCorners():
            mode = "align_corners"
        elif options.HalfPixelCenters():
            mode = "half_pixel"
        n, h, w, c = self.shape(output)
        sizes = self.weights(np.array([n, c, h, w], np.int64))
        self.node(
            "Resize",
            [self.name(inputs[0]), "", "", sizes],
            self.name(output),
            mode="linear",
            coordinate_transformation_mode=mode,
        )

    def _add(self, operator, inputs, output):
        activation = self.options(operator, tflite.AddOptions).FusedActivationFunction()
        self.activated("Add", [self.name(i) for i in inputs], output, activation)

    def _mul(self, operator, inputs, output):
        activation = self.options(operator, tflite.MulOptions).FusedActivationFunction()
        self.activated("Mul", [self.name(i) for i in inputs], output, activation)

    def _relu(self, _operator, inputs, output):
        self.node("Relu", [self.name(inputs[0])], self.name(output))

    def _logistic(self, _operator, inputs, output):
        self.node("Sigmoid", [self.name(inputs[0])], self.name(output))

    def _hard_swish(self, _operator, inputs, output):
        self.node("HardSwish", [self.name(inputs[0])], self.name(output))


def _same_padding(sides, kernel, strides, dilations) -> list[int]:
    """TensorFlow's "same": the odd pixel goes after. Tops and lefts first, as ONNX wants them."""
    before, after = [], []
    for side, k, stride, dilation in zip(sides, kernel, strides, dilations, strict=True):
        total = max(0, (-(-side // stride) - 1) * stride + (k - 1) * dilation + 1 - side)
        before.append(total // 2)
        after.append(total - total // 2)
    return before + after
