# SPDX-License-Identifier: Apache-2.0
"""
The depth teacher: TCMonoDepth small (Li et al., "Enforcing Temporal Consistency in Video Depth Estimation", MIT), run at
several sizes and fused. Small sizes see the whole scene and get its order right; large sizes see edges. The label is
the order of the small ones with the edges of the large ones.
"""
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

# Longer sides, about the 512 that the teacher was made for. The layout sizes are averaged; the detail size lends its edges.
LAYOUT_SIDES = (384, 512)
DETAIL_SIDE = 768
# Coarse, so that few graphs serve pictures of every shape.
STEP = 64
# Of the guided filter that brings the two together, in parts of the longer side and of the label's variance.
GUIDE_RADIUS = 0.05
GUIDE_FLOOR = 1e-3
# What the teacher makes of a picture on its way to the map, and at which part of the sides: its encoder's last stage (192
# channels) and its decoder's first (96).
HINTS = {"/encoder/stage3/features.15/Concat_output_0": 16, "/decoder/decoder3/last_conv/last_conv.2/Relu_output_0": 8}
HINT_STEP = 16
HINT_SIDE = 512


class Teacher:
    """The graph at any size: its own has 512 × 384 written into its shuffles."""

    def __init__(self, path: Path, threads: int = 2):
        self.model = onnx.load(path)
        self.model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in HINTS)
        self.threads = threads
        self.sessions: dict[tuple[int, int], onnxruntime.InferenceSession] = {}

    def session(self, width: int, height: int) -> onnxruntime.InferenceSession:
        key = (width, height)
        if key not in self.sessions:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            # Some sixty graphs stay open; an arena each would not fit.
            options.enable_cpu_mem_arena = False
            graph = _resized(self.model, width, height).SerializeToString()
            self.sessions[key] = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        return self.sessions[key]

    def at(self, picture: np.ndarray, longest: int, mirror: bool = True) -> np.ndarray:
        """Inverse depth of an RGB u8 picture, its longer side scaled to about `longest`; averaged with its mirror image's."""
        session, tensor = self._given(picture, longest)
        plain = session.run(["disp"], {"input": tensor})[0][0, 0]
        if not mirror:
            return plain
        mirrored = session.run(["disp"], {"input": np.ascontiguousarray(tensor[..., ::-1])})[0][0, 0, :, ::-1]
        return (plain + mirrored) / 2

    def hints(self, picture: np.ndarray) -> np.ndarray:
        """HINTS of an RGB u8 picture, at 1 / HINT_STEP of about HINT_SIDE: (channels, h, w) f16."""
        session, tensor = self._given(picture, HINT_SIDE)
        found = session.run(list(HINTS), {"input": tensor})
        return np.concatenate([_pooled(plane[0], HINT_STEP // step) for plane, step in zip(found, HINTS.values(), strict=True)]).astype(np.float16)

    def _given(self, picture: np.ndarray, longest: int) -> tuple[onnxruntime.InferenceSession, np.ndarray]:
        height, width = picture.shape[:2]
        scale = longest / max(width, height)
        size = tuple(max(STEP, round(side * scale / STEP) * STEP) for side in (width, height))
        shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        return self.session(*size), np.ascontiguousarray(shown.transpose(2, 0, 1)[None].astype(np.float32))

    def fused(self, picture: np.ndarray, width: int, height: int) -> np.ndarray:
        """The label: inverse depth, larger is nearer, moved to median 0 and mean deviation 1."""
        maps = [standardised(resized(self.at(picture, side), width, height)) for side in LAYOUT_SIDES]
        layout = np.mean(maps, axis=0)
        detail = standardised(resized(self.at(picture, DETAIL_SIDE, mirror=False), width, height))
        radius = max(2, round(GUIDE_RADIUS * max(width, height)))
        return standardised(_guided(detail, layout, radius, GUIDE_FLOOR))


def _pooled(planes: np.ndarray, by: int) -> np.ndarray:
    count, height, width = planes.shape
    return planes.reshape(count, height // by, by, width // by, by).mean((2, 4))


def resized(plane: np.ndarray, width: int, height: int) -> np.ndarray:
    smaller = plane.shape[1] > width
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


def standardised(plane: np.ndarray) -> np.ndarray:
    """Median 0, mean absolute deviation 1 (as MiDaS aligns maps of unknown scale). A flat plane becomes 0."""
    moved = plane - np.median(plane)
    scale = np.abs(moved).mean()
    return (moved / scale if scale > 1e-6 else np.zeros_like(moved)).astype(np.float32)


def _guided(guide: np.ndarray, plane: np.ndarray, radius: int, floor: float) -> np.ndarray:
    """He et al., "Guided Image Filtering", 2013, with one-channel guide."""
    mean = lambda x: cv2.boxFilter(x, cv2.CV_32F, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT)  # noqa: E731
    guide_mean, plane_mean = mean(guide), mean(plane)
    slope = (mean(guide * plane) - guide_mean * plane_mean) / (mean(guide * guide) - guide_mean**2 + floor)
    return mean(slope) * guide + mean(plane_mean - slope * guide_mean)


def _resized(model: onnx.ModelProto, width: int, height: int) -> onnx.ModelProto:
    """A copy for another size: the channel shuffles' shapes scale with it."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    dims = copy.graph.input[0].type.tensor_type.shape.dim
    was_height, was_width = dims[2].dim_value, dims[3].dim_value
    dims[2].dim_value, dims[3].dim_value = height, width
    dims = copy.graph.output[0].type.tensor_type.shape.dim
    dims[2].dim_value, dims[3].dim_value = height, width
    del copy.graph.value_info[:]
    makers = {node.output[0]: node for node in copy.graph.node}
    for node in copy.graph.node:
        if node.op_type == "Reshape":
            sizes = [makers[node.input[1]]]
        elif node.op_type == "Resize" and len(node.input) == 4:
            sizes = [makers[name] for name in makers[node.input[3]].input]
        else:
            continue
        for constant in sizes:
            if constant.op_type != "Constant":
                continue
            shape = numpy_helper.to_array(constant.attribute[0].t).copy()
            if len(shape) == 3:
                shape[-1] = shape[-1] * (height * width) // (was_height * was_width)
            else:
                shape[-2] = shape[-2] * height // was_height
                shape[-1] = shape[-1] * width // was_width
            constant.attribute[0].t.CopyFrom(numpy_helper.from_array(shape, constant.attribute[0].t.name))
    return copy
