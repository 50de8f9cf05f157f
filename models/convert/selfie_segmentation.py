# SPDX-License-Identifier: Apache-2.0
"""Makes models/selfie-segmentation*/…onnx from MediaPipe's npm package.

    python models/convert/selfie_segmentation.py [--check]

Fetches the package by `npm pack` (so that the user's registry and cache apply), checks its pinned integrity, runs none of
its code, and converts the two TensorFlow Lite graphs in it. The same bytes come out every time; `--check` compares them
with the files that are checked in instead of writing them.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tflite_to_onnx import convert

PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
INTEGRITY = "sha512-IxYxNhwE5VwOm52L1yoFWYLP7q9Pd+NJjzOC5tlepfvEGaY3o9hslhUrx9BgseqdfZtKSDtd/4NfCSMjNzQalA=="
MODELS = Path(__file__).resolve().parent.parent
GRAPHS = {
    "package/selfie_segmentation.tflite": MODELS / "selfie-segmentation" / "selfie-segmentation.onnx",
    "package/selfie_segmentation_landscape.tflite": MODELS
    / "selfie-segmentation-landscape"
    / "selfie-segmentation-landscape.onnx",
}


def fetch(folder: Path) -> Path:
    subprocess.run(["npm", "pack", PACKAGE, "--ignore-scripts", "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (tarball,) = folder.glob("*.tgz")
    found = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"The registry's tarball of {PACKAGE} has {found} instead of the pinned {INTEGRITY}.")
    return tarball


def main() -> None:
    check = "--check" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(Path(folder))) as tarball:
        for inner, path in GRAPHS.items():
            member = tarball.extractfile(inner)
            if member is None:
                sys.exit(f"{PACKAGE} has no file {inner}.")
            model = convert(member.read(), path.stem, "image", "matte")
            graph = model.SerializeToString(deterministic=True)
            if check and path.read_bytes() != graph:
                sys.exit(f"{path} is not what the converter makes.")
            if not check:
                path.write_bytes(graph)
            print(path.name, len(graph), hashlib.sha256(graph).hexdigest())


if __name__ == "__main__":
    main()
