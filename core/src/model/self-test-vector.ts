// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { Tensor } from './tensor.js';

/*
 * A numeric self-test: inputs that every machine can make by itself, and a few values that the graph must give for
 * them. GPU providers have returned finite, wrong numbers; this finds them before a picture does.
 */

/**
 * What fills an input. `picture`: a drawn bust before a wall with some noise, in 0..1, times `scale`, plus
 * `offset`. `noise`: uniform. `constant`: `offset`.
 */
const fill = z.strictObject({
  tensor: z.string().min(1),
  dims: z.array(z.int().positive()).max(8),
  dtype: z.enum(['f32', 'i64']).default('f32'),
  kind: z.enum(['picture', 'noise', 'constant']),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  scale: z.number().default(1),
  offset: z.number().default(0),
});
export type Fill = z.infer<typeof fill>;

const test = z.strictObject({
  /** The role of the file that holds the graph. */
  graph: z.string().min(1),
  inputs: z.array(fill).min(1),
  outputs: z
    .array(
      z.strictObject({
        tensor: z.string().min(1),
        /** Pairs of a flat index and the value there. */
        samples: z.array(z.tuple([z.int().min(0), z.number()])).min(1),
        /** Largest allowed |difference|, in the output's unit. Wide enough for half-precision arithmetic. */
        tolerance: z.number().positive(),
      }),
    )
    .min(1),
});
export type SelfTest = z.infer<typeof test>;

/** Null where a model has no runner yet. */
export const selfTest = z.array(test).min(1).nullable();

/** A number in 0..1 from a position, the same on every machine (32-bit integer arithmetic only). */
function hash01(i: number): number {
  let h = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 8) / 0x1000000;
}

type Colour = readonly [number, number, number];
interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly colour: Colour;
}

/** A bust in front of a wall, from back to front: enough of a person for the nets that look for one. */
const bust: readonly Ellipse[] = [
  { x: 0.5, y: 1.02, a: 0.34, b: 0.36, colour: [0.16, 0.22, 0.42] },
  { x: 0.5, y: 0.62, a: 0.09, b: 0.12, colour: [0.74, 0.54, 0.44] },
  { x: 0.5, y: 0.37, a: 0.17, b: 0.22, colour: [0.18, 0.12, 0.09] },
  { x: 0.5, y: 0.42, a: 0.14, b: 0.19, colour: [0.86, 0.66, 0.55] },
  { x: 0.44, y: 0.39, a: 0.025, b: 0.014, colour: [0.1, 0.07, 0.06] },
  { x: 0.56, y: 0.39, a: 0.025, b: 0.014, colour: [0.1, 0.07, 0.06] },
  { x: 0.5, y: 0.46, a: 0.016, b: 0.03, colour: [0.76, 0.55, 0.45] },
  { x: 0.5, y: 0.53, a: 0.05, b: 0.014, colour: [0.66, 0.3, 0.28] },
];

/** The scene at a pixel, 0..1; `c` is the channel. Only exact operations, so that machines agree to the last bit. */
function scene(x: number, y: number, c: number, width: number, height: number): number {
  const u = (x + 0.5) / width;
  const v = (y + 0.5) / height;
  let value = 0.62 + 0.2 * (c === 2 ? 1 - v : u * v);
  for (const { x: cx, y: cy, a, b, colour } of bust) {
    const du = (u - cx) / a;
    const dv = (v - cy) / b;
    if (du * du + dv * dv < 1) value = colour[c] ?? 0;
  }
  return value + 0.04 * (hash01(x + width * (y + height * c)) - 0.5);
}

/** Makes the input that a fill describes. */
export function fillTensor(input: Fill): Tensor {
  const { dims, kind, scale, offset } = input;
  const length = dims.reduce((product, d) => product * d, 1);
  if (input.dtype === 'i64') {
    return { dtype: 'i64', dims, data: new BigInt64Array(length).fill(BigInt(Math.round(offset))) };
  }
  const data = new Float32Array(length);
  if (kind === 'constant') data.fill(offset);
  else if (kind === 'noise') for (let i = 0; i < length; i++) data[i] = hash01(i) * scale + offset;
  else fillPicture(data, input);
  return { dtype: 'f32', dims, data };
}

function fillPicture(data: Float32Array, { dims, layout, scale, offset }: Fill): void {
  const [, a = 1, b = 1, c = 1] = dims;
  const [channels, height, width] = layout === 'nchw' ? [a, b, c] : [c, a, b];
  for (let i = 0; i < data.length; i++) {
    const plane = layout === 'nchw' ? Math.floor(i / (width * height)) : i % channels;
    const pixel = layout === 'nchw' ? i % (width * height) : Math.floor(i / channels);
    const value = plane < 3 ? scene(pixel % width, Math.floor(pixel / width), plane, width, height) : 0;
    data[i] = value * scale + offset;
  }
}
