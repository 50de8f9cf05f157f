# SPDX-License-Identifier: Apache-2.0
"""Runs other fillers on the cases that run.mjs wrote: rivals.py FOLDER METHOD...

FOLDER/<case>/input.png and mask.png (white: fill) give FOLDER/<case>/<method>.png; the times in milliseconds go to
standard output as JSON lines. OpenCV's times are the call alone; G'MIC's are its process less one that does nothing.
Needs Debian's python3-opencv (with contrib) and gmic.
"""
import json
import subprocess
import sys
import time
from pathlib import Path

import cv2


def xphoto(method):
    def fill(image, mask):
        result = image.copy()
        cv2.xphoto.inpaint(image, cv2.bitwise_not(mask), result, method)
        return result

    return fill


OPENCV = {
    "telea": lambda image, mask: cv2.inpaint(image, mask, 5, cv2.INPAINT_TELEA),
    "ns": lambda image, mask: cv2.inpaint(image, mask, 5, cv2.INPAINT_NS),
    "fsr_fast": xphoto(cv2.xphoto.INPAINT_FSR_FAST),
    "shiftmap": xphoto(cv2.xphoto.INPAINT_SHIFTMAP),
}


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - start) * 1000


def gmic(*arguments):
    return lambda: subprocess.run(["gmic", "-v", "0", *map(str, arguments)], check=True, timeout=180)


def run(case, method):
    source, hole, out = case / "input.png", case / "mask.png", case / f"{method}.png"
    if method == "gmic_matchpatch":
        fill = ["inpaint_matchpatch[0]", "[1]", "keep[0]", "-c", "0,255", "-o", f"{out}"]
        _, nothing = timed(gmic(source, hole, "keep[0]", "-o", out))
        _, ms = timed(gmic(source, hole, *fill))
        return ms - nothing
    image, mask = cv2.imread(str(source)), cv2.imread(str(hole), cv2.IMREAD_GRAYSCALE)
    result, ms = timed(lambda: OPENCV[method](image, mask))
    cv2.imwrite(str(out), result)
    return ms


def main():
    folder, methods = Path(sys.argv[1]), sys.argv[2:]
    for case in sorted(path.parent for path in folder.glob("*/mask.png")):
        for method in methods:
            try:
                ms = run(case, method)
            except (subprocess.SubprocessError, cv2.error) as error:
                print(f"{case.name} {method}: {error}", file=sys.stderr)
                continue
            print(json.dumps({"case": case.name, "method": method, "ms": ms}), flush=True)


main()
