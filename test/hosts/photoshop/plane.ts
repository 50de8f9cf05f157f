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

/** The part of a plane inside `bounds`; what lies outside the plane is `value`. Whole rows share the plane's memory. */
export function cut(plane: Plane, bounds: Bounds, value = 0): Plane {
  const { left, right, top, bottom } = plane.bounds;
  if (bounds.left === left && bounds.right === right && bounds.top >= top && bounds.bottom <= bottom) {
    const row = widthOf(bounds) * plane.components;
    const data = plane.data.subarray((bounds.top - top) * row, (bounds.bottom - top) * row);
    return { ...plane, bounds, data };
  }
  const out = blank(bounds, plane.components, depthOf(plane.data), value);
  paste(plane, out);
  return out;
}

const boxes = new WeakMap<Plane, Bounds | null>();

/** The smallest rectangle that holds every pixel whose last component is not 0; null when there is none. */
export function contentOf(plane: Plane): Bounds | null {
  const known = boxes.get(plane);
  if (known !== undefined) return known;
  const { bounds, components: n, data } = plane;
  const row = widthOf(bounds) * n;
  const rows = heightOf(bounds);
  const filled = (y: number) => {
    for (let i = y * row + n - 1; i < (y + 1) * row; i += n) if (data[i] !== 0) return true;
    return false;
  };
  let [top, bottom] = [0, rows];
  while (top < bottom && !filled(top)) top++;
  while (bottom > top && !filled(bottom - 1)) bottom--;
  let [left, right] = [row, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = n - 1; x < left; x += n) if (data[y * row + x] !== 0) left = x;
    for (let x = row - 1; x > right; x -= n) if (data[y * row + x] !== 0) right = x;
  }
  const box =
    top === bottom
      ? null
      : {
          left: bounds.left + Math.floor(left / n),
          top: bounds.top + top,
          right: bounds.left + Math.floor(right / n) + 1,
          bottom: bounds.top + bottom,
        };
  boxes.set(plane, box);
  return box;
}

export const same = (a: Bounds, b: Bounds) =>
  a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;

/** The part of a plane that `contentOf` names; null when it is empty. */
export function trimmed(plane: Plane): Plane | null {
  const box = contentOf(plane);
  return box && (same(box, plane.bounds) ? plane : cut(plane, box));
}

/** A plane elsewhere in its document. */
export const moved = (plane: Plane, dx: number, dy: number): Plane => ({
  ...plane,
  bounds: {
    left: plane.bounds.left + dx,
    top: plane.bounds.top + dy,
    right: plane.bounds.right + dx,
    bottom: plane.bounds.bottom + dy,
  },
});

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

/** Alpha gone: the colours stay as they are. */
export function withoutAlpha(plane: Plane): Plane {
  const n = plane.components;
  const out = blank(plane.bounds, n - 1, depthOf(plane.data));
  for (let i = 0, o = 0; i < plane.data.length; i += n) {
    for (let c = 0; c < n - 1; c++) out.data[o++] = plane.data[i + c] ?? 0;
  }
  return out;
}

/** Opaque alpha added. */
export function withAlpha(plane: Plane): Plane {
  const n = plane.components + 1;
  const depth = depthOf(plane.data);
  const out = blank(plane.bounds, n, depth, white[depth]);
  for (let i = 0, o = 0; i < plane.data.length; o++) {
    for (let c = 0; c < n - 1; c++) out.data[o * n + c] = plane.data[i++] ?? 0;
  }
  return out;
}

export function isOpaque({ data, components }: Plane): boolean {
  const top = white[depthOf(data)];
  for (let i = components - 1; i < data.length; i += components) if (data[i] !== top) return false;
  return true;
}

/** Memory that planes grow into downwards, and how many samples of it are taken. */
const growing = new WeakMap<Plane, { readonly room: Samples; used: number }>();

/**
 * Both planes in one of `components`; `over` wins. A strip below the last one is appended to memory with room for
 * `canvas`, so that a picture in strips is copied once; what was there before never changes.
 */
export function joined(under: Plane, over: Plane, canvas: Bounds): Plane {
  const [a, b] = [under.bounds, over.bounds];
  const follows = a.left === b.left && a.right === b.right && a.bottom === b.top && b.bottom <= canvas.bottom;
  if (!follows) {
    const out = blank(union(a, b), under.components, depthOf(under.data));
    paste(under, out);
    paste(over, out);
    return out;
  }
  let into = growing.get(under);
  if (!into || into.used !== under.data.length) {
    const length = widthOf(a) * (canvas.bottom - a.top) * under.components;
    into = { room: samples(depthOf(under.data), length), used: under.data.length };
    into.room.set(under.data);
  }
  into.room.set(over.data, into.used);
  into.used += over.data.length;
  const bounds = { ...a, bottom: b.bottom };
  const plane = { bounds, components: under.components, data: into.room.subarray(0, into.used) };
  growing.set(plane, into);
  return plane;
}
