// SPDX-License-Identifier: Apache-2.0
import type { Colour, Primaries } from '../../frame/index.js';
import type { Rgb } from '../../tool/index.js';

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const apply = (m: Matrix, v: Vector): Vector => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const transpose = (m: Matrix): Matrix => [
  [m[0][0], m[1][0], m[2][0]],
  [m[0][1], m[1][1], m[2][1]],
  [m[0][2], m[1][2], m[2][2]],
];
const multiply = (a: Matrix, b: Matrix): Matrix => {
  const columns = transpose(b);
  const row = (v: Vector): Vector => [dot(v, columns[0]), dot(v, columns[1]), dot(v, columns[2])];
  return [row(a[0]), row(a[1]), row(a[2])];
};
function invert(m: Matrix): Matrix {
  const c0 = cross(m[1], m[2]);
  const c1 = cross(m[2], m[0]);
  const c2 = cross(m[0], m[1]);
  const scale = 1 / dot(m[0], c0);
  const scaled = (v: Vector): Vector => [v[0] * scale, v[1] * scale, v[2] * scale];
  return transpose([scaled(c0), scaled(c1), scaled(c2)]);
}

type Chromaticity = readonly [x: number, y: number];
const xyz = ([x, y]: Chromaticity): Vector => [x / y, 1, (1 - x - y) / y];
const d65: Chromaticity = [0.3127, 0.329];

/** Red, green, blue and white of each set of primaries (IEC 61966-2-1, SMPTE EG 432-1, Adobe RGB 1998, BT.2020, S-2014-004). */
const chromaticities = {
  srgb: [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], d65],
  'display-p3': [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], d65],
  'adobe-rgb': [[0.64, 0.33], [0.21, 0.71], [0.15, 0.06], d65],
  rec2020: [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046], d65],
  acescg: [
    [0.713, 0.293],
    [0.165, 0.83],
    [0.128, 0.044],
    [0.32168, 0.33767],
  ],
} as const satisfies Record<Primaries, readonly [Chromaticity, Chromaticity, Chromaticity, Chromaticity]>;

function toXyz(primaries: Primaries): Matrix {
  const [red, green, blue, white] = chromaticities[primaries];
  const columns = transpose([xyz(red), xyz(green), xyz(blue)]);
  const share = apply(invert(columns), xyz(white));
  const scaled = (row: Vector): Vector => [row[0] * share[0], row[1] * share[1], row[2] * share[2]];
  return [scaled(columns[0]), scaled(columns[1]), scaled(columns[2])];
}

/** Bradford's cone response, for the one set of primaries whose white is not D65. */
const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];
function adaptation(from: Chromaticity, to: Chromaticity): Matrix {
  const a = apply(bradford, xyz(from));
  const b = apply(bradford, xyz(to));
  const scale: Matrix = [
    [b[0] / a[0], 0, 0],
    [0, b[1] / a[1], 0],
    [0, 0, b[2] / a[2]],
  ];
  return multiply(invert(bradford), multiply(scale, bradford));
}

/** Linear-light sRGB in the picture's own primaries, white staying white; what lies outside their gamut is cut off at 0. */
export function inPrimaries(colour: Rgb, { primaries }: Pick<Colour, 'primaries'>): Rgb {
  if (primaries === 'srgb') return colour;
  const adapted = multiply(adaptation(d65, chromaticities[primaries][3]), toXyz('srgb'));
  const [r, g, b] = apply(multiply(invert(toXyz(primaries)), adapted), colour);
  return [Math.max(0, r), Math.max(0, g), Math.max(0, b)];
}

/** The CIE 1931 observer as sums of one-sided Gaussians (Wyman, Sloan, Shirley, JCGT 2013). */
function observer(nm: number): Vector {
  const lobe = (peak: number, below: number, above: number) =>
    Math.exp(-0.5 * ((nm - peak) * (nm < peak ? below : above)) ** 2);
  return [
    1.056 * lobe(599.8, 1 / 37.9, 1 / 31.0) +
      0.362 * lobe(442.0, 1 / 16.0, 1 / 26.7) -
      0.065 * lobe(501.1, 1 / 20.4, 1 / 26.2),
    0.821 * lobe(568.8, 1 / 46.9, 1 / 40.5) + 0.286 * lobe(530.9, 1 / 16.3, 1 / 31.1),
    1.217 * lobe(437.0, 1 / 11.8, 1 / 36.0) + 0.681 * lobe(459.0, 1 / 26.0, 1 / 13.8),
  ];
}

/** Linear sRGB of a black body, unscaled. */
function blackBody(kelvin: number): Vector {
  let sum: Vector = [0, 0, 0];
  for (let nm = 380; nm <= 780; nm += 5) {
    // Planck's law over wavelength, relative to 560 nm so that no temperature overflows.
    const c2 = 1.438776877e7;
    const radiance = (560 / nm) ** 5 * (Math.expm1(c2 / (560 * kelvin)) / Math.expm1(c2 / (nm * kelvin)));
    const [x, y, z] = observer(nm);
    sum = [sum[0] + radiance * x, sum[1] + radiance * y, sum[2] + radiance * z];
  }
  return apply(invert(toXyz('srgb')), sum);
}

const luminance = ([r, g, b]: Vector) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const neutralKelvin = 6504;

/**
 * Linear sRGB of a light of that temperature, at luminance 1 (no channel above 2.5, for candle light). 6504 K is
 * neutral, because that is the white that pictures are balanced for; 1000..40000 K.
 */
export function temperatureColour(kelvin: number): Rgb {
  const body = blackBody(kelvin);
  const neutral = blackBody(neutralKelvin);
  const relative = (i: 0 | 1 | 2) => Math.max(0, body[i] / neutral[i]);
  const colour: Vector = [relative(0), relative(1), relative(2)];
  const scale = Math.min(1 / luminance(colour), 2.5 / Math.max(...colour));
  return [colour[0] * scale, colour[1] * scale, colour[2] * scale];
}
