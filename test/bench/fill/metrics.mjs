// SPDX-License-Identifier: Apache-2.0
// How well a filling matches what was there, judged inside the hole alone.

/** Luma of RGB bytes, 0..255. */
export const luma = (rgb) => {
  const grey = new Float64Array(rgb.length / 3);
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
  return grey;
};

function gradient(grey, width, height) {
  const out = new Float64Array(grey.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      out[i] = Math.hypot(
        x + 1 < width ? grey[i + 1] - grey[i] : 0,
        y + 1 < height ? grey[i + width] - grey[i] : 0,
      );
    }
  return out;
}

/** Gaussian of SSIM's usual window: 11 taps, deviation 1.5, borders repeated. */
function smooth(plane, width, height) {
  const taps = Float64Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / 4.5));
  const sum = taps.reduce((a, b) => a + b);
  const pass = (from, step, length, index) => {
    const to = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const at = index(i);
      let total = 0;
      for (let k = -5; k <= 5; k++)
        total += taps[k + 5] * from[i + (Math.min(length - 1, Math.max(0, at + k)) - at) * step];
      to[i] = total / sum;
    }
    return to;
  };
  const rows = pass(plane, 1, width, (i) => i % width);
  return pass(rows, width, height, (i) => Math.floor(i / width));
}

/** SSIM at every pixel (Wang et al., 2004), of planes in 0..255. */
export function ssimMap(a, b, width, height) {
  const of = (f) =>
    smooth(
      Float64Array.from(a, (_, i) => f(a[i], b[i])),
      width,
      height,
    );
  const [ma, mb, aa, bb, ab] = [
    of((x) => x),
    of((_, y) => y),
    of((x) => x * x),
    of((_, y) => y * y),
    of((x, y) => x * y),
  ];
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  return ma.map(
    (m, i) =>
      ((2 * m * mb[i] + c1) * (2 * (ab[i] - m * mb[i]) + c2)) /
      ((m * m + mb[i] ** 2 + c1) * (aa[i] - m * m + bb[i] - mb[i] ** 2 + c2)),
  );
}

/** Pixels within two pixels of the hole's rim, on either side: a band five pixels wide. */
function rim(mask, width, height) {
  const band = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let some = false;
      let all = true;
      for (let j = Math.max(0, y - 2); j <= Math.min(height - 1, y + 2); j++)
        for (let i = Math.max(0, x - 2); i <= Math.min(width - 1, x + 2); i++) {
          if (mask[j * width + i]) some = true;
          else all = false;
        }
      band[y * width + x] = some && !all ? 1 : 0;
    }
  return band;
}

const meanWhere = (plane, where) => {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < plane.length; i++) {
    if (!where[i]) continue;
    sum += plane[i];
    count++;
  }
  return sum / count;
};

/**
 * Compares RGB bytes. `psnr` (dB, all channels) and `ssim` (of luma) inside the hole; `texture`: mean gradient
 * magnitude of luma in the hole ÷ that of the truth; `seam`: the same in a five-pixel band on the hole's rim.
 */
export function judge(truth, result, mask, width, height) {
  let error = 0;
  let count = 0;
  for (let i = 0; i < mask.length; i++)
    for (let c = 0; c < 3 && mask[i]; c++, count++) error += (truth[3 * i + c] - result[3 * i + c]) ** 2;
  const [a, b] = [luma(truth), luma(result)];
  const [ga, gb] = [gradient(a, width, height), gradient(b, width, height)];
  const band = rim(mask, width, height);
  return {
    psnr: 10 * Math.log10(255 ** 2 / Math.max(error / count, 1e-9)),
    ssim: meanWhere(ssimMap(a, b, width, height), mask),
    texture: meanWhere(gb, mask) / Math.max(meanWhere(ga, mask), 1e-6),
    seam: meanWhere(gb, band) / Math.max(meanWhere(ga, band), 1e-6),
  };
}
