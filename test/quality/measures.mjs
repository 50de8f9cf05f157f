// SPDX-License-Identifier: Apache-2.0
// What is measured. Pictures are RGB bytes; mattes and maps are arrays of floats.
import { luma, ssimMap } from '../bench/fill/metrics.mjs';

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Peak signal to noise of bytes, dB. */
export function psnr(truth, result) {
  let error = 0;
  for (let i = 0; i < truth.length; i++) error += (truth[i] - result[i]) ** 2;
  return 10 * Math.log10((255 ** 2 * truth.length) / Math.max(error, 1e-9));
}

/** Mean structural similarity of luma. */
export const ssim = (truth, result, width, height) => mean(ssimMap(luma(truth), luma(result), width, height));

/** Largest difference of a channel's mean between two pictures, in 8-bit steps. */
export function colourShift(truth, result) {
  const sums = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) sums[i % 3] += result[i] - truth[i];
  return Math.max(...sums.map((sum) => Math.abs(sum / (truth.length / 3))));
}

/** Intersection over union of two mattes, cut at 1/2. Two empty ones agree. */
export function iou(truth, found) {
  let both = 0;
  let either = 0;
  for (let i = 0; i < truth.length; i++) {
    const [a, b] = [truth[i] > 0.5, found[i] > 0.5];
    both += a && b;
    either += a || b;
  }
  return either ? both / either : 1;
}

/** Gaussian derivatives of deviation 1.4, as the alpha matting benchmark takes them (Rhemann et al., 2009). */
function slopes(plane, width, height) {
  const sigma = 1.4;
  const reach = 6;
  const taps = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const steps = taps.map((tap, i) => -((i - reach) / sigma ** 2) * tap);
  const unit = (kernel) => {
    const norm = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0));
    return kernel.map((value) => value / norm);
  };
  const [smooth, slope] = [unit(taps), unit(steps)];
  const pass = (from, kernel, dx, dy) => {
    const to = new Float64Array(from.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) {
          const u = Math.min(width - 1, Math.max(0, x + dx * k));
          const v = Math.min(height - 1, Math.max(0, y + dy * k));
          sum += kernel[k + reach] * from[v * width + u];
        }
        to[y * width + x] = sum;
      }
    return to;
  };
  const across = pass(pass(plane, slope, 1, 0), smooth, 0, 1);
  const down = pass(pass(plane, smooth, 1, 0), slope, 0, 1);
  return across.map((value, i) => Math.hypot(value, down[i]));
}

/**
 * Errors of a matte. `sad`: sum of absolute differences in thousands; `mse`: mean square over what counts; `mae`: mean absolute
 * over the picture; `gradient`: squared differences of slopes, in thousands. `where` (bytes, 0 or not) limits sad, mse
 * and gradient to a trimap's unknown band.
 */
export function alphaErrors(truth, found, width, height, where) {
  const [a, b] = [slopes(truth, width, height), slopes(found, width, height)];
  let [sad, square, gradient, count, all] = [0, 0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const difference = Math.abs(truth[i] - found[i]);
    all += difference;
    if (where && !where[i]) continue;
    sad += difference;
    square += difference ** 2;
    gradient += (a[i] - b[i]) ** 2;
    count++;
  }
  return {
    sad: sad / 1000,
    mse: square / Math.max(count, 1),
    gradient: gradient / 1000,
    mae: all / truth.length,
  };
}

/** Rank correlation; ties share their mean rank. */
export function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) ** 2;
    yy += (y[i] - middle) ** 2;
  }
  return xy / Math.sqrt(xx * yy || 1);
}

function ranks(values) {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  const out = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && values[order[end]] === values[order[i]]) end++;
    for (let k = i; k < end; k++) out[order[k]] = (i + end - 1) / 2;
    i = end;
  }
  return out;
}

/** `map` moved by the scale and offset that fit it to `truth` best in the least squares. */
export function aligned(map, truth) {
  const [mx, my] = [mean(map), mean(truth)];
  let [xy, xx] = [0, 0];
  for (let i = 0; i < map.length; i++) {
    xy += (map[i] - mx) * (truth[i] - my);
    xx += (map[i] - mx) ** 2;
  }
  const scale = xx > 0 ? xy / xx : 0;
  return map.map((value) => (value - mx) * scale + my);
}

/** Share of pixels whose depth is within 25 % of the truth's. Both are inverse depths; nothing is nearer than 0. */
export function delta1(truth, found) {
  let right = 0;
  for (let i = 0; i < truth.length; i++) right += Math.max(truth[i] / found[i], found[i] / truth[i]) < 1.25;
  return right / truth.length;
}

/** Mean absolute change between frames at the pixels of `still` (bytes, 0 or not), where the picture itself rests. */
export function flicker(before, after, still) {
  let [sum, count] = [0, 0];
  for (let i = 0; i < before.length; i++) {
    if (!still[i]) continue;
    sum += Math.abs(after[i] - before[i]);
    count++;
  }
  return sum / Math.max(count, 1);
}
