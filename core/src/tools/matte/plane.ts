// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';

/*
 * Small float mattes (of a model's size) and what is asked of them. All are one-channel f32 frames; two that are
 * compared have the same size.
 */

/** The samples of a one-channel float frame, tight. */
export function samplesOf(matte: Frame): Float32Array {
  if (matte.dtype !== 'f32' || matte.channels !== 1) {
    throw new TypeError(`Expected one float channel but received ${matte.channels} of ${matte.dtype}`);
  }
  const bytes = matte.packed();
  return new Float32Array(bytes.buffer, bytes.byteOffset, matte.width * matte.height);
}

const map2 = (a: Frame, b: Frame, f: (a: number, b: number) => number): Frame => {
  const x = samplesOf(a);
  const y = samplesOf(b);
  return Frame.ofFloats(
    x.map((value, i) => f(value, y[i] ?? 0)),
    a.width,
    a.height,
    noColour,
  );
};

export const union = (a: Frame, b: Frame): Frame => map2(a, b, Math.max);

export const mean = (a: Frame, b: Frame): Frame => map2(a, b, (x, y) => (x + y) / 2);

/**
 * overlap: intersection over union where both exceed 1/2. covered: how much of `reference` the matte has. share: how
 * much of the picture `reference` takes.
 */
export function agreement(
  matte: Frame,
  reference: Frame,
): { overlap: number; covered: number; share: number } {
  const a = samplesOf(matte);
  const b = samplesOf(reference);
  let both = 0;
  let either = 0;
  let wanted = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = (a[i] ?? 0) > 0.5;
    const inB = (b[i] ?? 0) > 0.5;
    if (inA && inB) both++;
    if (inA || inB) either++;
    if (inB) wanted++;
  }
  return {
    overlap: either === 0 ? 1 : both / either,
    covered: wanted === 0 ? 1 : both / wanted,
    share: a.length === 0 ? 0 : wanted / a.length,
  };
}

/**
 * The box around what exceeds `level`, widened by `margin` of its sides and kept inside, in parts of the picture.
 * Stray samples do not count: a row or column needs two of a thousand.
 */
export function boundsOf(matte: Frame, level: number, margin: number): Rect | undefined {
  const { width, height } = matte;
  const samples = samplesOf(matte);
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  samples.forEach((value, i) => {
    if (value <= level) return;
    const y = Math.floor(i / width);
    rows[y] = (rows[y] ?? 0) + 1;
    const x = i % width;
    columns[x] = (columns[x] ?? 0) + 1;
  });
  const span = (counts: Uint32Array, across: number) => {
    const enough = (n: number) => n > Math.max(1, across * 0.002);
    return { first: counts.findIndex(enough), last: counts.findLastIndex(enough) };
  };
  const x = span(columns, height);
  const y = span(rows, width);
  if (x.first < 0 || y.first < 0) return undefined;
  const widen = (first: number, last: number, size: number): [number, number] => {
    const extra = (last + 1 - first) * margin;
    return [Math.max(0, first - extra) / size, Math.min(size, last + 1 + extra) / size];
  };
  const [left, right] = widen(x.first, x.last, width);
  const [top, bottom] = widen(y.first, y.last, height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** `matte` where `guard`, widened by 3 % of the picture for hair, allows it. */
export function gate(matte: Frame, guard: Frame): Frame {
  const reach = Math.round(0.03 * Math.max(matte.width, matte.height));
  const wide = Frame.ofFloats(windowMax(guard, reach), guard.width, guard.height, noColour);
  return map2(matte, wide, (value, allowed) => value * Math.min(1, Math.max(0, allowed * 2 - 0.2)));
}

/** `matte` with what `guard` is sure of well inside itself filled in. */
export function fillSure(matte: Frame, guard: Frame): Frame {
  const reach = Math.round(0.02 * Math.max(matte.width, matte.height));
  const negative = Frame.ofFloats(
    samplesOf(guard).map((v) => 1 - v),
    guard.width,
    guard.height,
    noColour,
  );
  const core = windowMax(negative, reach);
  const inner = Frame.ofFloats(core, guard.width, guard.height, noColour);
  return map2(matte, inner, (value, doubt) =>
    Math.max(value, Math.min(1, Math.max(0, (0.15 - doubt) / 0.1))),
  );
}

/** The largest sample within `reach` on both axes (van Herk's running maximum: time independent of the reach). */
function windowMax(matte: Frame, reach: number): Float32Array {
  const { width, height } = matte;
  const across = new Float32Array(width * height);
  const samples = samplesOf(matte);
  runningMax(samples, across, width, height, 1, width, reach);
  const both = new Float32Array(width * height);
  runningMax(across, both, height, width, width, 1, reach);
  return both;
}

function runningMax(
  from: Float32Array,
  to: Float32Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  reach: number,
): void {
  const size = 2 * reach + 1;
  const padded = length + 2 * reach;
  const forward = new Float32Array(padded);
  const backward = new Float32Array(padded);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    const at = (i: number) =>
      i < reach || i >= length + reach ? 0 : (from[start + (i - reach) * step] ?? 0);
    for (let i = 0; i < padded; i++)
      forward[i] = i % size === 0 ? at(i) : Math.max(forward[i - 1] ?? 0, at(i));
    for (let i = padded - 1; i >= 0; i--)
      backward[i] = i % size === size - 1 || i === padded - 1 ? at(i) : Math.max(backward[i + 1] ?? 0, at(i));
    for (let i = 0; i < length; i++)
      to[start + i * step] = Math.max(backward[i] ?? 0, forward[i + size - 1] ?? 0);
  }
}
