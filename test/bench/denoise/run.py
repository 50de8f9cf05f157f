# SPDX-License-Identifier: Apache-2.0
"""Compares denoisers on pictures with known noise, and the noise estimate with the truth.

    python3 test/bench/denoise/run.py quality --pictures DIR [--every 3] [--only NAME]
    python3 test/bench/denoise/run.py estimate --pictures DIR
    python3 test/bench/denoise/run.py time
    python3 test/bench/denoise/run.py report

Needs Debian's python3-opencv and ffmpeg, and a built project. Strengths are tuned on test/data with another seed than
the one that counts. Results are kept in test/bench/cache/denoise.json, `report` makes docs/benchmarks/denoise.md.
"""
import argparse
import glob
import json
import os
import statistics
import subprocess

import cv2
import numpy as np

from methods import Ours, all_methods, ffmpeg_start
from pictures import NOISE, add_noise, average_sigma, load, psnr, ssim, tuning_set
from report import write_report

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
RESULTS = os.path.join(ROOT, "test/bench/cache/denoise.json")


def results():
    if not os.path.exists(RESULTS):
        return {}
    with open(RESULTS) as file:
        return json.load(file)


def keep(key, value):
    everything = results()
    if isinstance(value, dict):
        everything.setdefault(key, {}).update(value)
    else:
        everything[key] = value
    os.makedirs(os.path.dirname(RESULTS), exist_ok=True)
    with open(RESULTS, "w") as file:
        json.dump(everything, file, indent=1)
        file.write("\n")


def held_out(folder, every):
    return sorted(glob.glob(os.path.join(folder, "*.png")))[::every]


def best_strength(run, strengths, kind, crops):
    if len(strengths) == 1:
        return strengths[0]
    noisy = [add_noise(c, kind, 100 + i) for i, c in enumerate(crops)]
    score = lambda k: statistics.mean(  # noqa: E731
        psnr(c, run(n, average_sigma(c, kind), k, kind)[0]) for c, n in zip(crops, noisy)
    )
    return max(strengths, key=score)


def quality(options):
    ours = Ours(ROOT)
    crops = tuning_set(ROOT)[::2]
    paths = held_out(options.pictures, options.every)
    keep("pictures", f"{len(paths)} of {os.path.basename(os.path.normpath(options.pictures))}")
    for name, (run, strengths) in all_methods(ours).items():
        if options.only and options.only not in name:
            continue
        rows = {}
        for kind in NOISE:
            strength = best_strength(run, strengths, kind, crops)
            clean = [load(p) for p in paths]
            done = [run(add_noise(c, kind, i), average_sigma(c, kind), strength, kind)[0] for i, c in enumerate(clean)]
            pairs = list(zip(clean, done))
            rows[kind] = {
                "strength": strength,
                "edge": len(strengths) > 1 and strength in (strengths[0], strengths[-1]),
                "psnr": [psnr(c, d) for c, d in pairs],
                "ssim": statistics.mean(ssim(c, d) for c, d in pairs),
                "shift": max(abs(float(np.mean(d.astype(float) - c))) for c, d in pairs),
            }
            print(f"{name:40} {kind:3} strength {strength:<5} PSNR {statistics.mean(rows[kind]['psnr']):.2f}", flush=True)
        keep("quality", {name: rows})
    clean = [load(p) for p in paths]
    keep("noisy", {k: statistics.mean(psnr(c, add_noise(c, k, i)) for i, c in enumerate(clean)) for k in NOISE})


def estimate(options):
    ours = Ours(ROOT)
    kinds = {"clean": (0, 0), "5": (0, 25), **NOISE}
    rows = {}
    for kind, level in kinds.items():
        NOISE.setdefault(kind, level)
        ratios, clean_levels = [], []
        for i, path in enumerate(held_out(options.pictures, 1)):
            picture = load(path)
            found = ours.estimate(add_noise(picture, kind, i))
            if kind == "clean":
                clean_levels += found["sigma"]
                continue
            slope, offset = level
            for c in range(3):
                # The curve against the truth where the picture's own values lie.
                x = np.percentile(picture[:, :, c], (25, 50, 75))
                a, b = found["levels"][2 * c] * 255, found["levels"][2 * c + 1] * 255**2
                ratios += list(np.sqrt(np.maximum(a * x + b, 0) / (slope * x + offset)))
        values = clean_levels or ratios
        rows[kind] = dict(zip(("p5", "p50", "p95"), np.percentile(values, (5, 50, 95)).tolist()))
        print(kind, rows[kind], flush=True)
    keep("estimate", rows)


def times(options):
    """Interleaved rounds on one picture of 1 MP; medians."""
    ours = Ours(ROOT)
    crops = [cv2.resize(c, (512, 512), interpolation=cv2.INTER_CUBIC) for c in tuning_set(ROOT)[:4]]
    picture = np.ascontiguousarray(np.vstack([np.hstack(crops[:2]), np.hstack(crops[2:])]))
    noisy = add_noise(picture, "25", 1)
    methods = {n: m for n, m in all_methods(ours).items() if "not undone" not in n}
    slow = {"ffmpeg dctdnoiz n=4", "ffmpeg nlmeans", "ffmpeg bm3d two-step", "OpenCV fastNlMeansColored"}
    measured = {name: [] for name in methods}
    starts = []
    for round_ in range(options.rounds + 1):
        starts.append(ffmpeg_start(noisy, 1, 1, "25")[1:])
        for name, (run, strengths) in methods.items():
            if name in slow and round_ > 2:
                continue
            took = run(noisy, 25, strengths[len(strengths) // 2], "25")[1:]
            if round_ > 0:
                measured[name].append(took)
    start = [statistics.median(s[i] for s in starts) for i in (0, 1)]
    megapixels = noisy.shape[0] * noisy.shape[1] / 1e6
    for name, rows in measured.items():
        less = start if name.startswith("ffmpeg") else [0, 0]
        wall, cpu = (max(1e-4, statistics.median(r[i] for r in rows) - less[i]) / megapixels for i in (0, 1))
        keep("time", {name: {"wall": wall, "cpu": cpu, "rounds": len(rows)}})
        print(f"{name:40} {wall:.4f} s/MP wall, {cpu:.4f} s/MP cpu", flush=True)
    first = lambda *c: subprocess.run(c, stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]  # noqa: E731
    with open("/proc/cpuinfo") as file:
        cpu = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    keep("load", f"{os.getloadavg()[0]:.0f}")
    keep("machine", {
        "cpu": cpu, "threads": 2, "target": ours.ask(kind="about")["target"], "opencv": cv2.__version__,
        "ffmpeg": first("ffmpeg", "-version").split(" ")[2], "node": first("node", "--version"),
    })


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "estimate", "time", "report"])
    parser.add_argument("--pictures", default=os.path.join(ROOT, "../shared/data/noise/CBSD68"))
    parser.add_argument("--every", type=int, default=3, help="take every n-th picture (default 3)")
    parser.add_argument("--only", help="methods whose name contains this")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    if options.what == "report":
        write_report(results(), os.path.join(ROOT, "docs/benchmarks/denoise.md"))
    else:
        {"quality": quality, "estimate": estimate, "time": times}[options.what](options)


if __name__ == "__main__":
    main()
