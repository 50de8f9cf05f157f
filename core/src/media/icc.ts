// SPDX-License-Identifier: Apache-2.0
import type { Colour, Primaries, Transfer } from '../frame/index.js';

/** What a profile's numbers describe: the data colour space of its header. */
export type IccSpace = 'rgb' | 'grey' | 'cmyk' | 'other';

/** What kernels need to know of a profile. */
export interface IccDescription {
  readonly space: IccSpace;
  readonly primaries: Primaries;
  readonly transfer: Transfer;
}

/** Colorants of the known primaries as profiles store them: XYZ of red, green and blue, adapted to D50 (Bradford). */
const colorants = {
  srgb: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139],
  'display-p3': [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
  'adobe-rgb': [0.6098, 0.3111, 0.0195, 0.2052, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446],
  rec2020: [0.6734, 0.279, -0.0019, 0.1656, 0.6753, 0.03, 0.1251, 0.0456, 0.7969],
  acescg: [0.6899, 0.2845, -0.006, 0.1498, 0.6717, 0.01, 0.1246, 0.0438, 0.8209],
} as const satisfies Record<Primaries, readonly number[]>;

/** The matrix from linear RGB of known primaries to XYZ relative to D50, row by row. */
export function xyzOf(primaries: Primaries) {
  const [rx, ry, rz, gx, gy, gz, bx, by, bz] = colorants[primaries];
  return [rx, gx, bx, ry, gy, by, rz, gz, bz] as const;
}

const decoders: readonly (readonly [Transfer, (v: number) => number])[] = [
  ['srgb', (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)],
  ['linear', (v) => v],
  ['gamma22', (v) => v ** 2.19921875],
  ['rec709', (v) => (v < 0.081 ? v / 4.5 : ((v + 0.099) / 1.099) ** (1 / 0.45))],
];
const probes = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
const transferTolerance = 0.015;

/**
 * Reads a profile (ICC.1:2022, versions 2 and 4): its data colour space, the known primaries nearest to its
 * colorants, and the known transfer function within 1.5 % of its tone curve, else `unknown`. Returns undefined when
 * the bytes are no profile.
 */
export function describeIcc(icc: Uint8Array): IccDescription | undefined {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  if (icc.byteLength < 132 || text(view, 36) !== 'acsp') return undefined;
  const spaces: Record<string, IccSpace> = { 'RGB ': 'rgb', GRAY: 'grey', CMYK: 'cmyk' };
  const space = spaces[text(view, 16)] ?? 'other';
  const tags = readTags(view);
  const curve = tags.get('gTRC') ?? tags.get('kTRC');
  return {
    space,
    primaries: nearestPrimaries(view, tags),
    transfer: curve === undefined ? 'unknown' : nearestTransfer(toneCurve(view, curve)),
  };
}

/** The colour of a frame whose file carried `icc`. */
export function colourOfIcc(icc: Uint8Array): Colour | undefined {
  const description = describeIcc(icc);
  return description && { primaries: description.primaries, transfer: description.transfer, icc };
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function readTags(view: DataView): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(view.getUint32(128), 200);
  for (let i = 0; i < count && 132 + 12 * (i + 1) <= view.byteLength; i++) {
    const entry = 132 + 12 * i;
    const offset = view.getUint32(entry + 4);
    const size = view.getUint32(entry + 8);
    if (size >= 12 && offset + size <= view.byteLength) tags.set(text(view, entry), offset);
  }
  return tags;
}

const fixed = (view: DataView, at: number) => view.getInt32(at) / 65536;

function nearestPrimaries(view: DataView, tags: ReadonlyMap<string, number>): Primaries {
  const found: number[] = [];
  for (const name of ['rXYZ', 'gXYZ', 'bXYZ']) {
    const at = tags.get(name);
    if (at === undefined || at + 20 > view.byteLength) return 'srgb';
    found.push(fixed(view, at + 8), fixed(view, at + 12), fixed(view, at + 16));
  }
  let best: Primaries = 'srgb';
  let least = Number.POSITIVE_INFINITY;
  for (const name of ['srgb', 'display-p3', 'adobe-rgb', 'rec2020', 'acescg'] as const) {
    const distance = colorants[name].reduce((sum, v, i) => sum + (v - (found[i] ?? 0)) ** 2, 0);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** A tone curve as a function from the stored value to linear light, or undefined when its type is not known. */
function toneCurve(view: DataView, at: number): ((v: number) => number) | undefined {
  const type = text(view, at);
  if (type === 'curv') return sampledCurve(view, at);
  if (type === 'para') return parametricCurve(view, at);
  return undefined;
}

function sampledCurve(view: DataView, at: number): ((v: number) => number) | undefined {
  const count = view.getUint32(at + 8);
  if (count === 0) return (v) => v;
  if (at + 12 + 2 * count > view.byteLength) return undefined;
  if (count === 1) {
    const gamma = view.getUint16(at + 12) / 256;
    return (v) => v ** gamma;
  }
  const sample = (i: number) => view.getUint16(at + 12 + 2 * i) / 65535;
  return (v) => {
    const position = v * (count - 1);
    const low = Math.min(Math.floor(position), count - 2);
    return sample(low) + (sample(low + 1) - sample(low)) * (position - low);
  };
}

/** ICC.1:2022, table 68. */
function parametricCurve(view: DataView, at: number): ((v: number) => number) | undefined {
  const kind = view.getUint16(at + 8);
  const count = [1, 3, 4, 5, 7][kind];
  if (count === undefined || at + 12 + 4 * count > view.byteLength) return undefined;
  const p = Array.from({ length: count }, (_, i) => fixed(view, at + 12 + 4 * i));
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = p;
  if (kind === 0) return (v) => v ** g;
  if (kind === 1) return (v) => (v >= -b / a ? (a * v + b) ** g : 0);
  if (kind === 2) return (v) => (v >= -b / a ? (a * v + b) ** g + c : c);
  return (v) => (v >= d ? (a * v + b) ** g + e : c * v + f);
}

function nearestTransfer(curve: ((v: number) => number) | undefined): Transfer {
  if (!curve) return 'unknown';
  let best: Transfer = 'unknown';
  let least: number = transferTolerance;
  for (const [name, decode] of decoders) {
    const worst = Math.max(...probes.map((v) => Math.abs(curve(v) - decode(v))));
    if (worst < least) [best, least] = [name, worst];
  }
  return best;
}
