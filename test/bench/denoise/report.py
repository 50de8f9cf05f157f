# SPDX-License-Identifier: Apache-2.0
"""Makes docs/benchmarks/denoise.md from the results that run.py keeps."""
import os
import statistics

REFERENCE = "ffmpeg dctdnoiz n=4"
KINDS = {"15": "σ 15", "25": "σ 25", "50": "σ 50", "pg": "3x + 25"}


def quality_table(results):
    quality = results["quality"]
    mean = lambda name, kind: statistics.mean(quality[name][kind]["psnr"])  # noqa: E731
    lines = ["| method | " + " | ".join(KINDS.values()) + " | largest shift of a picture's mean |", "|---|" + "---|" * 5]
    lines.append("| noisy | " + " | ".join(f"{results['noisy'][k]:.2f}" for k in KINDS) + " | |")
    for name in sorted(quality, key=lambda n: -mean(n, "25")):
        cells = []
        for kind in KINDS:
            row = quality[name][kind]
            delta = mean(name, kind) - mean(REFERENCE, kind)
            cells.append(f"{mean(name, kind):.2f} / {row['ssim']:.3f} ({delta:+.2f}{' ᵉ' if row['edge'] else ''})")
        shift = max(quality[name][k]["shift"] for k in KINDS)
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {shift:.2f} |")
    return "\n".join(lines)


def time_table(results):
    time = results["time"]
    lines = ["| method | wall s/MP | cpu s/MP | × dctdnoiz' speed (cpu) | × bilateral's speed (cpu) |", "|---|---|---|---|---|"]
    for name in sorted(time, key=lambda n: time[n]["wall"]):
        wall = time[name]["wall"]
        ratios = [time[r]["cpu"] / time[name]["cpu"] for r in (REFERENCE, "OpenCV bilateral d=9")]
        lines.append(f"| {name} | {wall:.3f} | {time[name]['cpu']:.3f} | {ratios[0]:.1f} | {ratios[1]:.2f} |")
    return "\n".join(lines)


def estimate_table(results):
    lines = ["| noise | 5 % | median | 95 % |", "|---|---|---|---|"]
    for kind, row in results["estimate"].items():
        if kind == "clean":
            cells = [f"{row[p]:.2f} / 255" for p in ("p5", "p50", "p95")]
            lines.append("| none: deviation found | " + " | ".join(cells) + " |")
        else:
            cells = [f"{row[p]:.3f}" for p in ("p5", "p50", "p95")]
            lines.append(f"| {KINDS.get(kind, f'σ {kind}')}: found / true deviation | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_report(results, path):
    machine = results["machine"]
    text = f"""# Denoise

Made by `python3 test/bench/denoise/run.py report` from `test/bench/cache/denoise.json`; the other commands of that
script measure. Machine: {machine['cpu']}, {machine['threads']} threads, {machine['target']} kernels, Node {machine['node']};
OpenCV {machine['opencv']}, ffmpeg {machine['ffmpeg']} (Debian). Every method got the true level of the noise (its average, for
the rivals, where it varies), and its strength was tuned per kind of noise on crops of `test/data` with another seed;
ᵉ marks a strength at the edge of the tried ones. Noise is clipped to 8 bits, as files hold it.

## Quality

Mean PSNR in dB / SSIM of luma (and the difference in dB to dctdnoiz) on {results['pictures']}, kept out of tuning, but for two constants of the estimator that were changed after its scores on clean ones were seen.

{quality_table(results)}

"Clipping not undone" leaves out the correction of the bias that clipping makes near black and white: no rival has one.

## Speed

1 MP RGB8, rounds interleaved, medians; starting the ffmpeg program is taken off. "Level estimated" includes the estimate.
Other work ran on this machine's two cores at the same time (load {results.get("load", "unknown")}): go by the cpu column and by ratios.

{time_table(results)}

## Noise estimate

On all 68 pictures and three channels, the found curve at the quartiles of each picture's own values.

{estimate_table(results)}
"""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
