# SPDX-License-Identifier: Apache-2.0
"""
python -m denoise.export: writes the averaged weights of a run as models/denoise-still/denoise-still.onnx, in half
precision (the arithmetic stays in single), checks the graph against PyTorch, and brings the manifest's size and hash
up to date. Self-test vector and memory: `node scripts/record-self-test.mjs denoise-still`.
"""
import argparse
import hashlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from pictures.places import REPOSITORY, cache_folder
from storage import halve_storage

from .network import MULTIPLE, Denoiser, Shape

FOLDER = REPOSITORY / "models" / "denoise-still"
OPSET = 17


def load(checkpoint: Path) -> Denoiser:
    """The averaged weights, as they are after storing them in half precision."""
    saved = torch.load(checkpoint, weights_only=False)
    model = Denoiser(Shape(**saved["shape"])).eval()
    model.load_state_dict({name: value.half().float() for name, value in saved["average"].items()})
    return model


def graph_of(model: Denoiser) -> onnx.ModelProto:
    buffer = io.BytesIO()
    example = (torch.zeros(1, 3, 8 * MULTIPLE, 8 * MULTIPLE), torch.zeros(1, 1, 4 * MULTIPLE, 4 * MULTIPLE))
    names = {"input_names": ["x", "sigma"], "output_names": ["y"]}
    axes = {"x": {2: "height", 3: "width"}, "sigma": {2: "half_height", 3: "half_width"}, "y": {2: "height", 3: "width"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, example, buffer, opset_version=OPSET, dynamic_axes=axes, dynamo=False, **names)
    return onnx.load_from_string(buffer.getvalue())


def check(file: Path, model: Denoiser) -> float:
    """Largest difference between the file in ONNX Runtime and PyTorch, at another size than that of the export."""
    generator = torch.Generator().manual_seed(1)
    x, sigma = torch.rand(1, 3, 88, 120, generator=generator), torch.full((1, 1, 44, 60), 0.1)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    [found] = session.run(None, {"x": x.numpy(), "sigma": sigma.numpy()})
    with torch.no_grad():
        return float(np.abs(found - model(x, sigma).numpy()).max())


def main() -> None:
    parser = argparse.ArgumentParser(prog="denoise.export", description="Exports the still denoiser.")
    parser.add_argument("--cache", help="folder of all training data")
    parser.add_argument("--name", default="denoise", help="name of the run")
    given = parser.parse_args()
    model = load(cache_folder(given.cache) / "runs" / given.name / "last.pt")
    exported = graph_of(model)
    halve_storage(exported.graph)
    exported.producer_name, exported.producer_version = "sfumato", ""
    onnx.checker.check_model(exported)
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / "denoise-still.onnx"
    file.write_bytes(exported.SerializeToString(deterministic=True))
    difference = check(file, model)
    if difference > 1e-4:
        raise SystemExit(f"The file differs from PyTorch by {difference}.")
    content = file.read_bytes()
    manifest_path = FOLDER / "model.json"
    if manifest_path.exists():
        manifest = json.loads(manifest_path.read_text())
        manifest["files"][0].update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}, differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()
