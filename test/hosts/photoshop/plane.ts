// SPDX-License-Identifier: Apache-2.0
// Pixels as the emulated Photoshop holds them: interleaved, 8 bit, 16 bit as 0..32768, or float.

export type Depth = 8 | 16 | 32;
export type Samples = Uint8Array | Uint16Array | Float32Array;

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels and where they lie in their document. Never changed once made: history holds them. */
export interface Plane {
  readonly bounds: Bounds;
  readonly components: number;
  readonly data: Samples;
}

export const white: Record<Depth, number> = { 8: 255, 16: 32768, 32: 1 };

export function depthOf(data: Samples): Depth {
  return data instanceof Uint8Array ? 8 : data instanceof Uint16Array ? 16 : 32;
}

export function samples(depth: Depth, length: number): Samples {
  return depth === 8
    ? new Uint8Array(length)
    : depth === 16
      ? new Uint16Array(length)
      : new Float32Array(length);
}

export const widthOf = (b: Bounds) => b.right - b.left;
export const heightOf = (b: Bounds) => b.bottom - b.top;
export const isEmpty = (b: Bounds) => b.right <= b.left || b.bottom <= b.top;

export function intersection(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

export function union(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** A plane of zeros, or of `value` in every sample. */
export function blank(bounds: Bounds, components: number, depth: Depth, value = 0): Plane {
  const data = samples(depth, widthOf(bounds) * heightOf(bounds) * components);
  if (value !== 0) data.fill(value);
  return { bounds, components, data };
}

/** Copies the rows of `from` that lie inside `to`. `to` must be the caller's own. */
export function paste(from: Plane, to: Plane): void {
  const shared = intersection(from.bounds, to.bounds);
  if (isEmpty(shared)) return;
  const n = from.components;
  for (let y = shared.top; y < shared.bottom; y++) {
    const start = ((y - from.bounds.top) * widthOf(from.bounds) + shared.left - from.bounds.left) * n;
    const row = from.data.subarray(start, start + widthOf(shared) * n);
    to.data.set(row, ((y - to.bounds.top) * widthOf(to.bounds) + shared.left - to.bounds.left) * n);
  }
}

/** The part of a plane inside `bounds`; what lies outside the plane is `value`. */
export function cut(plane: Plane, bounds: Bounds, value = 0): Plane {
  const out = blank(bounds, plane.components, depthOf(plane.data), value);
  paste(plane, out);
  return out;
}

/** The smallest plane that holds every pixel whose last component is not 0; null when there is none. */
export function trimmed(plane: Plane): Plane | null {
  const { bounds, components: n, data } = plane;
  const width = widthOf(bounds);
  let box: Bounds | null = null;
  for (let y = 0; y < heightOf(bounds); y++) {
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * n + n - 1] === 0) continue;
      const at = {
        left: bounds.left + x,
        top: bounds.top + y,
        right: bounds.left + x + 1,
        bottom: bounds.top + y + 1,
      };
      box = box ? union(box, at) : at;
    }
  }
  if (!box) return null;
  const same =
    box.left === bounds.left &&
    box.top === bounds.top &&
    box.right === bounds.right &&
    box.bottom === bounds.bottom;
  return same ? plane : cut(plane, box);
}

/** Halves a plane `level` times by means of four, as the cache levels of a document. */
export function reduced(plane: Plane, level: number): Plane {
  let at = plane;
  for (let l = 0; l < level; l++) at = halved(at);
  return at;
}

function halved({ bounds, components: n, data }: Plane): Plane {
  const half = (v: number) => Math.floor(v / 2);
  const to: Bounds = {
    left: half(bounds.left),
    top: half(bounds.top),
    right: Math.max(half(bounds.left) + 1, half(bounds.right)),
    bottom: Math.max(half(bounds.top) + 1, half(bounds.bottom)),
  };
  const out = blank(to, n, depthOf(data));
  const width = widthOf(bounds);
  for (let y = 0; y < heightOf(to); y++) {
    for (let x = 0; x < widthOf(to); x++) {
      for (let c = 0; c < n; c++) {
        let sum = 0;
        for (const [dx, dy] of corners) {
          const sx = Math.min(width - 1, 2 * x + dx);
          const sy = Math.min(heightOf(bounds) - 1, 2 * y + dy);
          sum += data[(sy * width + sx) * n + c] ?? 0;
        }
        out.data[(y * widthOf(to) + x) * n + c] = sum / 4;
      }
    }
  }
  return out;
}

const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Other depth: white stays white. */
export function inDepth(data: Samples, depth: Depth): Samples {
  const from = depthOf(data);
  if (from === depth) return data;
  const out = samples(depth, data.length);
  const scale = white[depth] / white[from];
  for (let i = 0; i < data.length; i++) {
    const v = (data[i] ?? 0) * scale;
    out[i] = depth === 32 ? v : Math.round(Math.min(white[depth], Math.max(0, v)));
  }
  return out;
}
