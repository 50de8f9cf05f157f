// SPDX-License-Identifier: Apache-2.0
// Colour conversion between the profiles that the emulator knows, in double precision.
import { depthOf, type Plane, type Samples, samples, white } from './plane.js';

type Matrix = readonly (readonly [number, number, number])[];

/** Primaries to XYZ under D50, and the exponent of the transfer curve (sRGB's own curve as 0). */
const profiles: Record<string, { readonly toXyz: Matrix; readonly gamma: number; fromXyz?: Matrix }> = {
  'sRGB IEC61966-2.1': {
    toXyz: [
      [0.4360747, 0.3850649, 0.1430804],
      [0.2225045, 0.7168786, 0.0606169],
      [0.0139322, 0.0971045, 0.7141733],
    ],
    gamma: 0,
  },
  'Adobe RGB (1998)': {
    toXyz: [
      [0.6097559, 0.2052401, 0.149224],
      [0.3111242, 0.625656, 0.0632197],
      [0.0194811, 0.0608902, 0.7448387],
    ],
    gamma: 563 / 256,
  },
};

const d50 = [0.9642, 1, 0.8251] as const;

function inverse(m: Matrix): Matrix {
  const [a, b, c] = m as [[number, number, number], [number, number, number], [number, number, number]];
  const cofactor = (p: number, q: number, r: number, s: number) => p * s - q * r;
  const det =
    a[0] * cofactor(b[1], b[2], c[1], c[2]) -
    a[1] * cofactor(b[0], b[2], c[0], c[2]) +
    a[2] * cofactor(b[0], b[1], c[0], c[1]);
  const rows: Matrix = [
    [cofactor(b[1], b[2], c[1], c[2]), -cofactor(a[1], a[2], c[1], c[2]), cofactor(a[1], a[2], b[1], b[2])],
    [-cofactor(b[0], b[2], c[0], c[2]), cofactor(a[0], a[2], c[0], c[2]), -cofactor(a[0], a[2], b[0], b[2])],
    [cofactor(b[0], b[1], c[0], c[1]), -cofactor(a[0], a[1], c[0], c[1]), cofactor(a[0], a[1], b[0], b[1])],
  ];
  return rows.map(([x, y, z]) => [x / det, y / det, z / det] as const);
}

const times = (m: Matrix, v: readonly [number, number, number]): [number, number, number] => {
  const dot = (row: readonly [number, number, number] | undefined) =>
    (row?.[0] ?? 0) * v[0] + (row?.[1] ?? 0) * v[1] + (row?.[2] ?? 0) * v[2];
  return [dot(m[0]), dot(m[1]), dot(m[2])];
};

const decode = (v: number, gamma: number) =>
  gamma !== 0 ? Math.max(0, v) ** gamma : v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const encode = (v: number, gamma: number) =>
  gamma !== 0
    ? Math.max(0, v) ** (1 / gamma)
    : v <= 0.0031308
      ? v * 12.92
      : 1.055 * Math.max(0, v) ** (1 / 2.4) - 0.055;

/** CIE Lab with L 0..1 for 0..100 and a, b 0.5 for 0 (128 of 255), as interleaved Lab samples hold them. */
function labToXyz([l, a, b]: readonly [number, number, number]): [number, number, number] {
  const fy = (l * 100 + 16) / 116;
  const f = [fy + (a * 255 - 128) / 500, fy, fy - (b * 255 - 128) / 200] as const;
  const back = (t: number) => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29));
  return [d50[0] * back(f[0]), d50[1] * back(f[1]), d50[2] * back(f[2])];
}

function xyzToLab(xyz: readonly [number, number, number]): [number, number, number] {
  const f = (v: number) => (v > (6 / 29) ** 3 ? Math.cbrt(v) : v / (3 * (6 / 29) ** 2) + 4 / 29);
  const [x, y, z] = [f(xyz[0] / d50[0]), f(xyz[1] / d50[1]), f(xyz[2] / d50[2])];
  return [(116 * y - 16) / 100, (500 * (x - y) + 128) / 255, (200 * (y - z) + 128) / 255];
}

type Triple = readonly [number, number, number];

/** Samples of 32 bits are linear light, whatever the profile's curve. */
function toXyz(profile: string, v: Triple, linear: boolean): [number, number, number] {
  if (profile === 'Lab D50') return labToXyz(v);
  const known = profiles[profile];
  if (!known) throw new Error(`Unknown profile ${profile}`);
  const light = (value: number) => (linear ? value : decode(value, known.gamma));
  return times(known.toXyz, [light(v[0]), light(v[1]), light(v[2])]);
}

function fromXyz(profile: string, xyz: Triple, linear: boolean): [number, number, number] {
  if (profile === 'Lab D50') return xyzToLab(xyz);
  const known = profiles[profile];
  if (!known) throw new Error(`Unknown profile ${profile}`);
  known.fromXyz ??= inverse(known.toXyz);
  const v = times(known.fromXyz, xyz);
  return linear ? v : [encode(v[0], known.gamma), encode(v[1], known.gamma), encode(v[2], known.gamma)];
}

/** The plane's three colours in another profile; alpha stays. */
export function inProfile(plane: Plane, from: string, to: string): Plane {
  if (from === to) return plane;
  const depth = depthOf(plane.data);
  const linear = depth === 32;
  const top = white[depth];
  const n = plane.components;
  const data: Samples = samples(depth, plane.data.length);
  for (let i = 0; i < data.length; i += n) {
    const at = (c: number) => (plane.data[i + c] ?? 0) / top;
    const out = fromXyz(to, toXyz(from, [at(0), at(1), at(2)], linear), linear);
    for (let c = 0; c < 3; c++) {
      const v = (out[c] ?? 0) * top;
      data[i + c] = depth === 32 ? v : Math.round(Math.min(top, Math.max(0, v)));
    }
    if (n === 4) data[i + 3] = plane.data[i + 3] ?? 0;
  }
  return { ...plane, data };
}
