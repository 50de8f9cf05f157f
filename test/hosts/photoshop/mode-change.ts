// SPDX-License-Identifier: Apache-2.0
// Image > Mode: a document's planes in another colour mode, depth or profile.
import { inProfile } from './conversion.js';
import { type DocumentState, type LayerState, type Mode, usualProfileOf } from './document.js';
import { blank, type Depth, depthOf, inDepth, type Plane, white } from './plane.js';

const forEachPlane = (state: DocumentState, layer: (p: Plane) => Plane, grey: (p: Plane) => Plane) => ({
  ...state,
  layers: state.layers.map(
    (l): LayerState => ({ ...l, pixels: l.pixels && layer(l.pixels), mask: l.mask && grey(l.mask) }),
  ),
  selection: state.selection && grey(state.selection),
  channels: state.channels.map((c) => ({ ...c, plane: grey(c.plane) })),
});

/** The bytes of a profile say nothing of another one. */
function withoutIcc({ icc: _, ...rest }: DocumentState): DocumentState {
  return rest;
}

export function inBits(state: DocumentState, depth: Depth): DocumentState {
  const to = (plane: Plane): Plane => ({ ...plane, data: inDepth(plane.data, depth) });
  return { ...forEachPlane(state, to, to), depth };
}

/** Modes that the emulator can convert between. Ink is subtracted from white: it knows no press. */
const known: readonly Mode[] = ['RGB', 'Grayscale', 'Lab', 'CMYK'];

export function inMode(state: DocumentState, mode: Mode): DocumentState {
  if (mode === state.mode) return state;
  if (!known.includes(mode) || !known.includes(state.mode)) {
    throw new Error(`The emulator cannot convert ${state.mode} to ${mode}.`);
  }
  const profile = usualProfileOf(mode, state.depth);
  const convert = (plane: Plane) => fromRgb(toRgb(plane, state), mode);
  return { ...withoutIcc(forEachPlane(state, convert, (p) => p)), mode, profile };
}

export function inOtherProfile(state: DocumentState, profile: string): DocumentState {
  const convert = (plane: Plane) => inProfile(plane, state.profile, profile);
  return { ...withoutIcc(forEachPlane(state, convert, (p) => p)), profile };
}

const working = 'sRGB IEC61966-2.1';

function spread(plane: Plane, components: number, colours: (from: number[], top: number) => number[]): Plane {
  const n = plane.components;
  const top = white[depthOf(plane.data)];
  const out = blank(plane.bounds, components, depthOf(plane.data));
  for (let i = 0, o = 0; i < plane.data.length; i += n, o += components) {
    const from = Array.from(plane.data.subarray(i, i + n - 1));
    out.data.set(
      colours(from, top).map((v) => (top === 1 ? v : Math.round(v))),
      o,
    );
    out.data[o + components - 1] = plane.data[i + n - 1] ?? 0;
  }
  return out;
}

function toRgb(plane: Plane, { mode, profile }: DocumentState): Plane {
  if (mode === 'Grayscale') return spread(plane, 4, ([v = 0]) => [v, v, v]);
  if (mode === 'CMYK') {
    return spread(plane, 4, ([c = 0, m = 0, y = 0, k = 0], top) =>
      [c, m, y].map((ink) => ((top - ink) * (top - k)) / top),
    );
  }
  return inProfile(plane, profile, working);
}

function fromRgb(plane: Plane, mode: Mode): Plane {
  if (mode === 'Grayscale')
    return spread(plane, 2, ([r = 0, g = 0, b = 0]) => [0.299 * r + 0.587 * g + 0.114 * b]);
  if (mode === 'CMYK')
    return spread(plane, 5, ([r = 0, g = 0, b = 0], top) => [top - r, top - g, top - b, 0]);
  return mode === 'Lab' ? inProfile(plane, working, 'Lab D50') : plane;
}
