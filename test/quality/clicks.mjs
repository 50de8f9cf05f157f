// SPDX-License-Identifier: Apache-2.0
// A user who clicks where the selection is most wrong, as the interactive segmentation benchmarks do.

/** How deep each set pixel lies in its region, in pixels (chamfer 3-4). The picture's border is outside. */
function depths(set, width, height) {
  const out = Float64Array.from(set, (s) => (s ? 1e9 : 0));
  const at = (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : out[y * width + x]);
  const relax = (x, y, d) => {
    const i = y * width + x;
    if (!set[i]) return;
    out[i] = Math.min(
      out[i],
      at(x - d, y) + 1,
      at(x, y - d) + 1,
      at(x - d, y - d) + 4 / 3,
      at(x + d, y - d) + 4 / 3,
    );
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(x, y, 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(x, y, -1);
  return out;
}

/** The click { x, y, label } at the deepest point of what is missed or wrongly taken; undefined when nothing is wrong. */
export function nextClick(truth, found, width, height) {
  let best;
  for (const label of ['add', 'remove']) {
    const wrong = Uint8Array.from(truth, (t, i) =>
      label === 'add' ? t > 0.5 && found[i] <= 0.5 : t <= 0.5 && found[i] > 0.5,
    );
    const deep = depths(wrong, width, height);
    deep.forEach((value, i) => {
      if (value > (best?.value ?? 0)) best = { value, i, label };
    });
  }
  if (!best) return undefined;
  return {
    x: ((best.i % width) + 0.5) / width,
    y: (Math.floor(best.i / width) + 0.5) / height,
    label: best.label,
  };
}
